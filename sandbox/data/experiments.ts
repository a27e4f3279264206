import type { Artifact, Experiment, Point, Run, Status, Tracking } from "../ml/store.ts";
import { binary, confusionMatrix, mlModel, trainingLog } from "./artifacts.ts";
import { chance, type Random } from "./random.ts";

const USER = "ana@example.com";
const HOME = `/Users/${USER}`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEPS = 100;

interface Fit {
  readonly name: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** Metrics with a history: the value of each step. */
  readonly curves?: Readonly<Record<string, (step: number) => number>>;
  readonly steps?: number;
  readonly minutes: number;
  readonly status?: Status;
  readonly tags?: Readonly<Record<string, string>>;
  /** The files of the run, which may name it. */
  readonly artifacts?: (runId: string, started: number) => Readonly<Record<string, Artifact>>;
}

const DAY = 24 * HOUR;

/** The creation time of the first experiment: a Monday at 08:00 UTC, 17 to 24 days ago. */
function mondayBefore(now: number): number {
  const latest = Math.floor((now - 17 * DAY - 8 * HOUR) / DAY);
  // Day 0 of the epoch was a Thursday.
  const weekday = (latest + 3) % 7;
  return (latest - weekday) * DAY + 8 * HOUR;
}

/** Three active experiments and a deleted one, the same in every workspace. */
export function seedTracking(tracking: Tracking): void {
  const begin = mondayBefore(tracking.world.now());
  churn(tracking, chance(11), begin);
  demand(tracking, chance(23), begin);
  ranking(tracking, chance(37), begin);
  const old = experiment(tracking, "3042090", "churn-prototype", begin - 60 * 24 * HOUR, { stage: "deleted" });
  for (const index of [1, 2]) {
    run(tracking, old, index, {
      name: `first-try-${index}`,
      params: { model: "logreg" },
      metrics: { auc: 0.61 + index / 100 },
      minutes: 3,
    });
  }
}

/** Gradient boosting over a grid, one parent run for the sweep. */
function churn(tracking: Tracking, random: Random, begin: number): void {
  const made = experiment(tracking, "3042111", "churn", begin, {
    note: "Who leaves within 30 days. Primary metric: auc on the January hold-out.",
    tags: { team: "growth" },
  });
  const sweep = run(tracking, made, 0, {
    name: "sweep-depth-rate",
    params: { search: "grid" },
    metrics: { best_auc: 0.883 },
    minutes: 171,
    tags: { env: "dev" },
  });
  const grid = [3, 5, 7, 9].flatMap((depth) => [0.01, 0.05, 0.1, 0.3].map((rate) => ({ depth, rate })));
  for (const [index, { depth, rate }] of grid.entries()) {
    const auc = round(
      0.8 +
        0.09 * Math.exp(-((depth - 6) ** 2) / 12) * Math.exp(-((Math.log10(rate) + 1.1) ** 2)) +
        random.spread(0.004),
    );
    const floor = 0.62 - auc / 3;
    run(tracking, made, index + 1, {
      name: `xgb-d${depth}-lr${rate}`,
      params: {
        model: "xgboost",
        max_depth: depth,
        learning_rate: rate,
        n_estimators: STEPS,
        subsample: 0.8,
        seed: 42,
      },
      metrics: { auc, f1: round(auc - 0.19 + random.spread(0.01)), precision: round(auc - 0.12 + random.spread(0.02)) },
      curves: {
        train_logloss: decay(random, 0.69, floor - 0.04, rate * 1.6),
        valid_logloss: decay(random, 0.69, floor, rate * 1.5),
      },
      minutes: 6 + depth,
      tags: { "mlflow.parentRunId": sweep.id, env: index % 4 === 2 ? "prod-candidate" : "dev" },
      artifacts: (runId, started) => ({
        "model/MLmodel": mlModel(runId, started),
        "model/model.xgb": binary(48_211 * depth),
        "confusion_matrix.png": confusionMatrix([Math.round(900 * auc), 61, 74, Math.round(320 * auc)]),
      }),
    });
  }
}

/** Forecasts by shop: two families of models. The newest run is still active. */
function demand(tracking: Tracking, random: Random, begin: number): void {
  const made = experiment(tracking, "3042207", "demand-forecast", begin + 30 * HOUR, { tags: { team: "supply" } });
  const horizons = [7, 14, 28];
  for (const [index, horizon] of [...horizons, ...horizons, ...horizons, ...horizons].entries()) {
    const model = index < 6 ? "prophet" : "lightgbm";
    const rmse = round((model === "prophet" ? 41 : 33) + horizon * 0.6 + random.spread(2));
    const running = index === 11;
    const trained = run(tracking, made, index, {
      name: `${model}-h${horizon}-v${index % 6 < 3 ? 1 : 2}`,
      params: { model, "horizon days": horizon, holidays: index % 2 === 0 ? "true" : "false" },
      metrics: running ? {} : { rmse, mape: round(rmse / 310), "coverage@90": round(0.9 - random.spread(0.03)) },
      curves: { "val/rmse": decay(random, rmse * 2.4, rmse, 0.06) },
      steps: running ? 37 : STEPS,
      minutes: 12 + horizon,
      ...(running && { status: "RUNNING" }),
      tags: { region: index % 3 === 0 ? "north" : "south" },
    });
    // The newer runs log with MLflow 3, which keeps models apart from the files of runs.
    if (model === "lightgbm" && !running) loggedModel(tracking, trained);
  }
}

