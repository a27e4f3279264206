import { expect, test } from "vitest";
import { joinMeasureOf, joinsOf } from "../../../../src/api/sql/query-cost/joins.ts";
import { readPlan } from "../../../../src/api/sql/query-cost/plan.ts";
import {
  earlierRuns,
  explainStatement,
  measuresOf,
  phasesOf,
  queryAdvice,
  volumesOf,
} from "../../../../src/api/sql/query-cost/profile.ts";

const query = (metrics: Record<string, number | boolean>, more: object = {}) => ({
  query_id: "q",
  status: "FINISHED",
  duration: 10_000,
  metrics,
  ...more,
});
const advise = (metrics: Record<string, number | boolean>, more: object = {}, plan?: string) => {
  const info = query(metrics, more);
  return queryAdvice(info, measuresOf(info), { plan: plan === undefined ? undefined : readPlan(plan) });
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

const WHOLE =
  "PhotonScan parquet main.sales.orders[id#1] DataFilters: [isnotnull(id#1)], DictionaryFilters: [], PartitionFilters: []";
const STATISTICS =
  "== Optimizer Statistics (table names per statistics state) ==\n  missing = orders\n  partial = items\n  full    = days";

test("a plan shows unfiltered scans and missing statistics", () => {
  const large = { read_bytes: 2 * GIB, read_files_count: 4 };
  expect(advise(large, {}, WHOLE)).toContainEqual(
    expect.stringMatching(/scan of main\.sales\.orders, so it is read whole/),
  );
  expect(advise({ read_bytes: 1000 }, {}, WHOLE)).toEqual([]);
  const filtered = WHOLE.replace("isnotnull(id#1)", "isnotnull(id#1), (day#2 >= 2026-01-01)");
  expect(advise(large, {}, filtered).join()).not.toMatch(/read whole/);
  expect(advise({}, {}, STATISTICS)).toEqual([expect.stringMatching(/no complete statistics of orders, items,/)]);
});

const joined = (row: readonly (string | null)[]) => {
  const [join] = joinsOf("SELECT 1 FROM main.web.views v JOIN main.web.tenants t ON v.tenant = t.id");
  return join ? [joinMeasureOf(join, row)].filter((one) => one !== undefined) : [];
};
const adviseJoin = (row: readonly (string | null)[]) => queryAdvice(query({}), {}, { joins: joined(row) });

test("a join that multiplies its rows, and the value that most rows have", () => {
  expect(adviseJoin(["20000", "20000", "368731430", "19200", "big", "19200", "big"])).toEqual([
    expect.stringMatching(
      /join of main\.web\.views \(20,000 rows\) and main\.web\.tenants \(20,000 rows\) on tenant = id makes 368,731,430 rows/,
    ),
    expect.stringMatching(/96 % of the rows of main\.web\.views have tenant = big; 96 % .*tenants have id = big/),
  ]);
  // Each row finds at most one: a lookup.
  expect(adviseJoin(["20000", "7", "20000", "3000", "t1", "1", "t1"])).toEqual([]);
  expect(adviseJoin(["0", "0", null, null, null, null, null])).toEqual([]);
});

test("results that are larger than what was read", () => {
  expect(advise({ rows_read_count: 20_000 }, { rows_produced: 900_000_000 })).toEqual([
    expect.stringMatching(/900,000,000 rows from 20,000/),
  ]);
});

test("hardly any parallel work", () => {
  const serial = { execution_time_ms: 60_000, read_bytes: 4 * GIB, task_total_time_ms: 61_000 };
  expect(advise(serial).join()).toMatch(/Almost nothing ran in parallel/);
  expect(advise({ ...serial, task_total_time_ms: 600_000 }).join()).not.toMatch(/parallel/);
});

test("earlier runs of the same text", () => {
  const run = (query_id: string, duration: number, read_bytes: number, query_text = "SELECT  1;") => ({
    query_id,
    status: "FINISHED",
    duration,
    query_text,
    metrics: { read_bytes },
  });
  const now = run("now", 9000, 4096, "SELECT 1");
  const before = [
    run("a", 2000, 1024),
    run("b", 3000, 1024),
    run("c", 4000, 1024),
    run("other", 1, 1, "SELECT 2"),
    now,
  ];
  const earlier = earlierRuns(now, before);
  expect(earlier).toEqual({ runs: 3, duration: 3000, read_bytes: 1024 });
  expect(queryAdvice(now, measuresOf(now), { earlier }).join()).toMatch(
    /took 3× the median of its 3 earlier runs and read 4×/,
  );
  expect(queryAdvice({ ...now, duration: 3500 }, measuresOf(now), { earlier })).toEqual([]);
  expect(earlierRuns(now, [now])).toBeUndefined();
});
