import { fail } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";

/**
 * The messages of the Jobs API, one on a line: `field:type`. A type is a message, `s` (text, also without a type), `b` (boolean), `i` (integer),
 * `m` (a map), `[type]` (a list) or the constants of an enumeration.
 */
const MESSAGES = `
Settings budget_policy_id continuous:Continuous deployment:Deployment description duration_target edit_mode:EDITABLE|UI_LOCKED email_notifications:Emails environments:[Environment] environment_variables:[m] format:MULTI_TASK|SINGLE_TASK git_source:Git health:Health job_clusters:[JobCluster] max_concurrent_runs:i name notification_settings:Notices parameters:[Parameter] parent_path performance_target:PERFORMANCE_OPTIMIZED|STANDARD queue:Queue run_as:RunAs run_name schedule:Cron tags:m tasks:[Task] timeout_seconds:i trigger:Trigger triggers:[m] usage_policy_id webhook_notifications:Webhooks
Continuous maintenance_window:m pause_status:PAUSED|UNPAUSED task_retry_mode:NEVER|ON_FAILURE
Deployment kind:BUNDLE|SYSTEM_MANAGED deployment_id metadata_file_path version_id
Emails no_alert_for_skipped_runs:b on_duration_warning_threshold_exceeded:[s] on_failure:[s] on_start:[s] on_streaming_backlog_exceeded:[s] on_success:[s]
Webhooks on_duration_warning_threshold_exceeded:[Id] on_failure:[Id] on_start:[Id] on_streaming_backlog_exceeded:[Id] on_success:[Id]
Id id
Environment environment_key spec:EnvironmentSpec
EnvironmentSpec base_environment client dependencies:[s] environment_version jar_dependencies:[s] java_dependencies:[s]
Git git_url git_provider git_branch git_commit git_snapshot:m git_tag job_source:m sparse_checkout:m
Health rules:[Rule]
Rule metric op value:i
JobCluster job_cluster_key new_cluster:m serverless_compute:m serverless_compute_id
Notices alert_on_last_attempt:b no_alert_for_canceled_runs:b no_alert_for_skipped_runs:b
Parameter name default
Queue enabled:b
RunAs group_name service_principal_name user_name
Cron quartz_cron_expression timezone_id pause_status:PAUSED|UNPAUSED sql_condition:m
Trigger file_arrival:Arrival job_completion:m model:m pause_status:PAUSED|UNPAUSED periodic:Periodic sql_condition:m table_update:TableUpdate
Arrival url min_time_between_triggers_seconds:i wait_after_last_change_seconds:i
Periodic interval:i unit:DAYS|HOURS|MINUTES|WEEKS
TableUpdate table_names:[s] condition:ALL_UPDATED|ANY_UPDATED min_time_between_triggers_seconds:i wait_after_last_change_seconds:i
Task task_key ai_function_task:m ai_runtime_task:m alert_task:m clean_rooms_notebook_task:m compute:m condition_task:Condition dashboard_task:Dashboard dbt_cloud_task:m dbt_platform_task:m dbt_task:Dbt depends_on:[Dependency] description disable_auto_optimization:b disabled:b email_notifications:Emails environment_key environment_variables_key existing_cluster_id for_each_task:ForEach gen_ai_compute_task:m health:Health job_cluster_key libraries:[m] max_retries:i min_retry_interval_millis:i new_cluster:m notebook_task:Notebook notification_settings:Notices pipeline_task:Pipeline power_bi_task:m python_operator_task:m python_wheel_task:Wheel retry_on_timeout:b run_if:ALL_DONE|ALL_FAILED|ALL_SUCCESS|AT_LEAST_ONE_FAILED|AT_LEAST_ONE_SUCCESS|NONE_FAILED run_job_task:RunJob spark_jar_task:Jar spark_python_task:Python spark_submit_task:Submit sql_task:Sql timeout_seconds:i webhook_notifications:Webhooks
Condition op:EQUAL_TO|GREATER_THAN|GREATER_THAN_OR_EQUAL|LESS_THAN|LESS_THAN_OR_EQUAL|NOT_EQUAL left right
Dashboard dashboard_id filters:m subscription:m warehouse_id
Dbt commands:[s] catalog profiles_directory project_directory schema source:GIT|WORKSPACE warehouse_id
Dependency task_key outcome
ForEach inputs task:Task concurrency:i
Notebook notebook_path base_parameters:m source:GIT|WORKSPACE warehouse_id
Pipeline pipeline_id full_refresh:b full_refresh_selection:[s] parameters:m refresh_flow_selection:[s] refresh_selection:[s] reset_checkpoint_selection:[s]
Wheel package_name entry_point named_parameters:m parameters:[s]
RunJob job_id:i dbt_commands:[s] jar_params:[s] job_parameters:m notebook_params:m pipeline_params:m python_named_params:m python_params:[s] spark_submit_params:[s] sql_params:m
Jar jar_uri main_class_name parameters:[s] run_as_repl:b
Python python_file parameters:[s] source:GIT|WORKSPACE
Submit parameters:[s]
Sql warehouse_id alert:m dashboard:m file:SqlFile parameters:m query:SqlQuery
SqlFile path source:GIT|WORKSPACE
SqlQuery query_id`;

const messages = new Map<string, ReadonlyMap<string, string>>();
for (const line of MESSAGES.trim().split("\n")) {
  const [name = "", ...fields] = line.split(" ");
  const types = fields.map((field): [string, string] => {
    const [key = "", type = "s"] = field.split(":");
    return [key, type];
  });
  messages.set(name, new Map(types));
}

const malformed = (problem: string): never =>
  fail(400, "MALFORMED_REQUEST", `Could not parse request object: ${problem}`);

const tokenOf = (value: unknown): string => {
  if (Array.isArray(value)) return "START_ARRAY";
  if (isFields(value)) return "START_OBJECT";
  return typeof value === "string" ? "VALUE_STRING" : typeof value === "number" ? "VALUE_NUMBER" : `VALUE_${value}`;
};

/** The settings of a job or a submitted run as the platform parses them: without unknown fields. A field of another type is rejected. */
export const parsedSettings = (fields: Fields): Fields => message(fields, "Settings", "");

function message(fields: Fields, name: string, at: string): Fields {
  const types = messages.get(name);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      const type = types?.get(key);
      return type === undefined || value === null ? [] : [[key, parsed(value, type, `${at}${key}`)]];
    }),
  );
}

function parsed(value: unknown, type: string, at: string): unknown {
  const expect = (token: string) =>
    malformed(`Expected '${token}' not '${tokenOf(value).toUpperCase()}' in field '${at}'`);
  if (type.startsWith("["))
    return Array.isArray(value)
      ? value.map((item, index) => parsed(item, type.slice(1, -1), `${at}[${index}]`))
      : expect("START_ARRAY");
  if (type === "m" || messages.has(type)) {
    if (!isFields(value)) return expect("START_OBJECT");
    return type === "m" ? value : message(value, type, `${at}.`);
  }
  if (typeof value === "object") return malformed(`Expected Scalar value for field '${at}'`);
  const text = String(value);
  if (type === "s") return text;
  if (type === "b") return /^(true|false)$/.test(text) ? text === "true" : malformed(`Field '${at}' must be a boolean`);
  if (type === "i") return /^-?\d+$/.test(text) ? Number(text) : malformed(`Field '${at}' must be an integer`);
  return type.split("|").includes(text)
    ? text
    : malformed(`Field '${at}' must be one of ${type.split("|").join(", ")}`);
}
