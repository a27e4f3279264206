import { definePrompt, say } from "../core/prompt.ts";

export const chooseCluster = definePrompt({
  name: "choose_cluster",
  title: "Choose a cluster",
  description: "Finds the cluster to do a task on, or says what a suitable one would look like.",
  arguments: {
    task: { description: "What is to be run: data size, libraries, GPU or not, how long", required: true },
  },
  messages: ({ task = "" }) =>
    say(
      [
        `Find the cluster for this task: ${task}`,
        "List what there is with list_clusters, and look at the likely ones with get_cluster: state, size, runtime, who owns it.",
        "If the task only needs SQL, say so and look at list_warehouses instead.",
        "Prefer one that runs already and fits; then a terminated one that fits (start_cluster, after asking); shared before personal.",
        "If none fits, describe one: a runtime from list_spark_versions and a machine from list_node_types, with the number of workers.",
        "Answer with one choice, its cluster_id and state, why it fits, what it costs to wait for, and one alternative.",
      ].join("\n"),
    ),
});
