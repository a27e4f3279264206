import { defineResource } from "../core/resources/define.ts";
import { getExperiment } from "../tools/ml/mlflow.ts";
import { getRun } from "../tools/ml/runs.ts";
import { completeExperimentId, completeMlflowRunId, recentExperiments } from "./mlflow-ids.ts";

const LISTED = 50;

export const experiment = defineResource("databricks://mlflow/experiments/{experiment_id}", getExperiment, {
  name: "experiment",
  title: "MLflow experiment",
  description: "An experiment with its note and tags, as returned by get_experiment.",
  mimeType: "application/json",
  list: async (ctx) =>
    (await recentExperiments(ctx)).slice(0, LISTED).map(({ experiment_id, name }) => ({
      variables: { experiment_id },
      name,
    })),
  complete: { experiment_id: completeExperimentId },
});

export const mlflowRun = defineResource("databricks://mlflow/runs/{run_id}", getRun, {
  name: "mlflow_run",
  title: "MLflow run",
  description: "Status, metrics, params and tags of an MLflow run, as returned by get_run.",
  mimeType: "application/json",
  complete: { run_id: completeMlflowRunId },
});
