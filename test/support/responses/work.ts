import { AT, numbered } from "./data.ts";

/** Responses of the platform with the fields that it returns, for tests of the size of answers: clusters and jobs. */

const HOST = "https://adb-1.2.azuredatabricks.net";

export const clusters = (count: number) => ({
  clusters: numbered(count, (at) => ({
    cluster_id: `0115-09${10 + (at % 50)}12-abcd${1000 + at}`,
    creator_user_name: "ana@example.com",
    driver: {
      private_ip: "10.139.64.4",
      node_id: "f3a1",
      instance_id: "i-0a1b2c",
      start_timestamp: AT,
      host_private_ip: "10.139.0.4",
    },
    spark_context_id: String(4029872341123412 + at),
    driver_healthy: true,
    jdbc_port: 10000,
    cluster_name: `team-${at} analytics`,
    spark_version: "15.4.x-scala2.12",
    spark_conf: { "spark.databricks.delta.preview.enabled": "true" },
    azure_attributes: { first_on_demand: 1, availability: "ON_DEMAND_AZURE", spot_bid_max_price: -1 },
    node_type_id: "Standard_DS3_v2",
    driver_node_type_id: "Standard_DS3_v2",
    spark_env_vars: { PYSPARK_PYTHON: "/databricks/python3/bin/python3" },
    autotermination_minutes: 60,
    enable_elastic_disk: true,
    disk_spec: {},
    cluster_source: "UI",
    single_user_name: "ana@example.com",
    data_security_mode: "SINGLE_USER",
    runtime_engine: "PHOTON",
    effective_spark_version: "15.4.x-photon-scala2.12",
    enable_local_disk_encryption: false,
    instance_source: { node_type_id: "Standard_DS3_v2" },
    driver_instance_source: { node_type_id: "Standard_DS3_v2" },
    state: at % 2 ? "TERMINATED" : "RUNNING",
    state_message: at % 2 ? "Inactive cluster terminated (inactive for 60 minutes)." : "",
    start_time: AT + at,
    terminated_time: at % 2 ? AT + 3_600_000 : 0,
    last_state_loss_time: AT,
    last_activity_time: AT,
    last_restarted_time: AT,
    autoscale: { min_workers: 1, max_workers: 8, target_workers: 2 },
    cluster_memory_mb: 43008,
    cluster_cores: 12,
    default_tags: {
      Vendor: "Databricks",
      Creator: "ana@example.com",
      ClusterName: `team-${at} analytics`,
      ClusterId: "x",
    },
    init_scripts_safe_mode: false,
    spec: { cluster_name: `team-${at} analytics`, spark_version: "15.4.x-scala2.12", node_type_id: "Standard_DS3_v2" },
    ...(at % 2
      ? { termination_reason: { code: "INACTIVITY", type: "SUCCESS", parameters: { inactivity_duration_min: "60" } } }
      : {}),
  })),
});

