import { listQualityMonitors, type QualityMonitor } from "../../../api/catalog/quality-monitors.ts";
import type { Table } from "../../../api/catalog/tables.ts";
import type { Context } from "../../../core/calls/context.ts";
import type { AnswerParts } from "../parts.ts";
import { listed } from "./listing.ts";
import type { Affected, ImpactTarget } from "./target.ts";

const PAGE = 100;

/** Data quality monitors of the table, those that compare another table with it, and those that write into it. */
export async function findMonitors(
  ctx: Context,
  parts: AnswerParts,
  target: ImpactTarget,
  { table_id }: Pick<Table, "table_id">,
): Promise<Affected[]> {
  const monitors = await listed(parts, "data quality monitors", (page_token) =>
    listQualityMonitors(ctx.client, { page_size: PAGE, page_token }),
  );
  return monitors.flatMap((monitor): Affected[] => {
    const because = useOf(monitor, target, table_id ?? undefined);
    const name = monitor.data_profiling_config?.monitored_table_name ?? "";
    return because ? [{ kind: "quality monitor", name, id: monitor.object_id, because, certain: true }] : [];
  });
}

function useOf(
  { object_id, data_profiling_config: profile }: QualityMonitor,
  { full_name, column }: ImpactTarget,
  table_id: string | undefined,
): string | undefined {
  const isTarget = (name: string | null | undefined) => name?.toLowerCase() === full_name.toLowerCase();
  if (object_id === table_id || isTarget(profile?.monitored_table_name)) {
    // A profile covers the columns that a table has. Only these settings name one.
    if (column === undefined) return "monitors it";
    const named = [profile?.time_series?.timestamp_column, profile?.inference_log?.timestamp_column];
    if (named.some((one) => one?.toLowerCase() === column)) return "its time column is this one";
    const slice = profile?.slicing_exprs?.find((one) => wordsOf(one).includes(column));
    return slice === undefined ? undefined : `slices by ${slice}`;
  }
  if (column !== undefined) return undefined;
  if (isTarget(profile?.baseline_table_name)) return "compares its table with it";
  const written = [profile?.profile_metrics_table_name, profile?.drift_metrics_table_name];
  return written.some(isTarget) ? "writes its metrics into it" : undefined;
}

const wordsOf = (expression: string): string[] => expression.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
