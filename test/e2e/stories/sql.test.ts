import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const TABLE = "main.sales.story";

test("a table is created, filled, read in pages, corrected and dropped", async () => {
  const { call, failure } = story;
  await call("execute_sql", { statement: `CREATE TABLE ${TABLE} (id BIGINT, name STRING)` });
  await call("execute_sql", {
    statement: `INSERT INTO ${TABLE} SELECT id, concat('n', id) FROM range(250)`,
  });
  const statement = `SELECT id, name FROM ${TABLE} WHERE id >= :least ORDER BY id`;
  const parameters = [{ name: "least", value: "100", type: "BIGINT" }];
  const first = await call("execute_sql_read_only", { statement, parameters, row_limit: 150 });
  expect(first).toMatchObject({ total_rows: 150, rows: expect.arrayContaining([["100", "n100"]]) });
  const { statement_id } = first;
  expect(await call("poll_sql_result", { statement_id, row_offset: 148 })).toMatchObject({
    rows: [
      ["248", "n248"],
      ["249", "n249"],
    ],
  });

  const exported = await call("export_sql_result", { statement_id, format: "csv" });
  expect(exported).toMatchObject({ rows: 150 });
  const { contents } = await story.client.readResource({ uri: `${exported.uri}?lines=150-151` });
  expect(contents).toEqual([expect.objectContaining({ mimeType: "text/csv", text: "248,n248\n249,n249" })]);

  expect(await failure("execute_sql_read_only", { statement: `SELECT nme FROM ${TABLE}` })).toMatch(/nme[\s\S]*name/);
  expect(await failure("execute_sql_read_only", { statement: `DROP TABLE ${TABLE}` })).toContain("execute_sql");
  await call("execute_sql", { statement: `DROP TABLE ${TABLE}` });
  expect(await failure("execute_sql_read_only", { statement: `SELECT * FROM ${TABLE}` })).toContain(
    "TABLE_OR_VIEW_NOT_FOUND",
  );
});

test("a statement that keeps running is polled and cancelled", async () => {
  const { call } = story;
  const endless = "SELECT count(*) FROM range(10000000) a CROSS JOIN range(10000000) b WHERE (a.id * b.id) % 7 = 3";
  const { statement_id } = await call("execute_sql_read_only", { statement: endless, wait_seconds: 0 });
  expect(await call("poll_sql_result", { statement_id, wait_seconds: 0 })).toMatchObject({
    next: expect.stringContaining("poll_sql_result"),
  });
  expect(await call("cancel_sql_statement", { statement_id })).toMatchObject({ state: "CANCELED" });
});
