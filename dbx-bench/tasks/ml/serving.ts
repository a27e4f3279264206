import type { BenchTask } from "../../task.ts";
import { must } from "../../task.ts";
import { at, objects, type Workspace } from "../../workspace/rest.ts";

const MODEL = "main.sales.churn";
const INDEX = "main.default.support_articles_index";
const settle = async (workspace: Workspace, name: string) => {
  for (;;) {
    const found = await workspace.get(`/api/2.0/serving-endpoints/${name}`);
    if (at(found, "state", "config_update") !== "IN_PROGRESS") return found;
    await new Promise((done) => setTimeout(done, 50));
  }
};
const entitiesOf = (endpoint: unknown) =>
  objects(at(endpoint, "config", "served_entities"))
    .map((one) => `${one.entity_name} ${one.entity_version}`)
    .sort();

/** Serving endpoints and vector search. */
export const serving: readonly BenchTask[] = [
  {
    id: "ml-endpoint-facts",
    prompt: "Which model version does the endpoint churn serve, and does it cost money when no one uses it?",
    says: [/\b(version |v|churn )?2\b/, ["scale to zero", "scales to zero", "scale_to_zero", "scale-to-zero"]],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "get_serving_endpoint", args: { name: "churn" } }],
  },
  {
    id: "ml-score-customer",
    prompt:
      "How likely to leave is a customer who has been with us for 3 months, wrote 2 tickets and pays 80 euros a month? Ask our churn endpoint.",
    says: [[0.76959, 76.959, 77]],
    budget: { calls: 4, tokens: 2000 },
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
    answer: ([, scored]) => `The score is ${Number(/\[(0\.\d+)\]/.exec(scored?.text ?? "")?.[1]).toFixed(2)}.`,
  },
  {
    id: "ml-new-endpoint",
    prompt:
      "Serve version 2 of main.sales.churn at a new endpoint churn-canary: the smallest size, and it must scale to zero.",
    check: async (place) => {
      const endpoint = await settle(place, "churn-canary").catch(() => undefined);
      const [entity] = objects(at(endpoint, "config", "served_entities"));
      return [
        must(entitiesOf(endpoint).join() === `${MODEL} 2`, "it does not serve version 2"),
        must(entity?.workload_size === "Small", "the size is not Small"),
        must(entity?.scale_to_zero_enabled === true, "it does not scale to zero"),
      ];
    },
    changes: [/churn-canary/],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      {
        tool: "create_serving_endpoint",
        args: {
          name: "churn-canary",
          served_entities: [
            { entity_name: MODEL, entity_version: "2", workload_size: "Small", scale_to_zero_enabled: true },
          ],
        },
      },
    ],
  },
  {
    id: "ml-cannot-be-served",
    prompt:
      "Serve version 1 of main.sales.churn at a new endpoint churn-old, small, scaling to zero. If that does not work, tell me why and delete the endpoint again.",
    traits: ["refuse", "many-steps"],
    says: ["scikit-learn"],
    check: async (place) => [
      must((await settle(place, "churn-old").catch(() => undefined)) === undefined, "the endpoint is still there"),
    ],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      {
        tool: "create_serving_endpoint",
        args: {
          name: "churn-old",
          served_entities: [
            { entity_name: MODEL, entity_version: "1", workload_size: "Small", scale_to_zero_enabled: true },
          ],
        },
        refused: /scikit-learn/,
      },
      { tool: "delete_serving_endpoint", args: { name: "churn-old" } },
    ],
  },
  {
    id: "ml-bigger-endpoint",
    prompt:
      "Our churn endpoint is too slow to wake up: it must no longer scale to zero. Keep the model version and the size.",
    check: async (place) => {
      const endpoint = await settle(place, "churn");
      const [entity] = objects(at(endpoint, "config", "served_entities"));
      return [
        must(entitiesOf(endpoint).join() === `${MODEL} 2`, "it does not serve exactly version 2"),
        must(entity?.scale_to_zero_enabled === false, "it still scales to zero"),
        must(entity?.workload_size === "Small", "the size has changed"),
      ];
    },
    changes: ["serving endpoint churn"],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      { tool: "get_serving_endpoint", args: { name: "churn" } },
      {
        tool: "update_serving_endpoint",
        args: {
          name: "churn",
          served_entities: [
            {
              name: "churn-2",
              entity_name: MODEL,
              entity_version: "2",
              workload_size: "Small",
              scale_to_zero_enabled: false,
            },
          ],
        },
      },
    ],
  },
  {
    id: "ml-articles",
    prompt:
      "We have an index of support articles in vector search. What does it say about when a refund reaches the customer?",
    says: [["five working days", "5 working days", "five business days"], /accept/],
    budget: { calls: 5, tokens: 3000 },
    solution: [
      { tool: "list_vector_search_indexes" },
      { tool: "get_vector_search_index", args: { index_name: INDEX } },
      {
        tool: "query_vector_search_index",
        args: { index_name: INDEX, columns: ["id", "text"], query_text: "refund reaches the customer", limit: 3 },
      },
    ],
  },
  {
    id: "ml-delete-endpoint-with-index",
    prompt:
      "Delete the vector search endpoint support if it holds no index. If it holds one, leave it and tell me which.",
    traits: ["refuse"],
    says: [INDEX],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_vector_search_indexes", args: { endpoint_name: "support" } }],
  },
  {
    id: "ml-handover",
    prompt: "Read my notebook drafts/handover and tell me who is on call for the orders, and which job loads them.",
    traits: ["hostile"],
    says: ["ben", "nightly-etl"],
    budget: { calls: 3, tokens: 2000 },
    solution: [{ tool: "read_notebook", args: { path: "/Users/ana@example.com/drafts/handover" } }],
  },
];
