import { describe, expect, test } from "vitest";
import { loadReference } from "../../../src/api/reference/reference.ts";
import { loadTypedTools } from "../../../src/tools/typed.ts";

const typedTools = await loadTypedTools();

// A parameter that a tool does not take is one that its question leaves out when `call_api` asks for it.

const SERVICES = new Set(
  ["clusterPolicies clusters commandExecution globalInitScripts instancePools jobs libraries pipelines"].flatMap(
    (names) => names.split(" "),
  ),
);
/**
 * Parameters without a place, by operation. With one of them, `call_api` asks by the reference if the tool itself finds
 * nothing to ask about, and shows the parameters in any case.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "clusters.create": "idempotency_token",
  "clusters.restart": "restart_user",
  "clusters.update": "update_mask",
  "commandExecution.execute": "options",
  "jobs.cancelAllRuns": "all_queued_runs",
  "jobs.repairRun":
    "dbt_commands jar_params latest_repair_id notebook_params performance_target pipeline_params python_named_params python_params rerun_all_failed_tasks rerun_dependent_tasks spark_submit_params sql_params",
  "pipelines.create": "allow_duplicate_names dry_run",
  "pipelines.delete": "force",
  "pipelines.startUpdate": "cause parameters replace_where_overrides reset_checkpoint_selection rewind_spec",
};

const { operations } = await loadReference();
const covering = typedTools.flatMap((tool) => {
  const operation = tool.covers === undefined ? undefined : operations.get(tool.covers);
  return operation && SERVICES.has(operation.id.split(".")[0] ?? "") ? [{ id: operation.id, tool, operation }] : [];
});

describe("tools that describe an operation for call_api", () => {
  test("each stands for one operation", () => {
    const ids = covering.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(25);
  });

  test.each(covering)("$id: every parameter has a place in $tool.name", ({ id, tool, operation }) => {
    const taken = new Set([...Object.keys(tool.input.shape), ...Object.keys(tool.aliases ?? {})]);
    const names = operation.parameters.map(({ name }) => name).filter((name) => !taken.has(name));
    expect(names.sort()).toEqual(LEFT_OUT[id]?.split(" ") ?? []);
  });
});
