import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { prompts } from "../../src/prompts/index.ts";
import { connect, textOf } from "../support/harness.ts";
import { server, useWorkspace } from "../support/workspace.ts";

useWorkspace();

beforeEach(() => {
  server.use(http.all("https://:host/*", () => HttpResponse.json({ error_code: "NOT_FOUND" }, { status: 404 })));
});

const open = async () => (await connect({ prompts, workspaces: { dev: {}, prod: {} } })).client;

const text = async (args: Record<string, string>) => {
  const { messages } = await (await open()).getPrompt({ name: "choose_cluster", arguments: args });
  return textOf({ content: messages.map(({ content }) => content) });
};

describe("prompts with several workspaces", () => {
  test("have an additional argument with completion", async () => {
    const client = await open();
    for (const { arguments: args } of (await client.listPrompts()).prompts) {
      expect(args?.at(-1)).toMatchObject({ name: "workspace", required: false });
      expect(args?.at(-1)?.description).toContain("dev, prod");
    }
    const { completion } = await client.complete({
      ref: { type: "ref/prompt", name: "choose_cluster" },
      argument: { name: "workspace", value: "p" },
    });
    expect(completion.values).toEqual(["prod"]);
  });

  test("name the workspace for the model, and refuse an unknown one", async () => {
    expect(await text({ task: "t", workspace: "prod" })).toContain('pass workspace "prod" in every call');
    expect(await text({ task: "t" })).not.toContain("pass workspace");
    await expect(text({ task: "t", workspace: "test" })).rejects.toThrow("workspace must be one of dev, prod.");
  });

  test("complete their arguments from the given workspace", async () => {
    const asked: string[] = [];
    server.use(
      http.get("https://:host/api/2.0/sql/warehouses", ({ params }) => {
        asked.push(String(params.host).split(".")[0] ?? "");
        return HttpResponse.json({ warehouses: [{ id: "w1", name: "Starter" }] });
      }),
    );
    const client = await open();
    const values = async (given: Record<string, string>) =>
      (
        await client.complete({
          ref: { type: "ref/prompt", name: "optimize_query" },
          argument: { name: "warehouse_id", value: "" },
          context: { arguments: given },
        })
      ).completion.values;
    expect(await values({ workspace: "prod" })).toEqual(["w1"]);
    expect(await values({})).toEqual(["w1"]);
    expect(await values({ workspace: "none" })).toEqual([]);
    expect(asked).toEqual(["prod", "dev"]);
  });
});

test("with one workspace prompts have no workspace argument", async () => {
  const { client } = await connect({ prompts });
  const names = (await client.listPrompts()).prompts.flatMap(({ arguments: args }) => args?.map(({ name }) => name));
  expect(names).not.toContain("workspace");
});
