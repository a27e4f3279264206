import fc from "fast-check";
import type { Tool } from "../../src/core/tool.ts";
import { arbitraryOf, isJson, type Json, jsonSchemaOf } from "./from-schema.ts";

/** Texts that arguments insist on: paths, full names, times. */
const TEXTS =
  "1234 /Workspace/a /Volumes/main/default/v/a main.default.t main.default 2026-01-01T00:00:00Z dbfs:/a {} SELECT 1.2.3.4 YQ==".split(
    " ",
  );

/** Values of arguments whose rules a JSON Schema cannot express, by their name in every tool. */
const NAMED: Json = {
  run_ids: ["a1", "b2"],
  cluster_states: ["RUNNING"],
  cluster_sources: ["UI"],
  script: "#!/bin/bash\ntrue",
  application_id: "0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f",
  tasks: [{ task_key: "t", notebook_task: { notebook_path: "/a" } }],
  new_settings: { name: "j", tasks: [{ task_key: "t", notebook_task: { notebook_path: "/a" } }] },
  libraries: [{ pypi: { package: "numpy" } }],
  view_type: "ALL",
  sample: 10,
  stage: "Staging",
  edits: [{ insert: 1, source: "1" }],
  language: "PYTHON",
  config: { email: { addresses: ["a@b.c"] } },
  object_type: "clusters",
  access_control_list: [{ group_name: "users", permission_level: "CAN_MANAGE" }],
  request: { inputs: [1] },
  securable_type: "catalog",
  add: ["SELECT"],
  query_text: "q",
  delta_sync_index_spec: { source_table: "a.b.c", pipeline_type: "TRIGGERED", embedding_source_columns: [] },
  keys: ["enableIpAccessLists"],
  key: "enableIpAccessLists",
  operation: "clusters.get",
  parameters: { cluster_id: "c" },
  settings: { name: "n" },
  definition: "{}",
  query: "cluster",
  comparison_operator: "EQUAL",
  quartz_cron_schedule: "0 0 8 * * ?",
  threshold: 1,
  git_provider: "gitHub",
  provider: "gitHub",
  git_url: "https://github.com/a/b",
  user_name: "a@b.c",
  result_state: "FAILED",
  entitlements: ["workspace-access"],
  add_entitlements: ["workspace-access"],
  remove_entitlements: ["allow-cluster-create"],
  status: "RUNNING",
  row_limit: 10,
};

const ABAC = { policy_type: "POLICY_TYPE_ROW_FILTER", to_principals: ["p"] };
const AGENT = "knowledge-assistants/a1";
const BRANCH = "projects/shop/branches/dev";
const ENTITIES = [{ name: "m", entity_name: "a.b.c", entity_version: "1" }];
const ROUTES = [{ served_model_name: "m", traffic_percentage: 100 }];

