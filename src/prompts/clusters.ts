import { definePrompt, withReadings } from "../core/prompts/define.ts";
import { listClusters } from "../tools/compute/clusters.ts";
import { listWarehouses } from "../tools/sql/warehouses.ts";

export const chooseCluster = definePrompt({
  name: "choose_cluster",
  title: "Choose a cluster",
  description: "Finds a suitable cluster for a task, or describes the one to create.",
  arguments: {
    task: { description: "The task: data size, libraries, GPU, duration", required: true },
  },
  useful: (serves) => serves(listClusters),
  messages: async ({ task = "" }, { read }) =>
    withReadings(
      [
        `Find the cluster for this task: ${task}`,
        "The clusters and warehouses are listed below; get_cluster shows the likely ones. If the task only needs SQL, " +
          "choose a warehouse instead.",
        "Prefer a suitable running cluster, then a suitable terminated one (start_cluster, after I agree); shared before personal.",
        "If none is suitable, describe the cluster to create, with list_spark_versions, list_node_types and the number of workers.",
        "Recommend one cluster with cluster_id, state, reasons and waiting time, and name one alternative.",
      ].join("\n"),
      await Promise.all([read(listClusters, {}, 2000), read(listWarehouses, {}, 1000)]),
    ),
});
