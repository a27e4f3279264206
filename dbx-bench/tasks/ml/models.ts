import type { BenchTask } from "../../task.ts";
import { field, must } from "../../task.ts";
import { aliasesOf, grantsTo, versionOf } from "../../workspace/look.ts";

const MODEL = "main.sales.churn";

/** Registered models: stages of the workspace's registry, and aliases in Unity Catalog. Both have a model churn. */
export const models: readonly BenchTask[] = [
  {
    id: "ml-champion",
    prompt: "Which version of main.sales.churn is the champion, and which run did it come from?",
    traits: ["look-alike"],
    says: [/version\W{0,5}2|\bv2\b|"version":"2"/i, ["237f97796424b7a91e9f731958f853c4", "xgb-d3-lr0.05"]],
    budget: { calls: 3, tokens: 2000 },
    solution: [{ tool: "get_model_version", args: { name: MODEL, version: "@champion" } }],
  },
  {
    id: "ml-champion-is-best",
    prompt:
      "Does the champion of main.sales.churn come from our best churn run by auc? If not, name the best run and both values.",
    traits: ["many-steps"],
    says: ["xgb-d5-lr0.1", 0.8855, 0.8418],
    budget: { calls: 5, tokens: 4000 },
    solution: [
      { tool: "get_model_version", args: { name: MODEL, version: "@champion" } },
      { tool: "search_experiments" },
      { tool: "search_runs", args: { experiment_ids: ["3042111"], order_by: ["metrics.auc DESC"], limit: 1 } },
      { tool: "get_run", args: ([version]) => ({ run_id: field(version, "run_id") }) },
    ],
  },
  {
    id: "ml-challenger",
    prompt: "Make version 1 of main.sales.churn the challenger. Do not change the champion.",
    check: async (place) => {
      const aliases = await aliasesOf(place, MODEL);
      return [
        must(aliases.get("challenger") === 1, "challenger is not version 1"),
        must(aliases.get("champion") === 2, "the champion has changed"),
      ];
    },
    changes: [`alias challenger of model ${MODEL}`, `model ${MODEL}`, /^version \d of model main\.sales\.churn$/],
    budget: { calls: 2, tokens: 1000 },
    solution: [{ tool: "set_model_alias", args: { name: MODEL, alias: "challenger", version: "1" } }],
  },
  {
    id: "ml-roll-back",
    prompt:
      "The new churn model misbehaves. Roll main.sales.churn back by making version 1 the champion. Tell me which version was the champion until now.",
    says: [/\b(version )?2\b/],
    check: async (place) => [
      must((await aliasesOf(place, MODEL)).get("champion") === 1, "the champion is not version 1"),
    ],
    changes: [`alias champion of model ${MODEL}`, `model ${MODEL}`, /^version \d of model main\.sales\.churn$/],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "set_model_alias", args: { name: MODEL, alias: "champion", version: "1" } }],
  },
  {
    id: "ml-stage-roll-back",
    prompt:
      "In the workspace registry, put version 1 of churn back into Production and archive the version that is there now.",
    traits: ["look-alike"],
    check: async (place) => [
      must((await versionOf(place, "churn", "1"))?.current_stage === "Production", "version 1 is not in Production"),
      must((await versionOf(place, "churn", "2"))?.current_stage === "Archived", "version 2 is not archived"),
    ],
    changes: [/^version \d of workspace model churn$/, "workspace model churn"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "search_registered_models" },
      {
        tool: "transition_model_version",
        args: { name: "churn", version: "1", stage: "Production", archive_existing_versions: true },
      },
    ],
  },
  {
    id: "ml-open-request",
    prompt: "Who wants demand-forecast moved to production, and what reason do they give?",
    server: ["--toolsets", "ml,models"],
    says: ["bruno", /two weeks|2 weeks/i, /5 ?%/],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_transition_requests", args: { name: "demand-forecast", version: "1" } }],
  },
  {
    id: "ml-reject-request",
    prompt: "Reject bruno's request to move demand-forecast to production. Reason: we want to see four weeks.",
    server: ["--toolsets", "ml,models"],
    check: async (place) => {
      const open = await place.get("/api/2.0/mlflow/transition-requests/list", {
        name: "demand-forecast",
        version: "1",
      });
      return [
        must(JSON.stringify(open.requests ?? []) === "[]", "the request is still open"),
        must((await versionOf(place, "demand-forecast", "1"))?.current_stage === "Staging", "the version has moved"),
      ];
    },
    changes: [
      "transition requests of demand-forecast 1",
      "version 1 of workspace model demand-forecast",
      "workspace model demand-forecast",
    ],
    budget: { calls: 4, tokens: 1500 },
    solution: [
      { tool: "list_transition_requests", args: { name: "demand-forecast", version: "1" } },
      {
        tool: "reject_transition_request",
        args: { name: "demand-forecast", version: "1", stage: "Production", comment: "We want to see four weeks." },
      },
    ],
  },
  {
    id: "ml-register-best",
    prompt:
      "Register the model of our best churn run by auc as a new version of churn in the workspace registry. Leave the version in production where it is.",
    traits: ["many-steps", "look-alike"],
    check: async (place) => {
      const version = await versionOf(place, "churn", "3");
      return [
        must(version?.run_id === "d08931361b3ee92e5594bb00a374878a", "version 3 does not come from the best run"),
        must(
          (await versionOf(place, "churn", "2"))?.current_stage === "Production",
          "version 2 is no longer in production",
        ),
      ];
    },
    changes: ["version 3 of workspace model churn", "workspace model churn"],
    budget: { calls: 5, tokens: 3500 },
    solution: [
      { tool: "search_experiments" },
      { tool: "search_runs", args: { experiment_ids: ["3042111"], order_by: ["metrics.auc DESC"], limit: 1 } },
      {
        tool: "create_model_version",
        args: ([, found]) => ({
          name: "churn",
          source: `runs:/${String(field(found, "runs", 0, "run_id"))}/model`,
          run_id: field(found, "runs", 0, "run_id"),
        }),
      },
    ],
  },
  {
    id: "ml-describe-version",
    prompt: "Set the comment of version 2 of main.sales.churn to Validated on the January hold-out.",
    traits: ["look-alike"],
    check: async (place) => [
      must(
        (await place.get(`/api/2.1/unity-catalog/models/${MODEL}/versions/2`)).comment ===
          "Validated on the January hold-out",
        "the comment differs",
      ),
    ],
    changes: [`version 2 of model ${MODEL}`, `model ${MODEL}`],
    budget: { calls: 2, tokens: 1000 },
    solution: [
      {
        tool: "update_model_version",
        args: { name: MODEL, version: "2", comment: "Validated on the January hold-out" },
      },
    ],
  },
  {
    id: "ml-delete-in-production",
    prompt:
      "Delete version 2 of the churn model in the workspace registry, unless it is in production. In that case, change nothing and tell me.",
    traits: ["refuse", "look-alike"],
    says: ["production"],
    check: async (place) => [must(await versionOf(place, "churn", "2"), "version 2 is gone")],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "search_registered_models" }],
  },
  {
    id: "ml-which-churn",
    prompt: "Delete version 1 of the churn model.",
    traits: ["ambiguous", "look-alike"],
    reply: "I mean the one in the old workspace registry, not main.sales.churn.",
    consents: (question) => !question.includes("main.sales"),
    check: async (place) => [must((await versionOf(place, "churn", "1")) === undefined, "version 1 is still there")],
    changes: ["version 1 of workspace model churn", "workspace model churn"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      { tool: "search_registered_models" },
      { tool: "delete_model_version", args: { name: "churn", version: "1" } },
    ],
  },
  {
    id: "ml-let-analysts-use",
    prompt: "Let the group analysts run the model main.sales.churn.",
    server: ["--toolsets", "ml,unity-catalog"],
    check: async (place) => [
      must((await grantsTo(place, "function", MODEL, "analysts")).includes("EXECUTE"), "analysts cannot execute it"),
      must((await grantsTo(place, "function", MODEL, "analysts")).length === 1, "analysts has other privileges too"),
    ],
    // Running it requires the use of its schema too.
    changes: [`grants model ${MODEL}`, "grants schema main.sales"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      {
        tool: "update_grants",
        args: { securable_type: "model", full_name: MODEL, principal: "analysts", add: ["EXECUTE"] },
      },
    ],
  },
];
