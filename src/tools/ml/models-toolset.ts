import { defineToolset } from "../../core/tool.ts";

export const models = defineToolset({
  id: "models",
  title: "Registered models",
  summary:
    "Registered models and their versions, in Unity Catalog (catalog.schema.model) and in the workspace registry.",
  default: "read",
  presets: { ml: true },
  finders: "list_registered_models or list_model_versions",
});
