import { definePrompt, say } from "../core/prompt.ts";
import { completeExperimentNames } from "./experiment-names.ts";

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
    metric: { description: "The metric that decides, e.g. auc" },
  },
  messages: ({ experiments = "", metric }) =>
    say(
      [
        `Compare these MLflow experiments: ${experiments}`,
        "Names become ids with search_experiments (filter name = '/path'); ids are used as they are.",
        metric
          ? `The metric that decides is ${JSON.stringify(metric)}; say which way is better before you rank.`
          : "Look at a few runs first, choose the metric that decides, and say which one and which way is better.",
        "Fetch the finished runs with search_runs, ordered by that metric, then the FAILED ones to see what was lost.",
        "For the best two or three runs read get_metric_history (sample 50): still improving, overfitting, or NaN?",
        "Report a table of the best runs with the params that differ, what the params seem to do, and the next run worth trying. " +
          "Say where the evidence is thin: one seed, different data, missing metrics.",
      ].join("\n"),
    ),
});
