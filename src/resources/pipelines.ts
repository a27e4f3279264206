import type { Context } from "../core/calls/context.ts";
import { defineResource } from "../core/resources/define.ts";
import { getPipeline, listPipelines } from "../tools/jobs/pipelines.ts";
import { completePipelineId } from "./object-ids.ts";

const LISTED = 100;

const page = async (ctx: Context) => (await listPipelines.run(ctx, { limit: LISTED })).pipelines;

export const pipeline = defineResource("databricks://pipelines/{pipeline_id}", getPipeline, {
  name: "pipeline",
  title: "Pipeline",
  description: "State, latest updates and spec of a pipeline, as returned by get_pipeline.",
  mimeType: "application/json",
  watch: { state: "state", stable: new Set(["IDLE", "FAILED", "DELETED"]) },
  list: async (ctx) =>
    (await page(ctx)).map(({ pipeline_id, name, state }) => ({
      variables: { pipeline_id },
      name: name || pipeline_id,
      description: state,
    })),
  complete: { pipeline_id: completePipelineId },
});
