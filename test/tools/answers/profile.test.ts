import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const NAME = "main.sales.orders";
const SQL = "POST /api/2.0/sql/statements";

const columns = [
  { name: "id", type_text: "bigint" },
  { name: "status", type_text: "string" },
  { name: "labels", type_text: "map<string,string>" },
];
const row = (...values: (string | null)[]) => ({
  statement_id: "s1",
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns: values.map((_, at) => ({ name: `c${at}` })) }, total_row_count: 1 },
  result: { chunk_index: 0, row_offset: 0, row_count: 1, data_array: [values] },
});

describe("profile_table", () => {
  test("profiles every column and a key in one statement that only reads", async () => {
    on(`GET /api/2.1/unity-catalog/tables/${NAME}`, { name: "orders", full_name: NAME, columns });
    const top = JSON.stringify([
      { item: "open", count: 6 },
      { item: null, count: 1 },
    ]);
    const seen = on(
      SQL,
      row("10", "8", "0", "8", "1", "10", "[]", "1", "4", "2", "done", "open", top, "3"),
      row("1", "3", "3", "7"),
    );
    const { call } = await connect({ settings: { access: "read" } });
    const result = await call("profile_table", { full_name: NAME, key: ["id"], where: "id > 0", warehouse_id: "w1" });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.body).toMatchObject({ statement: expect.stringContaining("WHERE (id > 0") });
    expect(result.structuredContent).toEqual({
      full_name: NAME,
      rows: 10,
      duplicates: 2,
      repeated: { values: 1, rows: 3, examples: [{ key: "id=7", rows: 3 }] },
      columns: [
        { name: "id", type: "bigint", nulls: 0, distinct: 8, min: "1", max: "10" },
        {
          name: "status",
          type: "string",
          nulls: 1,
          empty: 4,
          distinct: 2,
          min: "done",
          max: "open",
          top: ["open (6)"],
        },
        { name: "labels", type: "map<string,string>", nulls: 3 },
      ],
    });
    const text = textOf(result);
    expect(text).toContain(
      "The key is not unique: 10 rows have 8 different values of it, so 2 rows repeat the key of another row.",
    );
    expect(text).toContain("1 value of the key occurs more than once, in 3 rows: id=7 (3 rows)");
    expect(text).toContain("column | type | nulls | empty strings | distinct");
    expect(text).toContain("status | string | 1 | 4 | ≈2");
  });

  test("a key whose repeated values cannot be read is reported without them", async () => {
    on(`GET /api/2.1/unity-catalog/tables/${NAME}`, { name: "orders", full_name: NAME, columns });
    const failed = { statement_id: "s2", status: { state: "FAILED", error: { message: "out of memory" } } };
    on(SQL, row("10", "8", "0", "8", "1", "10", "[]"), failed);
    const { call } = await connect();
    const asked = { full_name: NAME, columns: ["id"], key: ["id"], warehouse_id: "w1" };
    const { structuredContent } = await call("profile_table", asked);
    expect(structuredContent).toMatchObject({ duplicates: 2, columns: [{ name: "id" }] });
    expect(structuredContent).not.toHaveProperty("repeated");
  });

  test("says that a key is unique, and counts empty strings of text only", async () => {
    on(`GET /api/2.1/unity-catalog/tables/${NAME}`, { name: "orders", full_name: NAME, columns });
    const seen = on(SQL, row("3", "3", "0", "3", "1", "3", "[]"));
    const { call } = await connect();
    const asked = { full_name: NAME, columns: ["id"], key: ["id", "status"], warehouse_id: "w1" };
    const text = textOf(await call("profile_table", asked));
    expect(text).toContain("The key is unique: 3 rows, 3 values of the key.");
    expect(text).not.toContain("empty strings");
    expect(JSON.stringify(seen[0]?.body)).not.toContain("= ''");
  });

  test("leaves out the most frequent values where the compute has no function for them", async () => {
    on(`GET /api/2.1/unity-catalog/tables/${NAME}`, { name: "orders", full_name: NAME, columns: columns.slice(0, 1) });
    const message = "[UNRESOLVED_ROUTINE] Cannot resolve routine `approx_top_k` on search path";
    const failed = { statement_id: "s1", status: { state: "FAILED", error: { error_code: "BAD_REQUEST", message } } };
    const seen = on(SQL, failed, row("10", "0", "8", "1", "10"));
    const { call } = await connect();
    const result = await call("profile_table", { full_name: NAME, warehouse_id: "w1" });
    expect(seen).toHaveLength(2);
    expect(result.structuredContent).toMatchObject({ rows: 10, columns: [{ name: "id", distinct: 8, max: "10" }] });
  });

  test("refuses columns that the table does not have, and a condition that does more than read", async () => {
    on(`GET /api/2.1/unity-catalog/tables/${NAME}`, { name: "orders", full_name: NAME, columns });
    const seen = on(SQL, {});
    const { call } = await connect();
    expect(textOf(await call("profile_table", { full_name: NAME, key: ["order_id"] }))).toContain(
      "The table has no column order_id.",
    );
    const injected = await call("profile_table", { full_name: NAME, where: "1=1); DROP TABLE a.b.c; --" });
    expect(textOf(injected)).toContain("Refused, nothing was sent");
    expect(seen).toEqual([]);
  });
});
