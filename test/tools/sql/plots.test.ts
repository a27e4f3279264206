import { describe, expect, test } from "vitest";
import * as z from "zod";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4";
const STATEMENTS = "POST /api/2.0/sql/statements";

type Cells = readonly (string | null)[];

const result = (columns: Readonly<Record<string, string>>, rows: readonly Cells[], truncated = false) => ({
  statement_id: ID,
  status: { state: "SUCCEEDED" },
  manifest: {
    schema: { columns: Object.entries(columns).map(([name, type]) => ({ name, type_text: type })) },
    chunks: [{ chunk_index: 0, row_offset: 0, row_count: rows.length }],
    total_row_count: rows.length,
    truncated,
  },
  result: { chunk_index: 0, row_offset: 0, row_count: rows.length, data_array: rows },
});

const image = z.object({ type: z.literal("image"), mimeType: z.literal("image/png"), data: z.string() });

/** The pictures in a result. */
const pictures = (content: readonly unknown[]): Buffer[] =>
  content.flatMap((block) => {
    const { data } = image.safeParse(block);
    return data ? [Buffer.from(data.data, "base64")] : [];
  });

const query = { statement: "SELECT day, orders FROM t", chart: "line", warehouse_id: "w1" };

async function plot(answer: ReturnType<typeof result>, more: object = {}) {
  const sent = on(STATEMENTS, answer);
  const { call } = await connect();
  const { isError, content, structuredContent } = await call("plot_sql", { ...query, ...more });
  const said = z.looseObject({ series: z.array(z.unknown()).optional(), note: z.string().optional() });
  return {
    sent,
    isError,
    text: textOf({ content }),
    pictures: pictures(content),
    said: said.parse(structuredContent ?? {}),
  };
}

describe("plot_sql", () => {
  test("draws every numeric column over the first, and describes the picture in words", async () => {
    const { sent, pictures, said, text } = await plot(
      result({ day: "DATE", orders: "BIGINT", revenue: "DECIMAL(10,2)", remark: "STRING" }, [
        ["2026-01-01", "3", "10.50", "a"],
        ["2026-01-02", null, "7.25", "b"],
        ["2026-01-03", "9", "NaN", null],
      ]),
      { title: "Orders" },
    );
    expect(sent[0]?.body).toMatchObject({ statement: query.statement, warehouse_id: "w1", row_limit: 10_000 });
    expect(said).toEqual({
      statement_id: ID,
      state: "SUCCEEDED",
      rows: 3,
      x: "day",
      series: [
        { name: "orders", points: 2, min: 3, max: 9 },
        { name: "revenue", points: 2, min: 7.25, max: 10.5 },
      ],
    });
    expect(text).toContain("3 rows drawn, x day\norders: 2 points, 3 to 9\nrevenue: 2 points, 7.25 to 10.5");
    expect(pictures).toHaveLength(1);
    expect(pictures[0]?.subarray(1, 4).toString()).toBe("PNG");
    expect([pictures[0]?.readUInt32BE(16), pictures[0]?.readUInt32BE(20)]).toEqual([800, 450]);
  });

  test("names series by the text column if there is one numeric column, NULL included", async () => {
    const rows = [
      ["1", "8", "Oslo"],
      ["1", "5", null],
      ["2", "7", "Oslo"],
    ];
    const { said, pictures } = await plot(result({ hour: "INT", n: "INT", city: "STRING" }, rows), {
      chart: "scatter",
    });
    expect(said.series).toEqual([
      { name: "Oslo", points: 2, min: 7, max: 8 },
      { name: "NULL", points: 1, min: 5, max: 5 },
    ]);
    expect(pictures).toHaveLength(1);
  });

  test("leaves out rows without x on a numeric axis and shows them as NULL among categories", async () => {
    const rows = [
      [null, "5"],
      ["7", "6"],
    ];
    expect((await plot(result({ x: "INT", n: "INT" }, rows))).said.series).toMatchObject([{ points: 1, min: 6 }]);
    expect((await plot(result({ x: "STRING", n: "INT" }, rows))).said.series).toMatchObject([{ points: 2, min: 5 }]);
  });

  test("reports rows and series that were left out, and overlapping bars", async () => {
    const rows = Array.from({ length: 30 }, (_, at) => ["a", `s${at % 15}`, "1"]);
    const answer = result({ x: "STRING", name: "STRING", n: "INT" }, rows, true);
    const { sent, said } = await plot(answer, { chart: "bar" });
    expect(sent[0]?.body).toMatchObject({ row_limit: 1000 });
    expect(said.series).toHaveLength(12);
    expect(said.note).toBe(
      "Only the first 30 rows are drawn. Aggregate in the query. Only the first 12 of 15 series are drawn. Bars with the same x cover each other. GROUP BY x.",
    );
  });

  test("returns the handle of a running statement without a picture", async () => {
    on(STATEMENTS, { statement_id: ID, status: { state: "RUNNING" } });
    const { call } = await connect();
    const { structuredContent, content } = await call("plot_sql", { ...query, wait_seconds: 0 });
    expect(structuredContent).toEqual({
      statement_id: ID,
      state: "RUNNING",
      next: expect.stringMatching(/poll_sql_result.*wait_seconds/),
    });
    expect(pictures(content)).toEqual([]);
  });

  test("X03 refuses a statement that is not provably a read without sending it", async () => {
    const { call } = await connect();
    const refused = await call("plot_sql", { ...query, statement: "DELETE FROM t" });
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain("Refused, nothing was sent");
  });

  test.each([
    ["one column", result({ n: "INT" }, [["1"]]), "fewer than two columns"],
    ["no numbers", result({ a: "STRING", b: "STRING" }, [["1", "2"]]), "no column after the first is numeric"],
    ["no rows", result({ a: "INT", b: "INT" }, []), "no rows"],
    ["nothing but NULL", result({ a: "INT", b: "INT" }, [["1", null]]), "NULL or not a finite number"],
  ])("%s: the error describes the expected shape", async (_, answer, words) => {
    const { isError, text, pictures } = await plot(answer);
    expect(isError).toBe(true);
    expect(text).toContain(words);
    expect(pictures).toEqual([]);
  });

  test("explains a failed statement as execute_sql_read_only does", async () => {
    on(STATEMENTS, {
      statement_id: ID,
      status: { state: "FAILED", error: { error_code: "BAD_REQUEST", message: "[TABLE_OR_VIEW_NOT_FOUND] no t" } },
    });
    const { call } = await connect();
    const failed = await call("plot_sql", query);
    expect(failed.isError).toBe(true);
    expect(textOf(failed)).toContain("TABLE_OR_VIEW_NOT_FOUND");
  });
});
