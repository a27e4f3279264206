import { describe, expect, test } from "vitest";
import { readersOf } from "../../../src/api/catalog/grants.ts";
import { storageOf } from "../../../src/api/catalog/tables.ts";
import {
  clusterVerdict,
  countFailedStarts,
  offerFindings,
  poolFindings,
} from "../../../src/api/compute/cluster-start.ts";
import { compareRunValues } from "../../../src/api/ml/run-comparison.ts";
import { quotedName } from "../../../src/api/sql/names.ts";
import { bytesWords } from "../../../src/api/sql/quantities.ts";
import { explainStatement, measuresOf, phases, queryAdvice, volumes } from "../../../src/api/sql/query-profile.ts";
import { findLine, likePattern, nameScore } from "../../../src/api/workspace/name-match.ts";

describe("clusters", () => {
  const cluster = (state: string, more: object = {}) => ({ cluster_id: "c1", state, ...more });
  const because = (code: string, type: string) => ({ termination_reason: { code, type } });

  test.each([
    ["is running", cluster("RUNNING"), /^It is running/, undefined],
    ["is starting", cluster("PENDING"), /^It is starting/, /^Call start_cluster with cluster_id c1 to wait for it/],
    [
      "was idle",
      cluster("TERMINATED", because("INACTIVITY", "SUCCESS")),
      /^It terminated normally/,
      /start_cluster with cluster_id c1/,
    ],
    [
      "was created by a job",
      cluster("TERMINATED", { ...because("JOB_FINISHED", "SUCCESS"), cluster_source: "JOB" }),
      /^It terminated normally/,
      /^A job cluster cannot be started again/,
    ],
    [
      "reached a quota",
      cluster("TERMINATED", because("AZURE_QUOTA_EXCEEDED_EXCEPTION", "CLOUD_FAILURE")),
      /^It terminated because a quota of the cloud account is exhausted/,
      /^Stop unused clusters/,
    ],
    ["terminated for an unknown reason", cluster("ERROR"), /the platform gave no reason \(UNKNOWN\)/, /events/],
  ])("the verdict on one that %s", (_, of, verdict, next) => {
    const found = clusterVerdict(of);
    expect(found.verdict).toMatch(verdict);
    if (next) expect(found.next).toMatch(next);
    else expect(found.next).toBeUndefined();
  });

  test("failed starts are counted back to the last time it was running", () => {
    const events = (...types: string[]) => types.map((type, at) => ({ timestamp: 100 - at, type }));
    expect(countFailedStarts(events("TERMINATING", "STARTING", "TERMINATING", "STARTING", "RUNNING", "STARTING"))).toBe(
      2,
    );
    expect(countFailedStarts(events("TERMINATING", "RUNNING", "STARTING"))).toBe(0);
    expect(countFailedStarts(events("STARTING", "TERMINATING", "CREATING"))).toBe(1);
    expect(countFailedStarts([])).toBe(0);
  });

  test("a pool that is full, deleted or cannot launch nodes is reported", () => {
    const pool = {
      instance_pool_id: "p1",
      instance_pool_name: "small",
      state: "ACTIVE",
      max_capacity: 4,
      stats: { used_count: 3, pending_used_count: 1, idle_count: 0 },
      status: { pending_instance_errors: [{ message: "no quota" }, { message: "no quota" }] },
    };
    expect(poolFindings(pool)).toEqual([
      "pool small: 4 used, 0 idle of at most 4",
      "pool small is full",
      "pool small cannot launch nodes: no quota",
    ]);
    expect(poolFindings({ instance_pool_id: "p1", state: "DELETED" })).toEqual([
      "pool p1: 0 used, 0 idle",
      "pool p1 is DELETED, so no cluster can start from it",
    ]);
  });

  test("runtimes and node types that are not available are reported", () => {
    const of = {
      ...cluster("TERMINATED"),
      spark_version: "9.1.x-scala2.12",
      node_type_id: "old",
      driver_node_type_id: "gone",
    };
    const nodes = [{ node_type_id: "old", is_deprecated: true, status: ["NotAvailableInRegion"] }];
    expect(offerFindings(of, { runtimes: ["15.4.x-scala2.12"], nodes })).toEqual([
      "runtime 9.1.x-scala2.12 is no longer available: choose one from list_spark_versions",
      "node type old: NotAvailableInRegion",
      "node type old is deprecated",
      "node type gone is not available in this workspace",
    ]);
    expect(offerFindings(of, {})).toEqual([]);
    expect(offerFindings({ ...of, spark_version: "custom:x", instance_pool_id: "p" }, { runtimes: [], nodes })).toEqual(
      [],
    );
  });
});

