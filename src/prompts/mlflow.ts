import { definePrompt, userMessage } from "../core/prompts/define.ts";
import { completeMetric } from "../resources/mlflow-ids.ts";
import { searchRuns } from "../tools/ml/runs.ts";
import { completeExperimentNames, experimentIds } from "./experiment-names.ts";

export const compareExperiments = definePrompt({
  name: "compare_experiments",
  title: "Compare MLflow experiments",
  description: "Compares the runs of one or more experiments and says which is best, and why.",
  arguments: {
    experiments: {
      description: "Names or ids, separated by commas",
      required: true,
      complete: completeExperimentNames,
    },
    metric: {
      description: "The metric that decides, e.g. auc",
      complete: async (ctx, typed, { experiments }) =>
        completeMetric(ctx, typed, await experimentIds(ctx, experiments)),
    },
  },
  useful: (serves) => serves(searchRuns),
  messages: ({ experiments = "", metric }) =>
    userMessage(
      [
        `Compare these MLflow experiments: ${experiments}`,
        "search_experiments turns names into ids.",
        metric
          ? `The metric that decides is ${JSON.stringify(metric)}; say which way is better.`
          : "From a few runs choose the metric that decides; say which way is better.",
        "search_runs has the finished runs in that order, and the FAILED ones; compare_runs sets the best side by side; " +
          "get_metric_history tells whether they still improve, overfit or hold NaN.",
        "Report the best runs with the params that differ, what these seem to do, and the next run worth trying. " +
          "Say where evidence is thin: one seed, other data, missing metrics.",
      ].join("\n"),
    ),
});
