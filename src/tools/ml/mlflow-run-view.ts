import * as z from "zod";
import type { MetricValue } from "../../api/ml/metric.ts";
import type { Metric, Run } from "../../api/ml/runs.ts";
import { count, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { metricValue, textByName } from "./arguments.ts";
import { lifecycleStage, NOTE_TAG, ownTags, stageUnlessActive, tagsByKey } from "./experiment-view.ts";

const metricsByKey = (metrics: readonly Metric[] | null | undefined): Record<string, MetricValue> =>
  Object.fromEntries((metrics ?? []).map(({ key, value }) => [key, value]));

/** A run in a list. Of MLflow's own tags it shows the user, the source and the parent run. */
export const runView = view(
  {
    run_id: z.string(),
    run_name: text,
    experiment_id: text,
    status: text,
    lifecycle_stage: lifecycleStage,
    start_time: text,
    duration_seconds: count,
    user: text,
    source: text,
    notebook_path: text,
    parent_run_id: text,
    metrics: z.record(z.string(), metricValue).optional(),
    params: textByName,
    tags: textByName,
  },
  ({ info, data }: Run) => {
    const tags = tagsByKey(data?.tags);
    const notebook_path = tags["mlflow.databricks.notebookPath"];
    const source = tags["mlflow.source.name"];
    return {
      run_id: info.run_id,
      run_name: info.run_name ?? tags["mlflow.runName"],
      experiment_id: info.experiment_id,
      status: info.status,
      lifecycle_stage: stageUnlessActive(info.lifecycle_stage),
      start_time: isoTime(info.start_time),
      duration_seconds: info.start_time && info.end_time ? (info.end_time - info.start_time) / 1000 : undefined,
      user: tags["mlflow.user"] ?? info.user_id,
      source: source === notebook_path ? undefined : source,
      notebook_path,
      parent_run_id: tags["mlflow.parentRunId"],
      metrics: metricsByKey(data?.metrics),
      params: tagsByKey(data?.params),
      tags: ownTags(data?.tags),
    };
  },
);

const detailFields = {
  ...runView.fields,
  note: text,
  artifact_uri: text,
  datasets: texts,
  model_ids: texts.describe("logged models of MLflow 3; models:/<id> is their URI"),
};

/** One run with its note, artifact location, datasets (`name@digest`) and models. */
export const runDetails = view(detailFields, (run: Run) => ({
  ...runView(run),
  model_ids: (run.outputs?.model_outputs ?? []).flatMap(({ model_id }) => model_id ?? []),
  note: tagsByKey(run.data?.tags)[NOTE_TAG],
  artifact_uri: run.info.artifact_uri,
  datasets: (run.inputs?.dataset_inputs ?? []).map(({ dataset }) =>
    [dataset?.name, dataset?.digest].filter(Boolean).join("@"),
  ),
}));