const state = (failed: boolean) => ({
  state: {
    life_cycle_state: "TERMINATED",
    result_state: failed ? "FAILED" : "SUCCESS",
    state_message: failed ? "Workload failed, see run output for details" : "",
    user_cancelled_or_timedout: false,
  },
  status: {
    state: "TERMINATED",
    termination_details: failed
      ? { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR", message: "Workload failed, see run output for details" }
      : { code: "SUCCESS", type: "SUCCESS", message: "" },
  },
});

const times = {
  start_time: AT,
  setup_duration: 4000,
  execution_duration: 61_000,
  cleanup_duration: 0,
  end_time: AT + 65_000,
};
const newCluster = {
  spark_version: "15.4.x-scala2.12",
  azure_attributes: { availability: "ON_DEMAND_AZURE" },
  node_type_id: "Standard_DS3_v2",
  enable_elastic_disk: true,
  data_security_mode: "SINGLE_USER",
  num_workers: 4,
};

/** One run of a job, without its tasks. */
const run = (at: number) => ({
  job_id: 700 + at,
  run_id: 455_000_000_000 + at,
  creator_user_name: "ana@example.com",
  number_in_job: 455_000_000_000 + at,
  original_attempt_run_id: 455_000_000_000 + at,
  ...state(at % 5 === 0),
  schedule: { quartz_cron_expression: "0 30 6 * * ?", timezone_id: "Europe/Berlin", pause_status: "UNPAUSED" },
  cluster_spec: { new_cluster: newCluster },
  ...times,
  run_duration: 65_000,
  queue_duration: 0,
  trigger: "PERIODIC",
  run_name: "nightly etl",
  run_page_url: `${HOST}/?o=1#job/${700 + at}/run/${at}`,
  run_type: "JOB_RUN",
  format: "MULTI_TASK",
  job_run_id: 455_000_000_000 + at,
  effective_performance_target: "STANDARD",
});

export const runs = (count: number) => ({ runs: numbered(count, run), has_more: false });

export const runWithTasks = (count: number) => ({
  ...run(1),
  tasks: numbered(count, (at) => ({
    run_id: 90_000_000 + at,
    task_key: `load_${at}`,
    description: "Loads one source into the bronze schema",
    notebook_task: {
      notebook_path: `/Repos/etl/pipelines/load_${at}`,
      source: "WORKSPACE",
      base_parameters: { day: "{{job.start_time.iso_date}}", source: `source_${at}` },
    },
    depends_on: at > 0 ? [{ task_key: `load_${at - 1}` }] : [],
    run_if: "ALL_SUCCESS",
    job_cluster_key: "main",
    existing_cluster_id: "0115-091012-abcd1000",
    libraries: [{ pypi: { package: "pydantic==2.9.2" } }],
    email_notifications: {},
    webhook_notifications: {},
    notification_settings: { no_alert_for_skipped_runs: false, no_alert_for_canceled_runs: false },
    timeout_seconds: 0,
    ...state(at === 7),
    ...times,
    run_page_url: `${HOST}/?o=1#job/701/run/${90_000_000 + at}`,
    cluster_instance: { cluster_id: "0115-091012-abcd1000", spark_context_id: "4029872341123412" },
    attempt_number: 0,
    effective_performance_target: "STANDARD",
  })),
  job_clusters: [{ job_cluster_key: "main", new_cluster: newCluster }],
});

export const jobs = (count: number) => ({
  jobs: numbered(count, (at) => ({
    job_id: 700 + at,
    creator_user_name: "ana@example.com",
    settings: {
      name: `nightly etl ${at}`,
      email_notifications: { on_failure: ["ana@example.com"], no_alert_for_skipped_runs: false },
      webhook_notifications: {},
      timeout_seconds: 7200,
      schedule: { quartz_cron_expression: "0 30 6 * * ?", timezone_id: "Europe/Berlin", pause_status: "UNPAUSED" },
      max_concurrent_runs: 1,
      tags: { team: "sales" },
      format: "MULTI_TASK",
      queue: { enabled: true },
      performance_target: "STANDARD",
    },
    created_time: AT + at,
    effective_budget_policy_id: "550e8400-e29b-41d4-a716-446655440000",
  })),
  has_more: false,
});

/** The output of a task whose notebook raised an error. */
export const failedOutput = () => ({
  metadata: {
    ...run(5),
    task_key: "load_7",
    notebook_task: { notebook_path: "/Repos/etl/pipelines/load_7", source: "WORKSPACE" },
  },
  error: "AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`raw`.`source_7` cannot be found.",
  error_trace: [
    "\u001b[0;31m---------------------------------------------------------------------------\u001b[0m",
    "\u001b[0;31mAnalysisException\u001b[0m                         Traceback (most recent call last)",
    ...numbered(
      12,
      (at) =>
        `File \u001b[0;32m/databricks/spark/python/pyspark/sql/connect/client/core.py:${1700 + at}\u001b[0m, in \u001b[0;36mSparkConnectClient._execute_and_fetch_${at}\u001b[0;34m(self, req)\u001b[0m\n\u001b[0;32m-> ${1700 + at}\u001b[0m     \u001b[43mself\u001b[49m\u001b[38;5;241;43m.\u001b[39;49m\u001b[43m_handle_error\u001b[49m\u001b[43m(\u001b[49m\u001b[43merror\u001b[49m\u001b[43m)\u001b[49m`,
    ),
    "\u001b[0;31mAnalysisException\u001b[0m: [TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`raw`.`source_7` cannot be found. Verify the spelling and correctness of the schema and catalog.",
  ].join("\n"),
});
