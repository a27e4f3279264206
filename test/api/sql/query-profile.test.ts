import { expect, test } from "vitest";
import { explainStatement, measuresOf, phasesOf, queryAdvice, volumesOf } from "../../../src/api/sql/query-profile.ts";

const query = (metrics: Record<string, number | boolean>, more: object = {}) => ({
  query_id: "q",
  status: "FINISHED",
  duration: 10_000,
  metrics,
  ...more,
});
const advise = (metrics: Record<string, number | boolean>, more: object = {}, plan?: string) => {
  const info = query(metrics, more);
  return queryAdvice(info, measuresOf(info), plan);
};

test("the phases of an execution, with the remaining time as waiting", () => {
  const info = query({ compilation_time_ms: 1000, execution_time_ms: 4000, result_fetch_time_ms: 0 });
  expect(phasesOf(info, measuresOf(info))).toEqual([
    { phase: "waiting", ms: 5000, percent: 50 },
    { phase: "compilation", ms: 1000, percent: 10 },
    { phase: "execution", ms: 4000, percent: 40 },
  ]);
  expect(phasesOf(query({}), measuresOf(query({})))).toEqual([]);
});

test("the volumes of an execution, without zeros", () => {
  expect(volumesOf(measuresOf(query({ read_bytes: 2048, spill_to_disk_bytes: 0, rows_read_count: 7 })))).toEqual({
    read: "2 KiB",
    rows_read: 7,
  });
});

const GIB = 2 ** 30;
test.each([
  ["an error", {}, { status: "FAILED" }, undefined, /Fix the error first/],
  ["the cache", { result_from_cache: true }, {}, undefined, /came from the cache/],
  ["spill", { spill_to_disk_bytes: GIB }, {}, undefined, /spilled 1 GiB/],
  ["waiting", { execution_time_ms: 1000 }, {}, undefined, /waiting for the warehouse/],
  ["planning", { compilation_time_ms: 9000, execution_time_ms: 1000 }, {}, undefined, /Planning took long/],
  ["a cross join", {}, {}, "+- CartesianProduct", /join without an equality/],
  [
    "no pruning",
    { read_bytes: GIB, read_files_count: 100, pruned_files_count: 5 },
    {},
    undefined,
    /Few files were skipped/,
  ],
  [
    "small files",
    { read_bytes: GIB, read_files_count: 2000, pruned_files_count: 9000 },
    {},
    undefined,
    /many small files/,
  ],
  [
    "rows that are not returned",
    { read_bytes: GIB, rows_read_count: 5_000_000 },
    { rows_produced: 3 },
    undefined,
    /Filter earlier/,
  ],
  [
    "a large result",
    { execution_time_ms: 1000, result_fetch_time_ms: 9000 },
    { rows_produced: 500_000 },
    undefined,
    /Fetching the result took long/,
  ],
  ["little Photon", { task_total_time_ms: 60_000, photon_total_time_ms: 1000 }, {}, undefined, /outside Photon/],
  ["SELECT *", { read_bytes: GIB }, { query_text: "select * from t" }, undefined, /only those you need/],
])("advice on %s", (_, metrics, more, plan, expected) => {
  expect(advise(metrics, more, plan).join("\n")).toMatch(expected);
});

test("there is no advice on a quick and small execution", () =>
  expect(
    advise({ execution_time_ms: 9900, read_bytes: 1000, read_files_count: 1 }, { query_text: "SELECT * FROM t" }),
  ).toEqual([]));

test.each([
  ["SELECT 1;", { statement: "EXPLAIN SELECT 1" }],
  ["WITH a AS (SELECT 1) SELECT * FROM a", { statement: "EXPLAIN WITH a AS (SELECT 1) SELECT * FROM a" }],
  ["INSERT INTO t SELECT 1", { reason: "it is not a plain query" }],
  ["SHOW TABLES", { reason: "it is not a plain query" }],
  ["SELECT 1; DROP TABLE t", { reason: "it is not a plain query" }],
  ["SELECT secret('a', 'b')", { reason: "it is not a plain query" }],
  [null, { reason: "the history does not have its text" }],
])("the EXPLAIN statement for %s", (text, expected) => expect(explainStatement(text)).toEqual(expected));
