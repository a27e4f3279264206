import * as z from "zod";
import { defineToolset } from "../../../core/tool.ts";

export const dashboards = defineToolset({
  id: "dashboards",
  title: "Dashboards",
  summary: "AI/BI (Lakeview) dashboards: drafts, their queries, pictures, and the published version.",
  default: false,
  presets: { analyst: true },
  finders: "list_dashboards",
});

export const dashboardId = z.string().min(1).max(500).describe("ID or name");
