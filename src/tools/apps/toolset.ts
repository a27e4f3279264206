import * as z from "zod";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";

export const apps = defineToolset({
  id: "apps",
  title: "Apps",
  summary: "Databricks Apps: create, deploy, start and stop them, see their state and deployments.",
  default: false,
});

export const appName = z.string().min(1).max(64).describe("From list_apps");

export const summary = {
  name: z.string(),
  compute_state: z.string(),
  app_state: text,
  url: text,
  description: text,
  creator: text,
  update_time: text,
};

export const deployment = z.object({
  deployment_id: z.string(),
  state: z.string(),
  message: text,
  source_code_path: text,
  git_reference: text,
  mode: text,
  creator: text,
  create_time: text,
});
