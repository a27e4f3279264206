import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const PATH = "/api/2.0/genie/spaces";
const accept = () => ({ action: "accept" as const, content: { confirm: true } });
const document = {
  version: 2,
  config: { sample_questions: [{ id: "0".repeat(32), question: ["How much?"] }] },
  data_sources: { tables: [{ identifier: "a.b.orders", column_configs: [{ column_name: "id" }] }] },
  instructions: { text_instructions: [{ id: "1".repeat(32), content: ["Be ", "brief."] }], join_specs: [{ id: "j" }] },
};
const space = (serialized_space: string | null = JSON.stringify(document)) => ({
  space_id: "s1",
  title: "Sales",
  warehouse_id: "w",
  etag: "7",
  serialized_space,
});
const sentDocument = (body: unknown) => JSON.parse((body as { serialized_space: string }).serialized_space);

const TABLE = "GET /api/2.1/unity-catalog/tables/:name";
beforeEach(() => void on(TABLE, ({ path }) => ({ full_name: path.split("/").at(-1) ?? "" })));

test("tables that do not exist are named, since Genie would answer without them", async () => {
  on(TABLE, ({ path }) =>
    path.endsWith("nope")
      ? platformError(404, "TABLE_DOES_NOT_EXIST", "Table 'a.b.nope' does not exist.")
      : path.endsWith("closed")
        ? platformError(403, "PERMISSION_DENIED", "no")
        : { full_name: "a.b.orders" },
  );
  on(`POST ${PATH}`, space());
  on(`GET ${PATH}/s1`, space());
  on(`PATCH ${PATH}/s1`, space());
  const { call } = await connect({ answer: accept });
  const tables = ["a.b.orders", "a.b.nope", "a.b.closed"];
  const created = await call("create_genie_space", { title: "Sales", warehouse_id: "w", tables });
  const changed = await call("update_genie_space", { space_id: "s1", tables });
  for (const { structuredContent } of [created, changed]) {
    const check = ["Table a.b.nope does not exist or is hidden from this identity"];
    expect(structuredContent).toMatchObject({ space_id: "s1", check });
  }
});

describe("create_genie_space", () => {
  test("writes the document from its parts: tables in order, IDs in order", async () => {
    const seen = on(`POST ${PATH}`, space());
    const { call, questions } = await connect();
    const result = await call("create_genie_space", {
      title: "Sales",
      warehouse_id: "w",
      tables: ["a.b.orders", "a.b.customers", "a.b.orders"],
      instructions: "Be brief.",
      sample_questions: ["How much?", "How many?"],
    });
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({ space_id: "s1", title: "Sales", etag: "7" });
    expect(seen[0]?.body).toMatchObject({ title: "Sales", warehouse_id: "w" });
    const { version, data_sources, instructions, config } = sentDocument(seen[0]?.body);
    expect([version, data_sources]).toEqual([
      2,
      { tables: [{ identifier: "a.b.customers" }, { identifier: "a.b.orders" }] },
    ]);
    expect(instructions.text_instructions).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{32}$/), content: ["Be brief."] },
    ]);
    const questionsSent: { id: string; question: string[] }[] = config.sample_questions;
    expect(questionsSent.map(({ question }) => question)).toEqual([["How much?"], ["How many?"]]);
    expect(questionsSent.map(({ id }) => id)).toEqual(questionsSent.map(({ id }) => id).toSorted());
  });
});

describe("update_genie_space", () => {
  test("a title alone reads no document and asks nothing", async () => {
    const read = on(`GET ${PATH}/s1`, space());
    const seen = on(`PATCH ${PATH}/s1`, space());
    const { call, questions } = await connect({ answer: accept });
    await call("update_genie_space", { space_id: "s1", title: "Revenue" });
    expect(questions).toEqual([]);
    expect(read.every(({ query }) => !("include_serialized_space" in query))).toBe(true);
    expect(seen[0]?.body).toEqual({ title: "Revenue" });
  });

  test("keeps the other parts and settings, sends the etag, and asks about what is lost", async () => {
    on(`GET ${PATH}/s1`, space());
    const seen = on(`PATCH ${PATH}/s1`, space());
    const { call, questions } = await connect({ answer: accept });
    await call("update_genie_space", {
      space_id: "s1",
      tables: ["a.b.customers", "a.b.orders"],
      instructions: "",
      sample_questions: ["How many?"],
    });
    expect(questions[0]).toContain("Its instructions are replaced.");
    expect(questions[0]).toContain('These example questions are lost: "How much?".');
    expect(questions[0]).not.toContain("no longer answers from");
    expect(seen[0]?.body).toMatchObject({ etag: "7" });
    expect(sentDocument(seen[0]?.body)).toMatchObject({
      version: 2,
      data_sources: { tables: [{ identifier: "a.b.customers" }, document.data_sources.tables[0]] },
      instructions: { text_instructions: [], join_specs: [{ id: "j" }] },
    });
  });

  test("a table that goes away is named, also for call_api", async () => {
    on(`GET ${PATH}/s1`, space());
    on(`PATCH ${PATH}/s1`, space());
    const { call, questions } = await connect({ answer: accept });
    await call("update_genie_space", { space_id: "s1", tables: ["a.b.customers"] });
    const serialized_space = JSON.stringify({ version: 2, data_sources: { tables: [{ identifier: "a.b.x" }] } });
    const parameters = { space_id: "s1", serialized_space };
    await call("call_api", { operation: "genie.updateSpace", parameters });
    expect(questions).toHaveLength(2);
    for (const question of questions) expect(question).toContain('no longer answers from these tables: "a.b.orders"');
  });

  test("without the document nothing is changed", async () => {
    on(`GET ${PATH}/s1`, space(null));
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("update_genie_space", { space_id: "s1", tables: ["a.b.c"] }))).toContain(
      "Editing requires CAN EDIT",
    );
  });

  test("a space that someone else edited in the meantime is not overwritten", async () => {
    on(`GET ${PATH}/s1`, space());
    on(`PATCH ${PATH}/s1`, platformError(409, "ABORTED", "The space was changed in the meantime."));
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("update_genie_space", { space_id: "s1", instructions: "x" }))).toContain("meantime");
  });
});

describe("delete_genie_space", () => {
  test("asks", async () => {
    on(`GET ${PATH}/s1`, space());
    const seen = on(`DELETE ${PATH}/s1`, {});
    const { call, questions } = await connect({ answer: accept });
    await call("delete_genie_space", { space_id: "s1" });
    expect(questions[0]).toContain('Genie space "Sales"');
    expect(seen).toHaveLength(1);
  });
});

describe("get_genie_space", () => {
  test("shows what the space consists of on request", async () => {
    const seen = on(`GET ${PATH}/s1`, space());
    on(`GET ${PATH}/s1/conversations`, {});
    const { call } = await connect();
    const result = await call("get_genie_space", { space_id: "s1", include_serialized: true });
    expect(seen[0]?.query).toEqual({ include_serialized_space: "true" });
    expect(result.structuredContent).toMatchObject({
      tables: ["a.b.orders"],
      instructions: "Be brief.",
      sample_questions: ["How much?"],
      etag: "7",
    });
  });
});
