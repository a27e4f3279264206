import * as z from "zod";
import { getPipeline, type PipelineUpdate } from "../../api/jobs/pipelines.ts";
import { getVectorIndex, syncVectorIndex, type VectorIndex } from "../../api/serving/vector-search.ts";
import type { Context } from "../../core/calls/context.ts";
import { count, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { waitBudgetMs, waitFor } from "../waiting.ts";

/** A sync that was started: its state, and the rows of the index now. */
export const syncView = view(
  {
    index_name: z.string(),
    state: z.string(),
    indexed_row_count: count,
    rows_before: count,
    message: text,
    next: text,
  },
  (index: VectorIndex, before: VectorIndex, { state, ended }: SyncEnd) => ({
    index_name: index.name,
    state,
    indexed_row_count: index.status?.indexed_row_count,
    rows_before: before.status?.indexed_row_count,
    message: index.status?.message,
    next: ended ? (state === "FAILED" ? READ_ERRORS : undefined) : STILL_RUNNING,
  }),
);

interface SyncEnd {
  readonly state: string;
  readonly ended: boolean;
}

const STILL_RUNNING = "The sync is still running: get_vector_search_index shows its progress. Do not start it again.";
const READ_ERRORS =
  "The errors are in the events of its pipeline: list_pipeline_events with the pipeline_id of the index.";

/**
 * Starts a sync and waits for its end. The platform's response has no ID of the sync, so its end is that of the next
 * update of the index's pipeline, or of the index's own state where the pipeline cannot be read.
 */
export async function syncIndex(
  ctx: Context,
  { index_name, wait_seconds }: { index_name: string; wait_seconds?: number | undefined },
) {
  const before = await getVectorIndex(ctx.client, { index_name });
  const pipeline_id = before.delta_sync_index_spec?.pipeline_id ?? undefined;
  const updates = pipeline_id === undefined ? undefined : await latestUpdate(ctx, pipeline_id);
  await syncVectorIndex(ctx.client, { index_name });
  ctx.accepted({ what: "The sync was started", ids: { index_name }, followUp: "get_vector_search_index" });
  const budgetMs = waitBudgetMs(ctx, wait_seconds);
  const end =
    pipeline_id !== undefined && updates !== undefined
      ? await endOfUpdate(ctx, { index_name, pipeline_id, last: updates.update?.update_id }, budgetMs)
      : await endOfState(ctx, index_name, budgetMs);
  return syncView(await getVectorIndex(ctx.client, { index_name }), before, end);
}

/** The latest update of a pipeline; `undefined` if the caller may not read the pipeline. */
const latestUpdate = (
  ctx: Context,
  pipeline_id: string,
): Promise<{ update?: PipelineUpdate | undefined } | undefined> =>
  getPipeline(ctx.client, { pipeline_id }).then(
    ({ latest_updates }) => ({ update: latest_updates?.[0] }),
    () => undefined,
  );

const ENDED: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELED"]);

async function endOfUpdate(
  ctx: Context,
  { index_name, pipeline_id, last }: { index_name: string; pipeline_id: string; last: string | undefined },
  budgetMs: number,
): Promise<SyncEnd> {
  const isNew = (update: PipelineUpdate | undefined) => update !== undefined && update.update_id !== last;
  const read = async () => (await latestUpdate(ctx, pipeline_id))?.update;
  const { value, finished } = await waitFor(ctx, `sync of index ${index_name} after ${last ?? "none"}`, read, {
    done: (update) => isNew(update) && ENDED.has(update?.state ?? ""),
    words: (update) => `Index ${index_name}: sync ${isNew(update) ? (update?.state ?? "RUNNING") : "starting"}`,
    budgetMs,
  });
  return { state: isNew(value) ? (value?.state ?? "RUNNING") : "STARTING", ended: finished };
}

/** Reads after which an index that shows no sync is taken to have finished it. */
const QUIET_READS = 4;

const stateOf = ({ status }: VectorIndex): string => status?.detailed_state ?? "";
const isSyncing = (index: VectorIndex): boolean => /TRIGGERED_UPDATE|PROVISIONING|UPDATING/.test(stateOf(index));

async function endOfState(ctx: Context, index_name: string, budgetMs: number): Promise<SyncEnd> {
  let seen = false;
  let quiet = 0;
  const { value, finished } = await waitFor(
    ctx,
    `sync of index ${index_name}`,
    () => getVectorIndex(ctx.client, { index_name }),
    {
      done(index) {
        // Without a state, nothing tells a running sync from a finished one.
        if (stateOf(index) === "") return true;
        if (isSyncing(index)) seen = true;
        else quiet += 1;
        return !isSyncing(index) && (seen || quiet >= QUIET_READS);
      },
      words: ({ status }) =>
        `Index ${index_name}: ${status?.indexed_row_count ?? 0} rows, ${status?.message ?? "syncing"}`,
      budgetMs,
    },
  );
  if (stateOf(value) === "") return { state: "STARTED", ended: false };
  if (!finished) return { state: "RUNNING", ended: false };
  return { state: /FAILED/.test(stateOf(value)) ? "FAILED" : "COMPLETED", ended: true };
}
