import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const apps = defineToolset({
  id: "apps",
  title: "Apps",
  summary: "Databricks Apps: create, deploy, start and stop apps, and see their state and deployments.",
  default: false,
  finders: "list_apps",
});

export const appName = z.string().min(1).max(64).describe("App name from list_apps");
