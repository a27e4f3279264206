import { definePrompt, userMessage } from "../core/prompts/define.ts";
import { listClusters } from "../tools/compute/clusters.ts";

export const chooseCluster = definePrompt({
  name: "choose_cluster",
  title: "Choose a cluster",
  description: "Finds the cluster to do a task on, or says what a suitable one would look like.",
  arguments: {
    task: { description: "What is to be run: data size, libraries, GPU or not, how long", required: true },
  },
  useful: (serves) => serves(listClusters),
  messages: ({ task = "" }) =>
    userMessage(
      [
        `Find the cluster for this task: ${task}`,
        "Look at list_clusters and, of the likely ones, get_cluster: state, size, runtime, owner. If SQL is all it needs, " +
          "list_warehouses instead.",
        "Prefer one that runs and fits, then a terminated one that fits (start_cluster, once I agree), shared before personal.",
        "If none fits, describe one: list_spark_versions, list_node_types, number of workers.",
        "Answer with one choice: cluster_id, state, why it fits, what waiting costs; and one alternative.",
      ].join("\n"),
    ),
});
