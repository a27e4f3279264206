import { listPipelineEvents, type Pipeline } from "../../api/jobs/pipelines.ts";
import type { Context } from "../../core/calls/context.ts";
import * as params from "../../core/params.ts";
import { supplement } from "../supplement.ts";
import { updateErrors } from "./pipeline-view.ts";

/** Errors that are read, newest first. */
const MAX_ERRORS = 50;

/** Up to five distinct error messages of an update, newest first. */
export async function errorsOfUpdate(
  ctx: Context,
  { pipeline_id, update_id }: { readonly pipeline_id: string; readonly update_id: string },
): Promise<string[]> {
  const { items } = await listPipelineEvents(ctx.client, {
    pipeline_id,
    filter: eventFilter({ update_id, levels: ["ERROR"] }),
    max_results: MAX_ERRORS,
  });
  return updateErrors(items, update_id);
}

/** The errors of the latest update of a pipeline, if it failed. Errors that cannot be read are left out. */
export async function errorsOfLatest(ctx: Context, { pipeline_id, latest_updates }: Pipeline): Promise<string[]> {
  const [latest] = latest_updates ?? [];
  if (latest?.state !== "FAILED") return [];
  const update = { pipeline_id, update_id: latest.update_id };
  return (await supplement(ctx, () => errorsOfUpdate(ctx, update))) ?? [];
}

/** The platform's filter for events, `update_id = '…' AND level in ('ERROR')`; `undefined` without conditions. */
export function eventFilter({
  update_id,
  levels,
  start_time,
}: {
  update_id?: string | undefined;
  levels?: readonly string[] | undefined;
  start_time?: string | undefined;
}): string | undefined {
  const since = params.epochMs(start_time);
  const conditions = [
    update_id && `update_id = '${update_id}'`,
    levels && levels.length > 0 && `level in (${levels.map((level) => `'${level}'`).join(",")})`,
    since !== undefined && `timestamp >= '${new Date(since).toISOString()}'`,
  ];
  return conditions.filter(Boolean).join(" AND ") || undefined;
}