function loggedModel({ models, world }: Tracking, { id: runId, experimentId, started }: Run): void {
  const id = `m-${world.hexId(32)}`;
  const artifacts = new Map([
    ["MLmodel", mlModel(runId, started)],
    ["model.lgb", binary(88_402)],
  ]);
  models.set(id, { id, name: "model", experimentId, runId, created: started, status: "LOGGED_MODEL_READY", artifacts });
}

/** Neural networks: one ran out of memory, one has a loss of NaN, one was stopped by a user. */
function ranking(tracking: Tracking, random: Random, begin: number): void {
  const made = experiment(tracking, "3042333", "ranking-net", begin + 75 * HOUR, {
    tags: { team: "search", gpu: "a10" },
  });
  const rates = ["3e-05", "0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1"];
  for (const [index, rate] of rates.entries()) {
    const exploded = rate === "0.1";
    const floor = 0.21 + Math.abs(Math.log10(Number(rate)) + 3) * 0.06;
    const loss = decay(random, 1.4, floor, 0.05);
    const failed = rate === "0.01";
    run(tracking, made, index, {
      name: `two-tower-lr${rate}`,
      params: { arch: "two-tower", lr: rate, batch_size: failed ? 8192 : 1024, embedding_dim: 128, optimizer: "adamw" },
      metrics: failed || exploded ? {} : { "ndcg@10": round(0.46 - floor / 3), recall_at_50: round(0.82 - floor / 2) },
      curves: {
        loss: (step) => (exploded && step > 18 ? Number.NaN : loss(step)),
        lr: (step) => Number((Number(rate) * (1 - step / (STEPS * 1.2))).toPrecision(4)),
      },
      steps: failed ? 12 : index === 6 ? 61 : STEPS,
      minutes: failed ? 9 : 84,
      ...(failed && { status: "FAILED" }),
      ...(index === 6 && { status: "KILLED" }),
      tags: failed
        ? { "mlflow.note.content": "CUDA out of memory at step 12: batch_size 8192 does not fit." }
        : { env: "dev" },
      artifacts: () => ({
        "checkpoints/last.pt": binary(12_582_912),
        "log.txt": trainingLog(
          failed ? 12 : STEPS,
          failed ? "CUDA out of memory. Tried to allocate 2.00 GiB" : undefined,
        ),
      }),
    });
  }
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** A series that falls from `from` towards `to`, with reproducible noise. */
function decay(random: Random, from: number, to: number, rate: number): (step: number) => number {
  const noise = Array.from({ length: STEPS + 1 }, () => random.spread(0.02));
  return (step) => round(to + (from - to) * Math.exp(-rate * step) + (noise[step] ?? 0) * (from - to));
}

function experiment(
  { experiments }: Tracking,
  id: string,
  name: string,
  created: number,
  more: { stage?: "deleted"; note?: string; tags?: Record<string, string> } = {},
): Experiment {
  const made: Experiment = {
    id,
    name: `${HOME}/${name}`,
    stage: more.stage ?? "active",
    artifactLocation: `dbfs:/databricks/mlflow-tracking/${id}`,
    created,
    updated: created,
    tags: new Map(
      Object.entries({
        "mlflow.ownerId": "7001",
        "mlflow.experiment.sourceName": `${HOME}/${name}`,
        ...(more.note && { "mlflow.note.content": more.note }),
        ...more.tags,
      }),
    ),
  };
  experiments.set(id, made);
  return made;
}

/** The churn runs come from the notebook in the tree, the others from scripts. */
function source(experimentName: string): Record<string, string> {
  const name = experimentName.slice(experimentName.lastIndexOf("/") + 1);
  if (!name.startsWith("churn")) return { "mlflow.source.name": `${name}/train.py`, "mlflow.source.type": "LOCAL" };
  const notebook = `${HOME}/ml/churn_model`;
  return {
    "mlflow.source.name": notebook,
    "mlflow.source.type": "NOTEBOOK",
    "mlflow.databricks.notebookPath": notebook,
  };
}

function run({ runs }: Tracking, of: Experiment, index: number, fit: Fit): Run {
  const id = chance(Number(of.id) * 100 + index).hex(32);
  const started = of.created + HOUR + index * 25 * MINUTE;
  const steps = fit.steps ?? STEPS;
  const pace = (fit.minutes * MINUTE) / (steps + 1);
  const status = fit.status ?? "FINISHED";
  const metrics = new Map<string, Point[]>();
  for (const [key, curve] of Object.entries(fit.curves ?? {})) {
    const points = Array.from({ length: steps + 1 }, (_, step) => ({
      value: curve(step),
      timestamp: Math.round(started + (step + 1) * pace),
      step,
    }));
    metrics.set(key, points);
  }
  const ended = started + fit.minutes * MINUTE;
  for (const [key, value] of Object.entries(fit.metrics)) metrics.set(key, [{ value, timestamp: ended, step: 0 }]);
  const made: Run = {
    id,
    experimentId: of.id,
    name: fit.name,
    status,
    stage: of.stage,
    started,
    ended: status === "RUNNING" ? undefined : ended,
    metrics,
    params: new Map(Object.entries(fit.params).map(([key, value]) => [key, String(value)])),
    tags: new Map(
      Object.entries({
        "mlflow.user": USER,
        "mlflow.runName": fit.name,
        ...source(of.name),
        ...fit.tags,
      }),
    ),
    artifacts: new Map(Object.entries(fit.artifacts?.(id, started) ?? {})),
  };
  runs.set(id, made);
  of.updated = Math.max(of.updated, ended);
  return made;
}
