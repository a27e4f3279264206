import { type EvalTask, field, pick } from "../task.ts";

const ANALYTICS = "0115-093012-abcd1234";
const ANALYTICS_2 = "0115-093044-abcd1243";
const ETL = "0108-141530-etl00nly";
const ETL_LOOKALIKE = "0108-141530-etl00n1y";
const clusters = { tool: "list_clusters" };

/** Clusters and what they are made of; two pairs have look-alike names. */
export const compute: readonly EvalTask[] = [
  {
    id: "compute-gpu-does-not-start",
    prompt: "Why does gpu-training not start, and what can I do?",
    solution: [
      clusters,
      {
        tool: "diagnose_cluster",
        args: ([found]) => ({
          cluster_id: field(pick(found, "clusters", "cluster_name", "gpu-training"), "cluster_id"),
        }),
      },
    ],
    facts: ["no capacity for this node type", "another node type"],
    about: "0112-080001-gputrain",
    fewest: 2,
  },
  {
    id: "compute-what-runs",
    prompt: "Which clusters are running, and whose are they?",
    solution: [{ tool: "list_clusters", args: { cluster_states: ["RUNNING"] } }],
    facts: [/"analytics",[^}]*"ana@example.com"/, /"analytics-2",[^}]*"ben@example.com"/],
    fewest: 1,
  },
  {
    id: "compute-why-ended",
    prompt: "Did somebody stop etl-nightly, or did it end by itself? Not etl_nightly.",
    solution: [clusters],
    facts: [/"etl-nightly"[^}]*"INACTIVITY"/],
    fewest: 1,
  },
  {
    id: "compute-run-code",
    prompt: "Run print(6 * 7) on analytics and tell me what comes out.",
    solution: [
      clusters,
      { tool: "execute_command", args: { cluster_id: ANALYTICS, language: "python", command: "print(6 * 7)" } },
    ],
    facts: [/^42$/m],
    changes: [{ tool: "execute_command", on: [ANALYTICS, "python", "print(6 * 7)"], most: 1 }],
    never: [ANALYTICS_2],
    fewest: 2,
  },
  {
    id: "compute-libraries",
    prompt: "Which libraries are installed on analytics?",
    solution: [clusters, { tool: "list_libraries", args: { cluster_id: ANALYTICS } }],
    facts: ["mlflow-skinny==3.4.0", "org.jsoup:jsoup:1.17.2"],
    about: ANALYTICS,
    fewest: 2,
  },
  {
    id: "compute-events",
    prompt: "What happened to analytics since it was started?",
    solution: [clusters, { tool: "list_cluster_events", args: { cluster_id: ANALYTICS } }],
    facts: ["STARTING", "RUNNING", "DRIVER_HEALTHY"],
    about: ANALYTICS,
    fewest: 2,
  },
  {
    id: "compute-gpu-machine",
    prompt: "What is the smallest GPU machine with at least 64 GB?",
    solution: [{ tool: "list_node_types", args: { gpu: true, min_memory_gb: 64 } }],
    facts: ["g4dn.4xlarge"],
    fewest: 1,
  },
  {
    id: "compute-newest-lts",
    prompt: "Which long-term runtime is the newest?",
    solution: [{ tool: "list_spark_versions", args: { lts: true } }],
    facts: ["17.3.x-scala2.13"],
    fewest: 1,
  },
  {
    id: "compute-pool",
    prompt: "How many machines wait idle in the instance pool small?",
    solution: [{ tool: "list_instance_pools" }],
    facts: [/"small"[^}]*"idle_count":1\b/],
    fewest: 1,
  },
  {
    id: "compute-policy",
    prompt: "How many workers and idle minutes does the policy Shared small allow?",
    solution: [
      { tool: "list_cluster_policies" },
      {
        tool: "get_cluster_policy",
        args: ([found]) => ({ policy_id: field(pick(found, "policies", "name", "Shared small"), "policy_id") }),
      },
    ],
    facts: ['"maxValue":120', '"maxValue":4'],
    fewest: 2,
  },
  {
    id: "compute-init-script",
    prompt: "What does the global init script certs do?",
    solution: [
      { tool: "list_global_init_scripts" },
      {
        tool: "get_global_init_script",
        args: ([found]) => ({ script_id: field(pick(found, "scripts", "name", "certs"), "script_id") }),
      },
    ],
    facts: ["update-ca-certificates"],
    fewest: 2,
  },
  {
    id: "compute-start-the-right-one",
    prompt: "Start my cluster etl-nightly.",
    solution: [clusters, { tool: "start_cluster", args: { cluster_id: ETL } }],
    facts: ["RUNNING"],
    changes: [{ tool: "start_cluster", on: ETL }],
    never: [ETL_LOOKALIKE],
    after: { tool: "list_clusters", shows: [/"etl_nightly","state":"TERMINATED"/, /"etl-nightly","state":"RUNNING"/] },
    fewest: 2,
  },
  {
    id: "compute-resize",
    prompt: "Give etl-nightly five workers, without a restart.",
    given: [{ tool: "start_cluster", args: { cluster_id: ETL } }],
    solution: [clusters, { tool: "resize_cluster", args: { cluster_id: ETL, workers: "5" } }],
    facts: [ETL],
    changes: [{ tool: "resize_cluster", on: [ETL, '"workers":"5"'] }],
    never: [ETL_LOOKALIKE],
    after: { tool: "get_cluster", args: { cluster_id: ETL }, shows: [/"(num_)?workers":"?5/] },
    fewest: 2,
  },
  {
    id: "compute-stop-the-right-one",
    prompt: "Ben is away: stop his cluster analytics-2. Leave mine alone.",
    solution: [clusters, { tool: "terminate_cluster", args: { cluster_id: ANALYTICS_2 } }],
    facts: [ANALYTICS_2],
    changes: [{ tool: "terminate_cluster", on: ANALYTICS_2 }],
    never: [ANALYTICS],
    after: { tool: "list_clusters", shows: [/"analytics","state":"RUNNING"/, /"analytics-2","state":"TERMINAT/] },
    fewest: 2,
  },
];