describe("tables", () => {
  test("names are quoted part by part", () =>
    expect(quotedName("main.my schema.t`x")).toBe("`main`.`my schema`.`t``x`"));

  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KiB"],
    [3 * 2 ** 40, "3 TiB"],
  ])("%d bytes", (bytes, words) => expect(bytesWords(bytes)).toBe(words));

  test("storage of a table from DESCRIBE DETAIL", () => {
    const columns = ["format", "sizeInBytes", "numFiles", "partitionColumns", "clusteringColumns", "lastModified"];
    const row = ["delta", "1048576", "0", '["day","region"]', "[]", "2026-01-01T00:00:00Z"];
    expect(storageOf(columns, row)).toEqual({
      size: "1 MiB",
      files: 0,
      partitioned_by: ["day", "region"],
      clustered_by: [],
      last_written: "2026-01-01T00:00:00Z",
    });
    expect(storageOf(columns, undefined)).toEqual({ partitioned_by: [], clustered_by: [] });
  });

  test("readers have SELECT or ALL_PRIVILEGES; missing privileges on the parents are listed", () => {
    expect(
      readersOf([
        {
          principal: "analysts",
          privileges: ["SELECT", "USE_CATALOG from catalog main", "USE_SCHEMA from schema main.s"],
        },
        { principal: "lost", privileges: ["SELECT"] },
        { principal: "admins", privileges: ["ALL_PRIVILEGES from catalog main"] },
        { principal: "stewards", privileges: ["ALL_PRIVILEGES from schema main.s"] },
        { principal: "writers", privileges: ["MODIFY", "USE_SCHEMA"] },
      ]),
    ).toEqual([
      { principal: "analysts", by: ["SELECT"], lacks: [] },
      { principal: "lost", by: ["SELECT"], lacks: ["USE_CATALOG", "USE_SCHEMA"] },
      { principal: "admins", by: ["ALL_PRIVILEGES from catalog main"], lacks: [] },
      { principal: "stewards", by: ["ALL_PRIVILEGES from schema main.s"], lacks: ["USE_CATALOG"] },
    ]);
  });
});

