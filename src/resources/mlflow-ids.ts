import type { Context } from "../core/calls/context.ts";
import { searchExperiments } from "../tools/ml/mlflow.ts";
import { searchRuns } from "../tools/ml/runs.ts";
import { matchTyped, reuseRecent } from "./completion.ts";

const EXPERIMENTS = 200;
/** Runs are searched in the most recently updated experiments. */
const LATEST = 20;
const RUNS = 100;

/** The most recently updated experiments. */
export const recentExperiments = (ctx: Context) =>
  reuseRecent(ctx, "experiments", async () => (await searchExperiments.run(ctx, { limit: EXPERIMENTS })).experiments);

/** Ids of experiments, matched by id or name. */
export const completeExperimentId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  matchTyped(
    recentExperiments(ctx).then((found) =>
      found.map(({ experiment_id, name }) => ({ value: experiment_id, words: name })),
    ),
    typed,
  );

/** Ids of recent runs, matched by id or name. */
export const completeMlflowRunId = (ctx: Context, typed: string): Promise<readonly string[]> =>
  matchTyped(
    reuseRecent(ctx, "mlflow runs", async () => {
      const experiment_ids = (await recentExperiments(ctx)).slice(0, LATEST).map(({ experiment_id }) => experiment_id);
      if (experiment_ids.length === 0) return [];
      const { runs } = await searchRuns.run(ctx, { experiment_ids, limit: RUNS });
      return runs.map(({ run_id, run_name }) => ({ value: run_id, words: run_name }));
    }),
    typed,
  );

/** Names of metrics of recent runs in these experiments. */
export const completeMetric = (ctx: Context, typed: string, experiment_ids: readonly string[]) =>
  matchTyped(
    reuseRecent(ctx, `metrics of ${experiment_ids.join(",")}`, async () => {
      if (experiment_ids.length === 0) return [];
      const { runs } = await searchRuns.run(ctx, { experiment_ids: experiment_ids.slice(0, LATEST), limit: RUNS });
      return [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics ?? {})))].sort().map((value) => ({ value }));
    }),
    typed,
  );
