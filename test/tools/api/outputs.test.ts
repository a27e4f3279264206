import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const cluster_log_conf = { volumes: { destination: "/Volumes/main/sales/logs" } };
const new_cluster = { spark_version: "15.4.x-scala2.12", num_workers: 1, cluster_log_conf };
const tasks = [{ task_key: "a", notebook_task: { notebook_path: "/a" }, new_cluster }];
const inference_table_config = { catalog_name: "main", schema_name: "sales", enabled: true };
const calls: [string, Record<string, unknown>][] = [
  ["create_cluster", { cluster_name: "c", spark_version: "x", workers: "1", settings: { cluster_log_conf } }],
  ["create_job", { name: "j", tasks }],
  [
    "create_job",
    { name: "j", tasks: [{ ...tasks[0], new_cluster: undefined }], settings: { parent_path: "/Shared/x" } },
  ],
  ["submit_run", { run_name: "r", tasks }],
  [
    "create_serving_endpoint",
    {
      name: "e",
      served_entities: [{ entity_name: "main.ml.m", entity_version: "1" }],
      settings: { ai_gateway: { inference_table_config } },
    },
  ],
];

describe("--protect", () => {
  test.each(calls)("holds for places that the settings of %s have the platform write to: %j", async (name, args) => {
    const protect = ["main.sales.*", "/Shared/x/*"];
    const { call } = await connect({ settings: { protect, confirm: "never" } });
    expect(textOf(await call(name, args))).toContain("the operator protects this object");
  });
});
