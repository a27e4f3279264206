import type { BenchTask } from "../../task.ts";
import { field, must, pick } from "../../task.ts";
import { clusterNamed } from "../../workspace/look.ts";

const MINE = "0108-141530-etl00nly";
const clusters = { tool: "list_clusters" };

/** Clusters that engineers use; two pairs have look-alike names. */
export const compute: readonly BenchTask[] = [
  {
    id: "eng-start-my-cluster",
    prompt: "Start my cluster etl-nightly.",
    traits: ["look-alike"],
    check: async (place) => [
      must(
        /RUNNING|PENDING/.test(String((await clusterNamed(place, "etl-nightly"))?.state)),
        "etl-nightly is not running",
      ),
    ],
    changes: ["state of cluster etl-nightly"],
    budget: { calls: 3, tokens: 1500 },
    solution: [clusters, { tool: "start_cluster", args: { cluster_id: MINE } }],
  },
  {
    id: "eng-resize-running",
    prompt: "Give etl-nightly five workers without restarting it.",
    traits: ["look-alike"],
    setup: async (place) => {
      if ((await clusterNamed(place, "etl-nightly"))?.state === "TERMINATED") {
        await place.post("/api/2.1/clusters/start", { cluster_id: MINE });
      }
      while ((await clusterNamed(place, "etl-nightly"))?.state !== "RUNNING") {
        await new Promise((settle) => setTimeout(settle, 50));
      }
    },
    check: async (place) => [
      must((await clusterNamed(place, "etl-nightly"))?.num_workers === 5, "etl-nightly does not have five workers"),
    ],
    changes: ["cluster etl-nightly"],
    budget: { calls: 3, tokens: 1500 },
    solution: [clusters, { tool: "resize_cluster", args: { cluster_id: MINE, workers: "5" } }],
  },
  {
    id: "eng-gpu-does-not-start",
    prompt: "gpu-training does not start. Why, and what could I change?",
    says: ["p4d.24xlarge", "capacity"],
    budget: { calls: 3, tokens: 2500 },
    solution: [
      clusters,
      {
        tool: "diagnose_cluster",
        args: ([found]) => ({
          cluster_id: field(pick(found, "clusters", "cluster_name", "gpu-training"), "cluster_id"),
        }),
      },
    ],
    answer: "AWS has no capacity for p4d.24xlarge in that zone. Choose another node type or zone.",
  },
  {
    id: "eng-why-ended",
    prompt: "Did someone stop my cluster etl-nightly, or did it end by itself?",
    traits: ["look-alike"],
    says: [["inactiv", "idle", "by itself", "automatically", "auto-termin", "autotermin"]],
    // That Ben stopped the cluster with a similar name may be said.
    neverSays: [/^(?!.*etl_nightly).*(stopped|terminated) by ben/is],
    budget: { calls: 2, tokens: 1500 },
    solution: [clusters],
    answer: "It ended by itself after 45 minutes of inactivity.",
  },
];
