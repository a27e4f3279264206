import { defineToolset } from "../../core/tool.ts";

export const mlflow = defineToolset({
  id: "mlflow",
  title: "MLflow",
  summary: "Experiments and runs of MLflow tracking: search, compare, log; metric histories and artifacts.",
  default: "read",
  finders: "search_experiments or search_runs",
});
