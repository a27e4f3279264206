import { getExperiment } from "../../api/ml/mlflow.ts";
import { getRun, type Run } from "../../api/ml/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type CallFacts, unnamed } from "../../core/consent/facts.ts";

/** An experiment, looked up. Its name is a workspace path; its runs are inside. */
export async function affectedExperiment(ctx: Context, experiment_id: string): Promise<AffectedObject> {
  const { name, experiment_id: id, lifecycle_stage } = await getExperiment(ctx.client, { experiment_id });
  return { kind: "MLflow experiment", name, id, contents: "/", details: { lifecycle_stage } };
}

/** A run, looked up, with the experiment it is in: protecting the experiment protects its runs. */
export async function affectedMlflowRun(ctx: Context, run_id: string): Promise<AffectedObject> {
  return runObject(ctx, await getRun(ctx.client, { run_id }));
}

/** A run with the name of its experiment, which is read for protections alone: the run's own name identifies it. */
export async function runObject(ctx: Context, { info }: Run): Promise<AffectedObject> {
  const { run_id, run_name, experiment_id, status, user_id } = info;
  const experiment =
    ctx.settings.protect && experiment_id ? (await getExperiment(ctx.client, { experiment_id })).name : undefined;
  return {
    kind: "MLflow run",
    name: run_name,
    id: run_id,
    within: [experiment, experiment_id],
    details: { status, user: user_id },
  };
}

/** The facts of a write to a run. */
export const runFacts = async (ctx: Context, effect: string, run_id: string): Promise<CallFacts> =>
  unnamed(effect, await affectedMlflowRun(ctx, run_id));
