import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { signatureOf } from "../../src/code/signature.ts";
import operations from "../../src/code/tool-operations.json" with { type: "json" };
import phrases from "../../src/code/tool-phrases.json" with { type: "json" };
import { loadToolSearch } from "../../src/code/tool-search.ts";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";

const argumentsOf = (tool: { readonly name: string }): readonly string[] =>
  Object.keys(catalogue.find(({ name }) => name === tool.name)?.input.shape ?? {});
const find = await loadToolSearch<Tool>(catalogue, argumentsOf);
const found = (query: string): readonly string[] => find(query, 5).tools.map(({ name }) => name);

const NAMES = new Set(catalogue.map(({ name }) => name));

function readQueries(file: URL) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [query = "", wanted = ""] = line.split("\t");
      return { query, wanted: wanted.split(" ") };
    });
}

/** Queries that agents wrote, most of them word for word, and the tool that each of them needed. */
const NEEDED: readonly (readonly [query: string, tool: string])[] = [
  ["pause job schedule", "update_job"],
  ["who can manage a job permissions", "get_permissions"],
  ["create mlflow run log params metrics", "create_run"],
  ["registered model version by alias", "get_model_version"],
  ["diagnose failed run", "diagnose_job_run"],
  ["pipeline failed update diagnose", "get_pipeline_update"],
  ["change job owner", "update_job"],
  ["run sql read only", "execute_sql_read_only"],
  ["list group members", "get_group"],
  ["failed job runs last night why", "diagnose_job_run"],
  ["read notebook source", "read_notebook"],
  ["list tables", "list_tables"],
  ["search tables columns", "get_table"],
  ["job run output", "get_job_run_output"],
  ["list files volume", "list_volume_files"],
  ["update job", "update_job"],
  ["cancel job run", "cancel_job_run"],
  ["grants", "get_grants"],
  ["registered model owner", "update_registered_model"],
  ["list users", "list_users"],
  ["service principal", "create_service_principal"],
  ["list tokens", "list_tokens"],
  ["get permissions", "get_permissions"],
  ["mlflow search experiments and runs best metric", "search_runs"],
  ["list transition requests of a model version", "list_transition_requests"],
  ["list run artifacts", "list_artifacts"],
  ["metric history", "get_metric_history"],
  ["stop an idle cluster", "terminate_cluster"],
  ["resize cluster workers", "resize_cluster"],
  ["make a dashboard from a query", "create_dashboard"],
  ["upload a file to a volume", "write_file"],
  ["secret scope keys", "list_secrets"],
  ["what did it cost last month", "explain_cost"],
  ["who uses this column, before I drop it", "analyze_impact"],
  ["slow query, why", "profile_query"],
  ["run python without a cluster", "run_code"],
  ["compare two tables", "execute_sql_read_only"],
  ["billing usage DBUs cost summary", "explain_cost"],
  ["set table comment", "execute_sql"],
  ["pipelines list events", "list_pipeline_events"],
  ["experiment runs failed", "search_runs"],
  ["why did an mlflow run fail error message run output", "get_run"],
  ["change job owner", "update_permissions"],
  ["edit_warehouse", "update_warehouse"],
  ["load csv file from volume into a new table", "execute_sql"],
  ["restore delta table to earlier version history", "execute_sql"],
  ["revoke an access token", "revoke_token"],
  ["create serving endpoint", "create_serving_endpoint"],
  ["effective grants of a principal", "get_grants"],
  ["find table by name", "search_tables"],
  ["call REST API", "call_api"],
  ["rest api operation", "search_api"],
  ["list schemas of a catalog", "list_schemas"],
  ["share a table with another company", "update_share_recipients"],
];

/** Nothing of a Databricks workspace. */
const ELSEWHERE = [
  "order a pizza",
  "wash the dishes",
  "book a flight",
  "weather tomorrow",
  "list kafka topics",
  "send a mail to bob",
];

describe("search_tools over every tool", () => {
  test.each(NEEDED)("%s → %s", (query, tool) => expect(found(query)).toContain(tool));
  test.each(ELSEWHERE)("%s: nothing", (query) => expect(found(query)).toEqual([]));
});

describe("queries written before the search was adjusted to them", () => {
  test.each([
    ["held-out-tools.txt", 0.84, 0.88, 0],
    ["held-out-tools-2.txt", 0.75, 0.95, 0],
    ["held-out-tools-3.txt", 0.74, 0.95, 1],
  ])("%s: the share answered first and among the first five, and false hits", (file, first, five, falseHits) => {
    const queries = readQueries(new URL(file, import.meta.url));
    const known = queries.filter(({ wanted }) => wanted[0] !== "none");
    expect(known.flatMap(({ wanted }) => wanted).filter((name) => !NAMES.has(name))).toEqual([]);
    const among = (count: number) =>
      known.filter(({ query, wanted }) =>
        found(query)
          .slice(0, count)
          .some((name) => wanted.includes(name)),
      ).length;
    expect(among(1) / known.length).toBeGreaterThanOrEqual(first);
    expect(among(5) / known.length).toBeGreaterThanOrEqual(five);
    const absent = queries.filter(({ wanted }) => wanted[0] === "none");
    expect(absent.filter(({ query }) => found(query).length > 0).length).toBeLessThanOrEqual(falseHits);
  });

  test("the queries to the search of operations find the tools that do the same", () => {
    const toolsOf = (id: string) =>
      Object.entries(operations).flatMap(([tool, work]) => (work.split(" ").includes(id) ? [tool] : []));
    const sets = ["", "-2", "-3", "-4", "-5", "-6", "-7"].map((set) => `../api/reference/held-out-queries${set}.txt`);
    const queries = sets
      .flatMap((file) => readQueries(new URL(file, import.meta.url)))
      .map(({ query, wanted }) => ({ query, wanted: wanted.flatMap(toolsOf) }))
      .filter(({ wanted }) => wanted.length > 0);
    const answered = queries.filter(({ query, wanted }) => found(query).some((name) => wanted.includes(name)));
    expect(answered.length / queries.length).toBeGreaterThanOrEqual(0.96);
  });

  test("nothing is found for requests that sound like the platform", () => {
    const absent = readQueries(new URL("../api/reference/absent-queries.txt", import.meta.url));
    expect(absent.filter(({ query }) => found(query).length > 0).map(({ query }) => query)).toEqual([]);
  });

  test("only tools have phrases", () => {
    expect([...Object.keys(operations), ...Object.keys(phrases)].filter((name) => !NAMES.has(name))).toEqual([]);
  });
});

describe("signatures", () => {
  const signature = (name: string, explained?: boolean): string => {
    const tool = catalogue.find((each) => each.name === name);
    if (!tool) throw new Error(`The tool ${name} does not exist.`);
    return signatureOf(tool, explained);
  };

  test("lists of texts are lists of texts at any depth", () => {
    expect(signature("get_grants")).toContain("privileges: string[]");
    expect(signature("execute_sql")).toContain("rows?: (string | null)[][]");
    expect(signature("search_runs")).toContain("metrics?: Record<string, number | string>");
  });

  test("arguments can be explained", () => {
    expect(signature("search_runs")).not.toContain("/*");
    expect(signature("search_runs", true)).toMatch(/filter\?: string \/\* .+? \*\//);
  });
});
