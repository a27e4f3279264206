/** Sets of tools for one kind of user each, as `--toolsets` accepts them. */
export const PRESETS = {
  engineer: "Data engineers: jobs, pipelines, notebooks, files, clusters, SQL and tables.",
  analyst: "Analysts: SQL, saved queries, dashboards, alerts, Genie, tables and notebooks.",
  ml: "ML engineers: MLflow, models, serving, vector search, notebooks, files and jobs.",
  admin: "Administrators: identities, permissions, secrets, tokens, compute, grants and workspace settings.",
} as const;
/** Id of a preset. */
export type PresetId = keyof typeof PRESETS;

export const PRESET_IDS = Object.keys(PRESETS) as readonly PresetId[];
