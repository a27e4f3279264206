import type { Experiment } from "../../api/ml/mlflow.ts";
import type { Metric, Run } from "../../api/ml/runs.ts";
import type { MetricValue } from "../../api/sql/metric.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

type Pairs = readonly { readonly key: string; readonly value?: string | null | undefined }[] | null | undefined;

const isSystem = (key: string): boolean => key.startsWith("mlflow.");

/** Pairs as a map. An object, because that is how it is read. */
const mapOf = (pairs: Pairs): Record<string, string> =>
  Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, value ?? ""]));

const ownTags = (tags: Pairs): Record<string, string> => mapOf((tags ?? []).filter(({ key }) => !isSystem(key)));

const metricsOf = (metrics: readonly Metric[] | null | undefined): Record<string, MetricValue> =>
  Object.fromEntries((metrics ?? []).map(({ key, value }) => [key, value]));

/** Active is what everybody expects: only the other stage is told. */
const stage = (value: string | null | undefined) => (value === "active" ? undefined : value);

/** A run in a list: what tells runs apart. Of MLflow's own tags only who, from where, and the parent. */
export function runView({ info, data }: Run) {
  const tags = mapOf(data?.tags);
  const notebook_path = tags["mlflow.databricks.notebookPath"];
  const source = tags["mlflow.source.name"];
  return {
    run_id: info.run_id,
    ...compact({
      run_name: info.run_name ?? tags["mlflow.runName"],
      experiment_id: info.experiment_id,
      status: info.status,
      lifecycle_stage: stage(info.lifecycle_stage),
      start_time: isoTime(info.start_time),
      duration_seconds: info.start_time && info.end_time ? (info.end_time - info.start_time) / 1000 : undefined,
      user: tags["mlflow.user"] ?? info.user_id,
      source: source === notebook_path ? undefined : source,
      notebook_path,
      parent_run_id: tags["mlflow.parentRunId"],
      metrics: metricsOf(data?.metrics),
      params: mapOf(data?.params),
      tags: ownTags(data?.tags),
    }),
  };
}
export type RunView = ReturnType<typeof runView>;

/** One run with what only a single run is asked for. */
export const runDetails = (run: Run) => ({
  ...runView(run),
  ...compact({
    note: mapOf(run.data?.tags)["mlflow.note.content"],
    artifact_uri: run.info.artifact_uri,
    datasets: (run.inputs?.dataset_inputs ?? []).map(({ dataset }) =>
      [dataset?.name, dataset?.digest].filter(Boolean).join("@"),
    ),
  }),
});

/** An experiment in a list. */
export const experimentView = ({ experiment_id, name, ...rest }: Experiment) => ({
  experiment_id,
  name,
  ...compact({
    lifecycle_stage: stage(rest.lifecycle_stage),
    creation_time: isoTime(rest.creation_time),
    last_update_time: isoTime(rest.last_update_time),
    tags: ownTags(rest.tags),
  }),
});

/** One experiment with its note and where its artifacts are. */
export const experimentDetails = (experiment: Experiment) => ({
  ...experimentView(experiment),
  ...compact({
    note: mapOf(experiment.tags)["mlflow.note.content"],
    artifact_location: experiment.artifact_location,
  }),
});
