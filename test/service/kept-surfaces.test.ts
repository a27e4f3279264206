import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineToolset } from "../../src/core/tool.ts";
import { createSurfaces } from "../../src/service/surfaces.ts";
import { connect, textOf, yes } from "../support/harness.ts";
import { connectOverHttp } from "../support/http-client.ts";

const set = defineToolset({ id: "things", title: "Things", summary: "Things.", default: true });
const everything = { access: "destructive" } as const;
/** Views that differ: the operator's toolsets, named once more each. */
const view = (times: number) => ({ toolsets: Array.from({ length: times }, () => ["all"]) });
const VIEWS = 30;

/** The surfaces of a server with one tool that asks, and what that tool did. */
async function open(mode: "typed" | "code") {
  const done: string[] = [];
  const deleteThing = set.tool({
    name: "delete_thing",
    title: "Delete a thing",
    description: "Deletes a thing.",
    access: "destructive",
    input: z.strictObject({ id: z.string() }),
    output: z.object({ id: z.string() }),
    run: async (_, { id }) => {
      done.push(id);
      return { id };
    },
  });
  const { runtime } = await connect({ tools: [deleteThing], resources: [] });
  const surfaces = createSurfaces({
    version: "1",
    workspaces: Object([{ name: "default", runtime }]),
    tools: [deleteThing],
    resources: [],
    prompts: [],
    mode,
  });
  return { surfaces, done, log: runtime.log };
}

test("R12 many views of one caller take no other's place", async () => {
  const { surfaces } = await open("typed");
  const of = (caller: string, times: number) => surfaces.of(everything, view(times), undefined, caller);
  const [shared, first] = [of("ana", 0), of("eve", 1)];
  expect(of("eve", 0)).toBe(shared);
  for (let times = 2; times < VIEWS; times++) of("eve", times);
  expect(of("ana", 0)).toBe(shared);
  expect(of("eve", 1)).not.toBe(first);
});

describe.each([["typed"], ["code"]] as const)("a question whose surface is gone, mode %s", (mode) => {
  test("R12 is answered in the next one, and the call runs once", async () => {
    const { surfaces, done, log } = await open(mode);
    const now = () => surfaces.of(everything, view(0))?.makeServer;
    const made = now();
    if (!made) throw new Error("no surface");
    const { client } = await connectOverHttp(
      Object.assign((connection: Parameters<typeof made>[0]) => (now() ?? made)(connection), {
        subscribe: made.subscribe,
        watchTools: made.watchTools,
      }),
      log,
      "auto",
      () => {
        for (let times = 1; times < VIEWS; times++) surfaces.of(everything, view(times));
        return yes();
      },
    );
    const result = await client.callTool(
      mode === "typed"
        ? { name: "delete_thing", arguments: { id: "a" } }
        : { name: "run_script", arguments: { script: "return databricks.delete_thing({ id: 'a' })" } },
    );
    expect(result.isError, textOf(result)).toBeFalsy();
    expect(done).toEqual(["a"]);
    expect(now()).not.toBe(made);
  });
});
