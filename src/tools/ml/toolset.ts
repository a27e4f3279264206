import { defineToolset } from "../../core/tool.ts";

export const mlflow = defineToolset({
  id: "mlflow",
  title: "MLflow",
  summary: "MLflow tracking: search, log and manage experiments and runs, read metric histories and artifacts.",
  default: "read",
  presets: { ml: true },
  finders: "search_experiments or search_runs",
});
