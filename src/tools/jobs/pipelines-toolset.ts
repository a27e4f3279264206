import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const pipelines = defineToolset({
  id: "pipelines",
  title: "Pipelines",
  summary: "Lakeflow declarative pipelines: define, run and stop pipelines, read their events and errors.",
  default: false,
  presets: { engineer: true },
  finders: "list_pipelines",
});

export const pipelineId = z.string().min(1).max(255).describe("ID or name");
/** Aliases of a pipeline's ID, for which its name can be given. */
export const pipelineIdFields = { id: "pipeline_id", name: "pipeline_id", pipeline_name: "pipeline_id" };
