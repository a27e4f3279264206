import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineResource } from "../../src/core/resources/define.ts";
import { defineToolset, type Tool } from "../../src/core/tool.ts";
import { connect, textOf, yes } from "../support/harness.ts";
import { server, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const set = defineToolset({ id: "test", title: "Test", summary: "Tools of this test", default: true });
const getThing = set.tool({
  name: "get_thing",
  title: "Get thing",
  description: "Reads a thing.",
  access: "read",
  input: z.strictObject({ thing_id: z.string().describe("Id") }),
  output: z.object({ name: z.string(), remembered: z.number() }),
  run: async (ctx, { thing_id }) => {
    const { name } = await ctx.client.get(
      "clusters.get",
      `/api/2.0/things/${thing_id}`,
      z.object({ name: z.string() }),
    );
    return { name, remembered: await ctx.remember("count", async () => name.length) };
  },
});
const deleteThing: Tool = {
  ...set.tool({
    name: "delete_thing",
    title: "Delete thing",
    description: "Deletes a thing.",
    access: "destructive",
    input: z.strictObject({}),
    output: z.object({}),
    run: async () => ({}),
  }),
};
const thing = defineResource("databricks://things/{thing_id}", getThing, {
  name: "thing",
  title: "Thing",
  description: "A thing.",
  mimeType: "application/json",
  list: async () => [{ variables: { thing_id: "1" }, name: "first" }],
  complete: { thing_id: async (ctx, typed) => [`${typed}@${ctx.settings.workspace}`] },
});

const answering = () =>
  server.use(
    http.get("https://dev.cloud.databricks.com/api/2.0/things/1", () => HttpResponse.json({ name: "development" })),
    http.get("https://prod.cloud.databricks.com/api/2.0/things/1", () => HttpResponse.json({ name: "production" })),
  );

const open = () =>
  connect({
    tools: [getThing, deleteThing],
    resources: [thing],
    workspaces: { dev: {}, prod: { access: "read" } },
    answer: yes,
  });

describe("with one workspace", () => {
  test("tools have no workspace argument, and refuse one", async () => {
    const { client, call } = await connect({ tools: [getThing], resources: [thing] });
    const [tool] = (await client.listTools()).tools;
    expect(Object.keys(tool?.inputSchema.properties ?? {})).toEqual(["thing_id"]);
    expect((await call("get_thing", { thing_id: "1", workspace: "dev" })).isError).toBe(true);
  });
});

describe("with several workspaces", () => {
  test("every tool has an optional workspace argument, an enum with the first name as default", async () => {
    const { client } = await open();
    for (const { inputSchema } of (await client.listTools()).tools) {
      expect(inputSchema.properties?.workspace).toEqual({ type: "string", enum: ["dev", "prod"], default: "dev" });
      expect(inputSchema.required ?? []).not.toContain("workspace");
    }
    expect(client.getInstructions()).toContain("dev, prod");
  });

  test("a call uses the named workspace and its cache, and the result and the log name the workspace", async () => {
    answering();
    const { call, lines } = await open();
    const dev = await call("get_thing", { thing_id: "1" });
    const prod = await call("get_thing", { thing_id: "1", workspace: "prod" });
    expect(dev.structuredContent).toEqual({ name: "development", remembered: 11 });
    expect(prod.structuredContent).toEqual({ name: "production", remembered: 10 });
    expect(textOf(prod)).toMatch(/Workspace: prod$/);
    expect(prod._meta).toMatchObject({ "databricks/workspace": "prod" });
    const logged = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "call");
    expect(logged.map(({ workspace }) => workspace)).toEqual(["dev", "prod"]);
  });

  test("every failure of a call names the workspace, last and outside the fence", async () => {
    server.use(
      http.get("https://prod.cloud.databricks.com/api/2.0/things/1", () =>
        HttpResponse.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "No thing 1." }, { status: 404 }),
      ),
    );
    const { call } = await open();
    for (const [name, args] of [
      ["get_thing", { thing_id: "1" }],
      ["get_thing", { thing: "1" }],
      ["get_thing", { thing_id: "1", max_output_tokens: 1 }],
      ["delete_thing", {}],
    ] as const) {
      const failed = await call(name, { ...args, workspace: "prod" });
      expect(failed).toMatchObject({ isError: true, _meta: { "databricks/workspace": "prod" } });
      expect(textOf(failed)).toMatch(/\nWorkspace: prod$/);
      expect(failed.structuredContent).toBeUndefined();
    }
    expect(textOf(await call("get_thing", { thing: "1" }))).toMatch(/\nWorkspace: dev$/);
  });

  test("an unknown workspace is refused, and nothing is sent", async () => {
    const { call } = await open();
    const result = await call("get_thing", { thing_id: "1", workspace: "test" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("must be one of dev, prod");
  });

  test("each has its own access level, and questions name the workspace", async () => {
    const { call, questions } = await open();
    expect((await call("delete_thing", {})).isError).toBeUndefined();
    expect(questions[0]).toMatch(/Workspace: dev \(https:\/\/dev\.cloud\.databricks\.com\)$/m);
    const refused = await call("delete_thing", { workspace: "prod" });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain("workspace prod allows read");
    expect(questions).toHaveLength(1);
  });

  test("URIs begin with the workspace's name in lists, templates, reads and completion", async () => {
    answering();
    const { client } = await open();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      "databricks://dev/things/1",
      "databricks://prod/things/1",
    ]);
    const templates = (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate);
    expect(templates).toEqual([
      "databricks://{workspace}/things/{thing_id}",
      "databricks://{workspace}/results/{id}{?path,rows,format,lines,bytes}",
    ]);
    const { contents } = await client.readResource({ uri: "databricks://prod/things/1" });
    expect(contents[0]).toMatchObject({
      uri: "databricks://prod/things/1",
      text: expect.stringContaining("production"),
    });
    await expect(client.readResource({ uri: "databricks://things/1" })).rejects.toThrow(/Unknown resource/);

    const ref = { type: "ref/resource" as const, uri: "databricks://{workspace}/things/{thing_id}" };
    const complete = async (name: string, value: string, given?: Record<string, string>) =>
      (await client.complete({ ref, argument: { name, value }, ...(given ? { context: { arguments: given } } : {}) }))
        .completion.values;
    expect(await complete("workspace", "p")).toEqual(["prod"]);
    expect(await complete("thing_id", "x", { workspace: "prod" })).toEqual(["x@prod"]);
  });

  test("an account has no resources: it is neither listed nor completed, and nothing is logged", async () => {
    const workspaces = { dev: {}, acct: { accountId: "a1" } };
    const { client, lines } = await connect({ tools: [getThing], resources: [thing], workspaces });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(["databricks://dev/things/1"]);
    expect(lines).toEqual([]);
    const ref = { type: "ref/resource" as const, uri: "databricks://{workspace}/things/{thing_id}" };
    const { completion } = await client.complete({ ref, argument: { name: "workspace", value: "" } });
    expect(completion.values).toEqual(["dev"]);
  });

  test("a stored result can be read at its URI", async () => {
    const long: Tool = { ...getThing, run: async () => ({ name: "x".repeat(5000), remembered: 1 }) };
    const { client, call } = await connect({
      tools: [long],
      workspaces: { dev: {}, prod: { outputBudgetChars: 1000 } },
    });
    const result = await call("get_thing", { thing_id: "1", workspace: "prod" });
    const uri = /databricks:\/\/prod\/results\/[\w-]+/.exec(textOf(result))?.[0] ?? "";
    const { contents } = await client.readResource({ uri });
    expect(contents[0]).toMatchObject({ uri, text: "x".repeat(5000) });
    await expect(client.readResource({ uri: uri.replace("prod", "dev") })).rejects.toThrow(
      /does not exist or has expired/,
    );
  });
});