describe("queries", () => {
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

  test("time by phase, with what is left as waiting", () => {
    const info = query({ compilation_time_ms: 1000, execution_time_ms: 4000, result_fetch_time_ms: 0 });
    expect(phases(info, measuresOf(info))).toEqual([
      { phase: "waiting", ms: 5000, percent: 50 },
      { phase: "compilation", ms: 1000, percent: 10 },
      { phase: "execution", ms: 4000, percent: 40 },
    ]);
    expect(phases(query({}), measuresOf(query({})))).toEqual([]);
  });

  test("volumes in words, without what is zero", () => {
    expect(volumes(measuresOf(query({ read_bytes: 2048, spill_to_disk_bytes: 0, rows_read_count: 7 })))).toEqual({
      read: "2 KiB",
      rows_read: 7,
    });
  });

  const GIB = 2 ** 30;
  test.each([
    ["an error", {}, { status: "FAILED" }, undefined, /mend the error/],
    ["the cache", { result_from_cache: true }, {}, undefined, /came from the cache/],
    ["spill", { spill_to_disk_bytes: GIB }, {}, undefined, /spilled 1 GiB/],
    ["waiting", { execution_time_ms: 1000 }, {}, undefined, /waited for the warehouse/],
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
      "rows for nothing",
      { read_bytes: GIB, rows_read_count: 5_000_000 },
      { rows_produced: 3 },
      undefined,
      /filter earlier/,
    ],
    [
      "a large result",
      { execution_time_ms: 1000, result_fetch_time_ms: 9000 },
      { rows_produced: 500_000 },
      undefined,
      /Fetching the result took long/,
    ],
    ["little Photon", { task_total_time_ms: 60_000, photon_total_time_ms: 1000 }, {}, undefined, /outside Photon/],
    ["SELECT *", { read_bytes: GIB }, { query_text: "select * from t" }, undefined, /name those you need/],
  ])("advice on %s", (_, metrics, more, plan, expected) => {
    expect(advise(metrics, more, plan).join("\n")).toMatch(expected);
  });

  test("nothing is said of a quick and small one", () =>
    expect(
      advise({ execution_time_ms: 9900, read_bytes: 1000, read_files_count: 1 }, { query_text: "SELECT * FROM t" }),
    ).toEqual([]));

  test.each([
    ["SELECT 1;", { statement: "EXPLAIN SELECT 1" }],
    ["WITH a AS (SELECT 1) SELECT * FROM a", { statement: "EXPLAIN WITH a AS (SELECT 1) SELECT * FROM a" }],
    ["INSERT INTO t SELECT 1", { reason: "it is no plain query" }],
    ["SHOW TABLES", { reason: "it is no plain query" }],
    ["SELECT 1; DROP TABLE t", { reason: "it is no plain query" }],
    ["SELECT secret('a', 'b')", { reason: "it is no plain query" }],
    [null, { reason: "the history does not give its text" }],
  ])("what explains %s", (text, expected) => expect(explainStatement(text)).toEqual(expected));
});

describe("runs side by side", () => {
  test("differences first: metrics by how far they are apart, then params; what is the same once", () => {
    const runs = [
      { run_id: "a", metrics: { near: 100, far: 1, nan: "NaN" as const }, params: { lr: "0.1", seed: "42" } },
      { run_id: "b", metrics: { near: 101, far: 9, nan: "NaN" as const, only: 1 }, params: { lr: "0.2", seed: "42" } },
    ];
    expect(compareRunValues(runs)).toEqual({
      differences: [
        { kind: "metric", key: "only", values: [null, 1] },
        { kind: "metric", key: "far", values: [1, 9] },
        { kind: "metric", key: "near", values: [100, 101] },
        { kind: "param", key: "lr", values: ["0.1", "0.2"] },
      ],
      same: { "metrics.nan": "NaN", "params.seed": "42" },
    });
    expect(compareRunValues([{ run_id: "a" }, { run_id: "b" }])).toEqual({ differences: [], same: {} });
  });
});

describe("searching", () => {
  test.each([
    ["orders", "Orders", "", 4],
    ["orders", "orders_daily", "", 3],
    ["daily orders", "orders_daily", "", 2],
    ["etl orders", "load_orders", "/Users/ana/etl/load_orders", 1],
    ["etl orders", "load_orders", "/Users/ana/load_orders", 0],
    [" ", "anything", "", 0],
  ])("%s in %s", (query, name, about, score) => expect(nameScore(query, name, about)).toBe(score));

  test("the line that holds it, else the one that holds all words", () => {
    const text = "def parse(line):\n  return line.split()\nrows = parse_line(x)";
    expect(findLine("parse_line", text)).toEqual({ line: 3, text: "rows = parse_line(x)" });
    expect(findLine("line parse", text)).toEqual({ line: 1, text: "def parse(line):" });
    expect(findLine("absent", text)).toBeUndefined();
  });

  test("the pattern of a search is its longest word, without what LIKE would read as anything", () => {
    expect(likePattern("my orders")).toBe("%orders%");
    expect(likePattern("50%off")).toBe("%50off%");
    expect(likePattern("%")).toBe("%");
  });
});
