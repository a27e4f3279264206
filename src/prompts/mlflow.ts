import { definePrompt, withReadings } from "../core/prompts/define.ts";
import { completeMetric } from "../resources/mlflow-ids.ts";
import { searchRuns } from "../tools/ml/runs.ts";
import { completeExperimentNames, experimentIds } from "./experiment-names.ts";

export const compareExperiments = definePrompt({
  name: "compare_experiments",
  title: "Compare MLflow experiments",
  description: "Compares the runs of one or more experiments and explains which is best, and why.",
  arguments: {
    experiments: {
      description: "Names or ids of experiments, separated by commas",
      required: true,
      complete: completeExperimentNames,
    },
    metric: {
      description: "Metric to compare by, e.g. auc",
      complete: async (ctx, typed, { experiments }) =>
        completeMetric(ctx, typed, await experimentIds(ctx, experiments)),
    },
  },
  useful: (serves) => serves(searchRuns),
  messages: async ({ experiments = "", metric }, { ctx, read }) => {
    const experiment_ids = await experimentIds(ctx, experiments);
    // A metric's name in backticks may hold anything but a backtick.
    const order_by = metric && !metric.includes("`") ? [`metrics.\`${metric}\` DESC`] : undefined;
    const search = { experiment_ids, limit: 25, ...(order_by && { order_by }) };
    return withReadings(
      [
        `Compare these MLflow experiments: ${experiments}`,
        experiment_ids.length > 0
          ? `Their ids are ${experiment_ids.join(", ")}; their runs are below.`
          : "Find the ids with search_experiments.",
        metric
          ? `Compare by the metric ${JSON.stringify(metric)}, and state whether higher or lower is better.`
          : "Choose the metric to compare by from a few runs, and state whether higher or lower is better.",
        "search_runs lists the finished runs in that order, and the FAILED ones; compare_runs compares the best; " +
          "get_metric_history shows whether they still improve, overfit or contain NaN.",
        "Report the best runs with the params that differ, their apparent effect, and the next run worth trying. " +
          "Point out weak evidence: a single seed, different data, missing metrics.",
      ].join("\n"),
      [experiment_ids.length > 0 ? await read(searchRuns, search, 3000) : undefined],
    );
  },
});
