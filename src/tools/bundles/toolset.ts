import * as z from "zod";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";

export const bundles = defineToolset({
  id: "bundles",
  title: "Bundles",
  summary: "Declarative Automation Bundles in the workspace: validate, plan, deploy, destroy, import resources.",
  default: false,
  finders: "list_workspace_objects",
});

/** Arguments that say which bundle and target. */
export const bundleInput = {
  path: params.workspacePath.describe("Folder with databricks.yml"),
  target: z.string().min(1).max(255).optional().describe("Target"),
  variables: z.record(z.string(), z.unknown()).optional().describe("Values of variables"),
};
