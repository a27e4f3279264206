import type { EvalTask } from "../task.ts";

const MODEL = "main.sales.churn";
const runsOf = (experiment: string, more: object = {}) => ({
  tool: "search_runs",
  args: { experiment_ids: [experiment], ...more },
});
const experiments = { tool: "search_experiments" };

/** Experiments, models and what serves them. */
export const learning: readonly EvalTask[] = [
  {
    id: "learning-best-churn-run",
    prompt: "Which churn run is the best by auc, and with which parameters?",
    solution: [experiments, runsOf("3042111", { order_by: ["metrics.auc DESC"], limit: 1 })],
    facts: [/xgb-d5-lr0\.1 .*0\.8855/],
    about: "3042111",
    fewest: 2,
  },
  {
    id: "learning-why-ranking-failed",
    prompt: "One of the ranking-net runs failed. Which, and what went wrong?",
    solution: [
      experiments,
      runsOf("3042333", { filter: "status = 'FAILED'" }),
      { tool: "get_run", args: { run_id: "64046828e6421a523c07ecb8225693a2" } },
    ],
    facts: ["two-tower-lr0.01", "CUDA out of memory", "batch_size 8192"],
    fewest: 3,
  },
  {
    id: "learning-loss-broke",
    prompt: "At which learning rate does the loss of ranking-net break?",
    solution: [experiments, runsOf("3042333")],
    facts: [/two-tower-lr0\.1 .*NaN/],
    fewest: 2,
  },
  {
    id: "learning-still-running",
    prompt: "Is any demand-forecast run still going?",
    solution: [experiments, runsOf("3042207", { filter: "status = 'RUNNING'" })],
    facts: ["lightgbm-h28-v2", /RUNNING/],
    fewest: 2,
  },
  {
    id: "learning-two-best",
    prompt: "How do the two best churn runs differ?",
    solution: [experiments, runsOf("3042111", { order_by: ["metrics.auc DESC"], limit: 2 })],
    facts: [/xgb-d5-lr0\.1 .* 5$/m, /xgb-d7-lr0\.1 .* 7$/m],
    about: "3042111",
    fewest: 2,
  },
  {
    id: "learning-compare-two",
    prompt:
      "What is different between the runs d08931361b3ee92e5594bb00a374878a and 237f97796424b7a91e9f731958f853c4, and what is the same?",
    solution: [
      {
        tool: "compare_runs",
        args: { run_ids: ["d08931361b3ee92e5594bb00a374878a", "237f97796424b7a91e9f731958f853c4"] },
      },
    ],
    facts: ["metrics.auc | 0.8855 | 0.8418", "params.max_depth | 5 | 3", "same in all runs: params.model=xgboost"],
    fewest: 1,
  },
  {
    id: "learning-production-version",
    prompt: "Which version of the workspace model churn is in production?",
    solution: [{ tool: "search_registered_models" }],
    facts: ['"Production":"2"'],
    fewest: 1,
  },
  {
    id: "learning-champion",
    prompt: "Which version of main.sales.churn is the champion, and from which run did it come?",
    solution: [{ tool: "get_model_version", args: { name: MODEL, version: "@champion" } }],
    facts: [/"version":"2","aliases":\["champion"\][\s\S]*"run_id":"237f97796424b7a91e9f731958f853c4"/],
    fewest: 1,
  },
  {
    id: "learning-challenger",
    prompt: "Point the alias challenger of main.sales.churn to version 1. The champion stays.",
    solution: [{ tool: "set_model_alias", args: { name: MODEL, alias: "challenger", version: "1" } }],
    facts: ["challenger"],
    changes: [{ tool: "set_model_alias", on: [MODEL, '"alias":"challenger"', '"version":"1"'] }],
    after: { tool: "get_registered_model", args: { name: MODEL }, shows: ['"champion":"2"', '"challenger":"1"'] },
    fewest: 1,
  },
  {
    id: "learning-open-request",
    prompt: "Who wants demand-forecast moved to production, and with what argument?",
    solution: [{ tool: "list_transition_requests", args: { name: "demand-forecast", version: "1" } }],
    facts: ["bruno@example.com", "Two weeks within 5 % of the actuals"],
    fewest: 1,
  },
  {
    id: "learning-reject-request",
    prompt: "Reject the request to move demand-forecast version 1 to Production: we want four weeks.",
    solution: [
      {
        tool: "reject_transition_request",
        args: { name: "demand-forecast", version: "1", stage: "Production", comment: "We want four weeks." },
      },
    ],
    facts: [],
    changes: [
      { tool: "reject_transition_request", on: ['"demand-forecast"', '"version":"1"', '"stage":"Production"'] },
    ],
    after: { tool: "search_registered_models", shows: ['"stages":{"Staging":"1"}'] },
    fewest: 1,
  },
  {
    id: "learning-endpoint",
    prompt: "Which model version does the endpoint churn serve, and does it scale to zero?",
    solution: [{ tool: "get_serving_endpoint", args: { name: "churn" } }],
    facts: ["main.sales.churn 2", '"scale_to_zero_enabled":true'],
    fewest: 1,
  },
  {
    id: "learning-score-a-customer",
    prompt: "Ask the endpoint churn about a customer of 3 months, 2 tickets and 80 euro a month.",
    solution: [
      { tool: "get_serving_endpoint_schema", args: { name: "churn" } },
      {
        tool: "query_serving_endpoint",
        args: {
          name: "churn",
          request: { dataframe_records: [{ support_tickets: 2, monthly_charges: 80, tenure_months: 3 }] },
        },
      },
    ],
    facts: ['"predictions":[0.76959]'],
    changes: [
      {
        tool: "query_serving_endpoint",
        // The names of the features must have been looked up.
        on: (read) =>
          read.includes("tenure_months")
            ? ['"name":"churn"', '"support_tickets":2', '"monthly_charges":80', '"tenure_months":3']
            : undefined,
      },
    ],
    fewest: 2,
  },
  {
    id: "learning-articles",
    prompt: "The vector search endpoint support has an index of our articles. When does a refund reach the customer?",
    solution: [
      { tool: "list_vector_search_indexes", args: { endpoint_name: "support" } },
      { tool: "get_vector_search_index", args: { index_name: "main.default.support_articles_index" } },
      {
        tool: "query_vector_search_index",
        args: {
          index_name: "main.default.support_articles_index",
          columns: ["id", "text"],
          query_text: "refund reaches the customer",
          limit: 3,
        },
      },
    ],
    facts: ["within five working days after the return was accepted"],
    // So must the index's columns.
    about: (read) => (read.includes("schema_json") ? '"text"' : undefined),
    fewest: 3,
  },
];
