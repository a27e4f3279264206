import type { Question } from "./session.ts";

const CHURN = { experiment_ids: ["3042111"], filter: "attributes.status = 'FINISHED'", order_by: ["metrics.auc DESC"] };

/** Experiments, models and serving. */
export const learning: readonly Question[] = [
  {
    ask: "Which three runs of the churn experiment are best by AUC, and how do they differ?",
    async run(call) {
      const { runs } = await call("search_runs", { ...CHURN, limit: 3 });
      await call("compare_runs", { run_ids: Array.isArray(runs) ? runs.map(({ run_id }) => String(run_id)) : [] });
    },
    answer:
      "`xgb-d5-lr0.1` is best with an AUC of 0.8855, and also best by validation loss (0.3261). The three differ only in `max_depth` and `learning_rate`.",
  },
  {
    ask: "Make version 1 of main.sales.churn the champion.",
    run: (call) => call("set_model_alias", { full_name: "main.sales.churn", alias: "champion", version: "1" }),
    answer: "Done after your confirmation: `champion` is version 1 now. Before, it was version 2.",
  },
  {
    ask: "How likely is a customer to leave after 3 months at 79 a month with 4 support tickets?",
    run: (call) =>
      call("query_serving_endpoint", {
        name: "churn",
        dataframe_records: [{ tenure_months: 3, monthly_charges: 79, support_tickets: 4 }],
      }),
    answer: "The model expects this customer to leave: the endpoint returns a probability of 0.889437.",
  },
];
