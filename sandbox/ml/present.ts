import { latest, type Point, type Run, type Tracking } from "./store.ts";

/** JSON has no NaN or infinities, so the platform sends them as text. */
export const number = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

export const presentPoint = (key: string, { value, timestamp, step }: Point) => ({
  key,
  value: number(value),
  timestamp,
  step,
});

const pairs = (map: ReadonlyMap<string, string>) => [...map].map(([key, value]) => ({ key, value }));

export function presentInfo({ experiments }: Tracking, run: Run) {
  const root = experiments.get(run.experimentId)?.artifactLocation ?? "dbfs:/databricks/mlflow-tracking";
  return {
    run_id: run.id,
    run_uuid: run.id,
    run_name: run.name,
    experiment_id: run.experimentId,
    status: run.status,
    start_time: run.started,
    ...(run.ended !== undefined && { end_time: run.ended }),
    artifact_uri: `${root}/${run.id}/artifacts`,
    lifecycle_stage: run.stage,
  };
}

export function presentRun(tracking: Tracking, run: Run) {
  const models = [...tracking.models.values()].filter(({ runId }) => runId === run.id);
  const metrics = [...run.metrics].flatMap(([key, points]) => {
    const point = latest(points);
    return point === undefined ? [] : [presentPoint(key, point)];
  });
  return {
    info: presentInfo(tracking, run),
    data: {
      ...(metrics.length > 0 && { metrics }),
      ...(run.params.size > 0 && { params: pairs(run.params) }),
      tags: pairs(run.tags),
    },
    inputs: run.datasets === undefined ? {} : { dataset_inputs: run.datasets },
    ...(models.length > 0 && { outputs: { model_outputs: models.map(({ id }) => ({ model_id: id, step: 0 })) } }),
  };
}
