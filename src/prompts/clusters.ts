import { definePrompt, userMessage } from "../core/prompts/define.ts";
import { listClusters } from "../tools/compute/clusters.ts";

export const chooseCluster = definePrompt({
  name: "choose_cluster",
  title: "Choose a cluster",
  description: "Finds a suitable cluster for a task, or describes the one to create.",
  arguments: {
    task: { description: "The task: data size, libraries, GPU, duration", required: true },
  },
  useful: (serves) => serves(listClusters),
  messages: ({ task = "" }) =>
    userMessage(
      [
        `Find the cluster for this task: ${task}`,
        "Use list_clusters, and get_cluster for the likely ones: state, size, runtime, owner. If the task only needs SQL, " +
          "use list_warehouses instead.",
        "Prefer a suitable running cluster, then a suitable terminated one (start_cluster, after I agree); shared before personal.",
        "If none is suitable, describe the cluster to create, with list_spark_versions, list_node_types and the number of workers.",
        "Recommend one cluster with cluster_id, state, reasons and waiting time, and name one alternative.",
      ].join("\n"),
    ),
});
