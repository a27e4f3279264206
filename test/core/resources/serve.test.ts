import { describe, expect, test } from "vitest";
import * as z from "zod";
import { defineResource } from "../../../src/core/resources/define.ts";
import { defineToolset } from "../../../src/core/tool.ts";
import { connect } from "../../support/harness.ts";
import { useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const set = defineToolset({ id: "test", title: "Test", summary: "Tools of this test", default: true });
let state = "PENDING";
const getThing = set.tool({
  name: "get_thing",
  title: "Get thing",
  description: "Reads a thing.",
  access: "read",
  input: z.strictObject({ thing_id: z.string().max(5).describe("Id") }),
  output: z.object({ thing_id: z.string(), state: z.string() }),
  run: async (_, { thing_id }) => ({ thing_id, state }),
});
const options = { name: "thing", title: "Thing", description: "A thing.", mimeType: "application/json" };
const things = defineResource("databricks://things/{thing_id}", getThing, {
  ...options,
  list: async () => [{ variables: { thing_id: "a b" }, name: "first" }],
  watch: { state: "state", stable: new Set(["TERMINATED"]) },
  complete: { thing_id: async (_, typed) => ["a1", "a2", "b1"].filter((id) => id.startsWith(typed)) },
});
const broken = defineResource("databricks://broken/{thing_id}", getThing, {
  ...options,
  name: "broken",
  list: async () => {
    throw new Error("no");
  },
});

const open = () => connect({ tools: [getThing], resources: [things, broken] });

describe("resources", () => {
  test("a list that cannot be read does not hide the others", async () => {
    const { client, lines } = await open();
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(["databricks://things/a%20b"]);
    expect(lines.join("")).toContain('"resource":"broken"');
  });

  test("a read returns the tool's output", async () => {
    const { client } = await open();
    const { contents } = await client.readResource({ uri: "databricks://things/a1" });
    expect(contents).toEqual([
      { uri: "databricks://things/a1", mimeType: "application/json", text: JSON.stringify({ thing_id: "a1", state }) },
    ]);
  });

  test("X02 contents, lists and completions contain no hidden characters", async () => {
    const hidden = "\u202e\u{e0041}\u{e0144}\u200b";
    const untrusted = {
      ...getThing,
      untrusted: true,
      run: async () => ({ thing_id: `a${hidden}`, state: `on${hidden}` }),
    };
    const thing = defineResource("databricks://things/{thing_id}", untrusted, {
      ...options,
      list: async () => [{ variables: { thing_id: "a" }, name: `first\nline${hidden}`, description: `it${hidden}` }],
      complete: { thing_id: async () => [`a${hidden}`, "b"] },
    });
    const { client } = await connect({ tools: [untrusted], resources: [thing] });
    expect((await client.listResources()).resources).toMatchObject([
      { name: "first line", title: "first line", description: "it" },
    ]);
    expect((await client.readResource({ uri: "databricks://things/a" })).contents).toMatchObject([
      { text: '{"thing_id":"a","state":"on"}' },
    ]);
    const ref = { type: "ref/resource", uri: "databricks://things/{thing_id}" } as const;
    const { completion } = await client.complete({ ref, argument: { name: "thing_id", value: "" } });
    expect(completion.values).toEqual(["b"]);
  });

  test("a stored JSON list can be read in another format, with its media type", async () => {
    const { client, runtime } = await open();
    const data = JSON.stringify({ rows: [{ id: 1 }, { id: 2 }] });
    const uri = runtime.results.put("test", { name: "r", mimeType: "application/json", data });
    const read = async (query: string) => (await client.readResource({ uri: uri + query })).contents;
    expect(await read("?path=rows&rows=1-&format=csv")).toEqual([
      { uri: `${uri}?path=rows&rows=1-&format=csv`, mimeType: "text/csv", text: "id\n2\n" },
    ]);
    expect(await read("?path=rows&format=json_lines")).toEqual([
      expect.objectContaining({ mimeType: "application/jsonl", text: '{"id":1}\n{"id":2}\n' }),
    ]);
    expect(await read("?path=rows&format=arrow")).toEqual([
      expect.objectContaining({
        mimeType: "application/vnd.apache.arrow.stream",
        blob: expect.stringMatching(/^\/{4}/),
      }),
    ]);
    await expect(read("?format=csv")).rejects.toThrow("?format= requires a JSON list.");
  });

  test("a result that does not fit into one message says how to read it in parts, and the parts can be read", async () => {
    const { client, runtime } = await open();
    const data = "line\n".repeat(2_000_000);
    const uri = runtime.results.put("test", { name: "r", mimeType: "text/plain", data });
    await expect(client.readResource({ uri: `${uri}` })).rejects.toThrow(
      /add \?bytes=0-3999999, .*; or \?lines=1-1000\./,
    );
    const { contents } = await client.readResource({ uri: `${uri}?bytes=0-3999999` });
    expect(contents).toEqual([expect.objectContaining({ text: data.slice(0, 4_000_000) })]);
  });

  test.each([
    ["unknown", "databricks://nothing/a", /Unknown resource/],
    ["expired", "databricks://results/0000", /does not exist or has expired/],
    ["refused by the tool's own arguments", "databricks://things/toolong", /Too big/],
  ])("a resource that is %s is an invalid-params error with its URI", async (_, uri, message) => {
    const { client } = await open();
    await expect(client.readResource({ uri })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringMatching(message),
      data: { uri },
    });
  });

  test("X11 a resource whose tool is not served cannot be read", async () => {
    const { client } = await connect({ tools: [], resources: [things] });
    await expect(client.readResource({ uri: "databricks://things/a1" })).rejects.toThrow(
      "requires the tool get_thing, which is not served. The operator can add it",
    );
  });

  test("a variable is completed; an unknown one has no values", async () => {
    const { client } = await open();
    const complete = async (name: string) => {
      const ref = { type: "ref/resource" as const, uri: things.uri };
      return (await client.complete({ ref, argument: { name, value: "a" } })).completion;
    };
    expect(await complete("thing_id")).toMatchObject({ values: ["a1", "a2"], total: 2, hasMore: false });
    expect(await complete("other")).toMatchObject({ values: [] });
  });
});

describe("subscriptions", () => {
  test("report changes and nothing else, until unsubscribed", async () => {
    state = "PENDING";
    const { client } = await open();
    const updates: string[] = [];
    client.setNotificationHandler("notifications/resources/updated", ({ params }) => void updates.push(params.uri));
    const uri = "databricks://things/a1";
    await client.subscribeResource({ uri });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(updates).toEqual([]);
    state = "RUNNING";
    await expect.poll(() => updates).toEqual([uri]);
    await client.unsubscribeResource({ uri });
    state = "TERMINATED";
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(updates).toEqual([uri]);
  });

  test("to an unknown resource are refused", async () => {
    const { client } = await open();
    await expect(client.subscribeResource({ uri: "databricks://nothing/a" })).rejects.toThrow(
      /does not support subscriptions/,
    );
  });
});