/** Where one tool differs: a value, or `undefined` to leave the argument out. */
const OF_TOOL: Readonly<Record<string, Json>> = {
  create_vector_search_index: { direct_access_index_spec: undefined, index_name: "a.b.c" },
  list_tags: { securable_type: "tables", full_names: undefined, full_name: "a.b.c" },
  set_tag: { securable_type: "tables", full_name: "a.b.c" },
  delete_tag: { securable_type: "tables" },
  create_cluster_policy: { policy_family_id: undefined },
  update_warehouse: { settings: { name: "w" } },
  set_warehouse_config: { settings: { security_policy: "NONE" } },
  update_workspace_bindings: { add: ["1"], remove: undefined },
  update_repo: { tag: undefined },
  update_pipeline: { settings: { name: "p" } },
  update_app: { settings: { description: "d" } },
  query_vector_search_index: { query_vector: undefined },
  start_pipeline_update: { full_refresh: false },
  update_dashboard: { display_name: "d" },
  update_git_credential: { git_username: "u" },
  diagnose_job_run: { run_id: "8" },
  list_query_history: { statement_id: undefined, status: "FAILED" },
  update_run: { status: "FINISHED" },
  execute_sql_read_only: { statement: "SELECT 1", parameters: [{ name: "p", value: "v" }] },
  create_catalog: { settings: undefined },
  update_catalog: { settings: undefined, comment: "c" },
  create_schema: { settings: undefined },
  update_schema: { settings: undefined, comment: "c" },
  update_volume: { settings: undefined, comment: "c" },
  set_model_alias: { name: "a.b.c" },
  delete_model_alias: { name: "a.b.c" },
  create_warehouse: { settings: undefined },
  create_app: { settings: undefined },
  update_cluster: { settings: { autotermination_minutes: 60 } },
  create_job: { settings: undefined },
  create_query: { parameters: [{ name: "p" }] },
  create_pipeline: { settings: undefined },
  create_serving_endpoint: { served_entities: ENTITIES, traffic_config: { routes: ROUTES }, settings: undefined },
  update_serving_endpoint: { served_entities: ENTITIES, traffic_config: { routes: ROUTES } },
  execute_sql: { parameters: [{ name: "p", value: "v" }] },
  get_agent: { name: AGENT },
  update_agent: { name: AGENT, description: "d" },
  delete_agent: { name: AGENT },
  get_database_branch: { branch: BRANCH },
  create_database_branch: { branch: BRANCH, spec: {} },
  delete_database_branch: { branch: BRANCH },
  create_database_project: { project_id: "shop", spec: {} },
  update_database_project: { project_id: "shop", spec: { display_name: "s" } },
  create_database_credential: { branch: BRANCH, scope: "s", key: "k" },
  create_database_catalog: { catalog_id: "main", branch: BRANCH, postgres_database: "d" },
  create_synced_table: { branch: BRANCH, postgres_database: "d", primary_key_columns: ["id"] },
  explain_cost: { by: "job", tag_key: undefined, start_date: "2026-01-01", end_date: "2026-01-08" },
  update_genie_space: { title: "t" },
  update_job: { settings: { timeout_seconds: 60 } },
  reset_job: { settings: { timeout_seconds: 60 } },
  create_abac_policy: { securable_type: "schema", full_name: "main.default", settings: ABAC },
  update_abac_policy: { securable_type: "schema", full_name: "main.default", settings: ABAC },
  create_knowledge_assistant: {
    sources: [{ display_name: "d", description: "d", source_type: "files", files: { path: "/Volumes/a/b/c" } }],
  },
  create_supervisor_agent: { tools: [{ tool_id: "t1", tool_type: "genie_space", genie_space: { id: "g1" } }] },
  update_share: { add: [{ name: "a.b.c", data_object_type: "TABLE" }], remove: undefined },
  create_recipient: { settings: undefined },
  update_recipient: { settings: undefined, comment: "c" },
  update_grants: {
    full_names: undefined,
    principals: undefined,
    full_name: "a.b.c",
    securable_type: "table",
    principal: "account users",
  },
  delete_table: { full_names: undefined, full_name: "a.b.c" },
  delete_workspace_object: { paths: undefined, path: "/Workspace/a" },
  read_notebook: { compare_with: undefined },
  create_quality_monitor: { data_profiling_config: undefined },
  update_quality_monitor: {
    data_profiling_config: { skip_builtin_dashboard: true },
    anomaly_detection_config: undefined,
  },
};

/** Puts `item` at `path` of a JSON value. */
export function put(value: unknown, path: readonly PropertyKey[], item: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return item;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? put(one, rest, item) : one));
  const object = isJson(value) ? value : {};
  return { ...object, [String(key)]: put(object[String(key)], rest, item) };
}

/** Arguments the tool accepts: with all the optional ones it takes together, or with none; the same every time. */
export function validArguments(tool: Tool, optional: 0 | 1): Json | undefined {
  const schema = jsonSchemaOf(tool.input);
  const named = Object.keys(tool.input.shape).filter((name) => name in NAMED);
  const given = { ...Object.fromEntries(named.map((name) => [name, NAMED[name]])), ...OF_TOOL[tool.name] };
  for (const over of [given, {}]) {
    for (const text of TEXTS) {
      const [sample] = fc.sample(arbitraryOf(schema, fc.constant(text), optional), { seed: 7, numRuns: 1 });
      const needed = optional === 1 ? over : withNeeded(tool, over, sample);
      const found = mend(tool, clean({ ...(isJson(sample) ? sample : {}), ...needed }));
      if (found) return found;
    }
  }
  return undefined;
}

/** The named values that replace an argument already present, or that a question requires. */
const withNeeded = (tool: Tool, over: Json, sample: unknown): Json => {
  const there = Object.entries(over).filter(([name]) => isJson(sample) && name in sample);
  const bare = Object.fromEntries(there);
  return tool.input.safeParse(clean({ ...(isJson(sample) ? sample : {}), ...bare })).success ? bare : over;
};

const clean = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));

/** Tries other texts wherever the schema objects; what waits, does not. */
function mend(tool: Tool, sample: Json): Json | undefined {
  let value: unknown = sample;
  const tried = new Map<string, number>();
  for (let round = 0; round < 100; round++) {
    const parsed = tool.input.safeParse(value);
    if (parsed.success && isJson(value))
      return "wait_seconds" in tool.input.shape ? { ...value, wait_seconds: 0 } : value;
    const [issue] = parsed.error?.issues ?? [];
    const where = issue?.path.join(".") ?? "";
    const turn = tried.get(where) ?? 0;
    tried.set(where, turn + 1);
    const text = TEXTS[turn];
    if (!issue || issue.path.length === 0 || text === undefined) return undefined;
    value = put(value, issue.path, text);
  }
  return undefined;
}
