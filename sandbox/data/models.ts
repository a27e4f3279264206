import { addModel, addVersion, type Registry } from "../ml/registry.ts";
import type { Run, Tracking } from "../ml/store.ts";

const DAY = 24 * 3_600_000;

/** The finished runs of an experiment in order of their start. */
export const finishedRuns = ({ runs }: Tracking, experimentId: string): readonly Run[] =>
  [...runs.values()].filter((run) => run.experimentId === experimentId && run.status === "FINISHED");

/** Two models created from seeded runs: one in use, and one in a trial with an open request. */
export function seedRegistry(registry: Registry, tracking: Tracking): void {
  const [, early, better] = finishedRuns(tracking, "3042111");
  const [forecast] = finishedRuns(tracking, "3042207");
  if (early === undefined || better === undefined || forecast === undefined) return;
  const from = ({ id, experimentId }: Run, description: string) => ({
    source: `dbfs:/databricks/mlflow-tracking/${experimentId}/${id}/artifacts/model`,
    runId: id,
    description,
  });

  const churn = addModel(registry, "churn", "Who leaves within 30 days; scored nightly.", early.started + DAY);
  churn.tags.set("team", "growth");
  for (const [run, stage] of [
    [early, "Archived"],
    [better, "Production"],
  ] as const) {
    const version = addVersion(registry, churn, from(run, `From run ${run.name}`), run.started + DAY);
    Object.assign(version, { stage, status: "READY" });
  }

  const demand = addModel(registry, "demand-forecast", "Daily demand by shop.", forecast.started + DAY);
  const version = addVersion(registry, demand, from(forecast, "First of the prophets"), forecast.started + DAY);
  Object.assign(version, { stage: "Staging", status: "READY" });
  version.requests.push({
    id: "5f2b7c9d1e3a4f60",
    creator: "bruno@example.com",
    to: "Production",
    comment: "Two weeks within 5 % of the actuals.",
    created: forecast.started + 15 * DAY,
  });
}
