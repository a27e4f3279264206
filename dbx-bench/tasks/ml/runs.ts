import type { Answer, BenchTask } from "../../task.ts";
import { field, must, pick } from "../../task.ts";
import { at, objects, type Workspace } from "../../workspace/rest.ts";

const CHURN = "3042111";
const RANKING = "3042333";
const DEMAND = "3042207";
const experiments = { tool: "search_experiments" };
const runsOf = (experiment: string, more: object = {}) => ({
  tool: "search_runs",
  args: { experiment_ids: [experiment], ...more },
});

/** The runs of an experiment, as records of info and data. */
async function runsIn(workspace: Workspace, experiment: string, filter = "") {
  const { runs } = await workspace.post("/api/2.0/mlflow/runs/search", {
    experiment_ids: [experiment],
    filter,
    max_results: 1000,
  });
  return objects(runs);
}

const params = (run: unknown) =>
  new Map(objects(at(run, "data", "params")).map(({ key, value }) => [String(key), String(value)]));
const metrics = (run: unknown) =>
  new Map(objects(at(run, "data", "metrics")).map(({ key, value }) => [String(key), Number(value)]));

/** Experiments and runs. */
export const runs: readonly BenchTask[] = [
  {
    id: "ml-best-run",
    prompt: "Which of our churn runs is the best by auc? I need its name, the auc, and its depth and learning rate.",
    says: ["xgb-d5-lr0.1", 0.8855, 5, 0.1],
    budget: { calls: 3, tokens: 2500 },
    solution: [experiments, runsOf(CHURN, { order_by: ["metrics.auc DESC"], limit: 1 })],
  },
  {
    id: "ml-best-below",
    prompt: "Which churn run with a learning rate below 0.1 has the best auc, and what is it?",
    traits: ["look-alike"],
    says: async (place) => {
      const found = (await runsIn(place, CHURN)).filter((run) => Number(params(run).get("learning_rate")) < 0.1);
      const best = found.toSorted((a, b) => (metrics(b).get("auc") ?? 0) - (metrics(a).get("auc") ?? 0))[0];
      return [String(at(best, "info", "run_name")), metrics(best).get("auc") ?? 0];
    },
    budget: { calls: 4, tokens: 3000 },
    solution: [experiments, runsOf(CHURN, { order_by: ["metrics.auc DESC"], limit: 20 })],
  },
  {
    id: "ml-why-failed",
    prompt: "One of the ranking-net runs failed. Which one, why, and what would you change?",
    says: ["two-tower-lr0.01", ["out of memory", "OOM"], ["batch_size", "batch size"]],
    budget: { calls: 4, tokens: 3000 },
    solution: [
      experiments,
      runsOf(RANKING, { filter: "status = 'FAILED'" }),
      { tool: "get_run", args: ([, found]) => ({ run_id: field(found, "runs", 0, "run_id") }) },
    ],
  },
  {
    id: "ml-first-nan",
    prompt: "In ranking-net, one learning rate makes the loss NaN. Which one, and from which step on?",
    says: [0.1, 19],
    budget: { calls: 5, tokens: 4000 },
    solution: [
      experiments,
      runsOf(RANKING),
      {
        tool: "get_metric_history",
        args: ([, found]: readonly Answer[]) => ({
          run_id: field(pick(found, "runs", "run_name", "two-tower-lr0.1"), "run_id"),
          metric_key: "loss",
        }),
      },
    ],
  },
  {
    id: "ml-still-running",
    prompt: "Is a run of demand-forecast still in progress? If so, with which model and horizon?",
    says: ["lightgbm", 28],
    budget: { calls: 3, tokens: 2000 },
    solution: [experiments, runsOf(DEMAND, { filter: "status = 'RUNNING'" })],
  },
  {
    id: "ml-compare-two",
    prompt: "How do the two best churn runs differ in their parameters, and by how much in auc?",
    says: async (place) => {
      const found = (await runsIn(place, CHURN)).toSorted(
        (a, b) => (metrics(b).get("auc") ?? 0) - (metrics(a).get("auc") ?? 0),
      );
      const [first, second] = found.filter((run) => metrics(run).has("auc"));
      const difference = (metrics(first).get("auc") ?? 0) - (metrics(second).get("auc") ?? 0);
      return [
        /max_depth|depth/i,
        Number(difference.toFixed(4)),
        Number(params(first).get("max_depth")),
        Number(params(second).get("max_depth")),
      ];
    },
    budget: { calls: 4, tokens: 3000 },
    solution: [experiments, runsOf(CHURN, { order_by: ["metrics.auc DESC"], limit: 2 })],
    answer: ([, found]) => {
      const [first, second] = [0, 1].map((index) => Number(String(field(found, "runs", index, "metrics", "auc"))));
      return `max_depth 5 against 7; auc differs by ${((first ?? 0) - (second ?? 0)).toFixed(4)}`;
    },
  },
  {
    id: "ml-last-log-line",
    prompt: "What is the last line in the log of the failed ranking-net run?",
    says: ["CUDA out of memory", "2.00 GiB"],
    budget: { calls: 5, tokens: 3000 },
    solution: [
      experiments,
      runsOf(RANKING, { filter: "status = 'FAILED'" }),
      { tool: "read_artifact", args: ([, found]) => ({ run_id: field(found, "runs", 0, "run_id"), path: "log.txt" }) },
    ],
  },
  {
    id: "ml-log-run",
    prompt:
      "Log a finished run baseline-rules in the churn experiment: parameter model = rules, metric auc = 0.71. Nothing else.",
    check: async (place) => {
      const found = (await runsIn(place, CHURN)).filter((run) => at(run, "info", "run_name") === "baseline-rules");
      return [
        must(found.length === 1, `${found.length} such runs, not 1`),
        must(at(found[0], "info", "status") === "FINISHED", "the run is not finished"),
        must(metrics(found[0]).get("auc") === 0.71, "auc is not 0.71"),
        must(params(found[0]).get("model") === "rules", "model is not rules"),
      ];
    },
    changes: ["MLflow run baseline-rules", /^experiment .*\/churn$/],
    budget: { calls: 5, tokens: 2000 },
    solution: [
      experiments,
      { tool: "create_run", args: { experiment_id: CHURN, run_name: "baseline-rules" } },
      {
        tool: "log_batch",
        args: ([, made]) => ({
          run_id: field(made, "run_id"),
          params: { model: "rules" },
          metrics: [{ key: "auc", value: 0.71 }],
        }),
      },
      { tool: "update_run", args: ([, made]) => ({ run_id: field(made, "run_id"), status: "FINISHED" }) },
    ],
  },
  {
    id: "ml-new-experiment",
    prompt: "Create an experiment /Users/ana@example.com/uplift with the tag team = growth.",
    check: async (place) => {
      const { experiment } = await place
        .get("/api/2.0/mlflow/experiments/get-by-name", { experiment_name: "/Users/ana@example.com/uplift" })
        .catch(() => ({ experiment: undefined }));
      const tags = objects(at(experiment, "tags"));
      return [
        must(experiment, "the experiment does not exist"),
        must(
          tags.some(({ key, value }) => key === "team" && value === "growth"),
          "the tag is missing",
        ),
      ];
    },
    changes: [/\/uplift$/],
    budget: { calls: 2, tokens: 1000 },
    solution: [
      { tool: "create_experiment", args: { name: "/Users/ana@example.com/uplift", tags: { team: "growth" } } },
    ],
  },
  {
    id: "ml-delete-failed-run",
    prompt: "Delete the failed run of ranking-net. Keep the others, including the killed one.",
    traits: ["look-alike"],
    consents: (question) =>
      /two-tower-lr0\.01\b(?!\d)/.test(question) || question.includes("64046828e6421a523c07ecb8225693a2"),
    check: async (place) => [
      must((await runsIn(place, RANKING, "status = 'FAILED'")).length === 0, "the failed run is still there"),
    ],
    changes: ["MLflow run two-tower-lr0.01"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      experiments,
      runsOf(RANKING, { filter: "status = 'FAILED'" }),
      { tool: "delete_run", args: ([, found]) => ({ run_id: field(found, "runs", 0, "run_id") }) },
    ],
  },
  {
    id: "ml-restore-experiment",
    prompt: "I deleted the experiment churn-prototype a while ago. Bring it back and tell me its best auc.",
    server: ["--toolsets", "ml,mlflow"],
    says: [0.63],
    check: async (place) => {
      const { experiment } = await place.get("/api/2.0/mlflow/experiments/get", { experiment_id: "3042090" });
      return [must(at(experiment, "lifecycle_stage") === "active", "it is still deleted")];
    },
    changes: [/churn-prototype$/, /^MLflow run first-try-/],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      { tool: "search_experiments", args: { view_type: "DELETED_ONLY" } },
      { tool: "restore_experiment", args: { experiment_id: "3042090" } },
      runsOf("3042090", { order_by: ["metrics.auc DESC"] }),
    ],
  },
  {
    id: "ml-rename-run",
    prompt: "Rename the churn run sweep-depth-rate to sweep-2025.",
    check: async (place) => [
      must(
        (await runsIn(place, CHURN)).some((run) => at(run, "info", "run_name") === "sweep-2025"),
        "no run has that name",
      ),
    ],
    changes: ["MLflow run sweep-depth-rate", "MLflow run sweep-2025"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      experiments,
      runsOf(CHURN, { filter: "attributes.run_name = 'sweep-depth-rate'" }),
      {
        tool: "update_run",
        args: ([, found]) => ({ run_id: field(found, "runs", 0, "run_id"), run_name: "sweep-2025" }),
      },
    ],
  },
];
