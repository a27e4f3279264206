import { describe, expect, test } from "vitest";
import { signatureOf } from "../../src/code/signature.ts";
import { createToolSearch } from "../../src/code/tool-search.ts";
import type { Tool } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";

const argumentsOf = (tool: { readonly name: string }): readonly string[] =>
  Object.keys(catalogue.find(({ name }) => name === tool.name)?.input.shape ?? {});
const find = createToolSearch<Tool>(catalogue, argumentsOf);
const found = (query: string): readonly string[] => find(query, 5).tools.map(({ name }) => name);

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

describe("signatures", () => {
  const signature = (name: string, explained?: boolean): string => {
    const tool = catalogue.find((each) => each.name === name);
    if (!tool) throw new Error(`The tool ${name} does not exist.`);
    return signatureOf(tool, explained);
  };

  test("lists of texts are lists of texts at any depth", () => {
    expect(signature("get_grants")).toContain("privileges: string[]");
    const texts = catalogue.flatMap((tool) => (signatureOf(tool).includes("unknown[][]") ? [tool.name] : []));
    expect(texts).toContain("execute_sql");
  });

  test("arguments can be explained", () => {
    expect(signature("search_runs")).not.toContain("/*");
    expect(signature("search_runs", true)).toMatch(/filter\?: string \/\* .+? \*\//);
  });
});
