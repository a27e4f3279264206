import { describe, expect, test } from "vitest";
import * as group from "../../src/resources/sql.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const URI = "databricks://sql/statements/{statement_id}";
const uri = "databricks://sql/statements/01ef-a";

const open = () => connect({ resources: Object.values(group) });

const read = async () => {
  const { client } = await open();
  const [first] = (await client.readResource({ uri })).contents;
  return JSON.parse(first && "text" in first ? first.text : "null");
};

describe(URI, () => {
  test("returns the state of a running statement without increasing values", async () => {
    const running = { query_id: "01ef-a", status: "RUNNING", query_text: "SELECT 1", duration: 900, rows_produced: 4 };
    const seen = on("GET /api/2.0/sql/history/queries", { res: [running] });
    expect(await read()).toEqual({ statement_id: "01ef-a", status: "RUNNING", query_text: "SELECT 1" });
    expect(JSON.stringify(seen[0]?.query)).toContain("01ef-a");
  });

  test("returns a failed statement with its error and duration", async () => {
    on("GET /api/2.0/sql/history/queries", {
      res: [{ query_id: "01ef-a", status: "FAILED", error_message: "no such table", duration: 900 }],
    });
    expect(await read()).toEqual({
      statement_id: "01ef-a",
      status: "FAILED",
      error_message: "no such table",
      duration: "900 ms",
    });
  });

  test("reports a statement that is not in the history", async () => {
    on("GET /api/2.0/sql/history/queries", {});
    await expect(read()).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("does not contain this statement"),
    });
  });

  test("completes statement_id by SQL text", async () => {
    on("GET /api/2.0/sql/history/queries", {
      res: [
        { query_id: "01ef-a", query_text: "SELECT * FROM orders" },
        { query_id: "02ff-b", query_text: "SELECT 1" },
      ],
    });
    const { client } = await open();
    const argument = { name: "statement_id", value: "orders" };
    const { completion } = await client.complete({ ref: { type: "ref/resource", uri: URI }, argument });
    expect(completion.values).toEqual(["01ef-a"]);
  });
});
