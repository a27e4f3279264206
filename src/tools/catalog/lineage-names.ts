import type { TableNeighbour } from "../../api/catalog/lineage.ts";
import { ApiError } from "../../api/http/errors.ts";
import { getJob } from "../../api/jobs/jobs.ts";
import { getPipeline } from "../../api/jobs/pipelines.ts";
import { getDashboard } from "../../api/sql/dashboards/dashboards.ts";
import { getQuery } from "../../api/sql/queries.ts";
import type { Context } from "../../core/calls/context.ts";
import { inTurn } from "../in-turn.ts";
import { tableNeighbourView } from "./lineage-view.ts";

/** Objects whose names are read, one request each: the platform has no request for several. */
const MAX_NAMED = 12;

type NameOf = (ctx: Context, id: string) => Promise<string | null | undefined>;

/**
 * An object that lineage knows only by its ID, and the reader of its name. A notebook's path cannot be read by its ID. Jobs
 * come last: a table can have many, and they would leave no request for the others.
 */
const NAMES: readonly (readonly ["job_ids" | "pipeline_ids" | "dashboard_ids" | "query_ids", NameOf])[] = [
  ["pipeline_ids", async ({ client }, id) => (await getPipeline(client, { pipeline_id: id })).name],
  ["dashboard_ids", async ({ client }, id) => (await getDashboard(client, { dashboard_id: id })).display_name],
  ["query_ids", async ({ client }, id) => (await getQuery(client, { id })).display_name],
  ["job_ids", async ({ client }, id) => (await getJob(client, { job_id: id })).settings?.name],
];

/** Reads one name. `undefined` if it cannot be read. */
type Reading = (what: string, name: Promise<string | null | undefined>) => Promise<string | null | undefined>;

/**
 * The names of the jobs, pipelines, dashboards and queries of these neighbours, by ID. An object that was deleted stays an
 * ID, and so does one whose name cannot be read, which `reading` may report.
 */
export async function lineageNames(
  ctx: Context,
  neighbours: readonly TableNeighbour[],
  reading: Reading = (_, name) => name.catch((error: unknown) => unnamed(ctx, error)),
): Promise<ReadonlyMap<string, string>> {
  const shown = neighbours.map((one) => tableNeighbourView(one));
  const reads = new Map<string, NameOf>();
  for (const [field, read] of NAMES) {
    for (const id of shown.flatMap((one) => one[field] ?? [])) reads.set(id, read);
  }
  const named = await inTurn([...reads].slice(0, MAX_NAMED), async ([id, read]) => {
    const name = await reading(`name of ${id} in the lineage`, read(ctx, id).catch(deleted));
    return name ? [[id, name] as const] : [];
  });
  return new Map(named.flat());
}

function deleted(error: unknown): undefined {
  if (!(error instanceof ApiError && error.kind === "not-found")) throw error;
}

function unnamed(ctx: Context, error: unknown): undefined {
  ctx.signal.throwIfAborted();
  if (!(error instanceof ApiError)) throw error;
}
