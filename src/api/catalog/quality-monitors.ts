import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import { quotedName } from "../sql/names.ts";

/** A table or schema by its UUID, which Unity Catalog calls `table_id` and `schema_id`. */
export interface MonitoredObject {
  readonly object_type: "table" | "schema";
  readonly object_id: string;
}

const profiling = z.looseObject({
  output_schema_id: text,
  monitored_table_name: text,
  status: text,
  latest_monitor_failure_message: text,
  profile_metrics_table_name: text,
  drift_metrics_table_name: text,
  baseline_table_name: text,
  dashboard_id: text,
  schedule: z.looseObject({ quartz_cron_expression: text, timezone_id: text, pause_status: text }).nullish(),
  slicing_exprs: z.array(z.string()).nullish(),
  snapshot: z.looseObject({}).nullish(),
  time_series: z.looseObject({ timestamp_column: text, granularities: z.array(z.string()).nullish() }).nullish(),
  inference_log: z.looseObject({ timestamp_column: text, granularities: z.array(z.string()).nullish() }).nullish(),
});

const monitor = z.looseObject({
  object_type: z.string(),
  object_id: z.string(),
  anomaly_detection_config: z.looseObject({ excluded_table_full_names: z.array(z.string()).nullish() }).nullish(),
  data_profiling_config: profiling.nullish(),
});
/** The monitor of a table (data profiling) or schema (anomaly detection). */
export type QualityMonitor = z.output<typeof monitor>;

const refresh = z.looseObject({
  refresh_id: id64,
  state: text,
  trigger: text,
  message: text,
  start_time_ms: int64.nullish(),
  end_time_ms: int64.nullish(),
});
/** A computation of a monitor's metrics. Times are epoch milliseconds. */
export type QualityRefresh = z.output<typeof refresh>;

const BASE = "/api/data-quality/v1/monitors";
type Fields = Readonly<Record<string, unknown>>;

/** One page of the monitors that the caller can see. `GET /api/data-quality/v1/monitors` */
export async function listQualityMonitors(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<QualityMonitor>> {
  const page = z.looseObject({ monitors: z.array(monitor).nullish(), next_page_token: text });
  const { monitors, next_page_token } = await client.get("dataQuality.listMonitor", BASE, page, { query });
  return { items: monitors ?? [], next: next_page_token || undefined };
}

/** `GET /api/data-quality/v1/monitors/{object_type}/{object_id}`. @throws {ApiError} `not-found` without a monitor */
export const getQualityMonitor = (client: Client, of: MonitoredObject) =>
  client.get("dataQuality.getMonitor", path`/api/data-quality/v1/monitors/${of.object_type}/${of.object_id}`, monitor);

/** `POST /api/data-quality/v1/monitors`. @throws {ApiError} `conflict` if the object has a monitor */
export const createQualityMonitor = (client: Client, body: Fields & MonitoredObject) =>
  client.post("dataQuality.createMonitor", BASE, monitor, { body });

/** Fields of one configuration to change, and those that the platform requires in addition. */
export interface MonitorChange {
  readonly name: "data_profiling_config" | "anomaly_detection_config";
  readonly fields: Fields;
  readonly required?: Fields;
}

/**
 * Changes fields of the configuration. `PATCH /api/data-quality/v1/monitors/{object_type}/{object_id}`
 * @throws {ApiError} `not-found`
 */
export const updateQualityMonitor = (client: Client, of: MonitoredObject, { name, fields, required }: MonitorChange) =>
  client.patch(
    "dataQuality.updateMonitor",
    path`/api/data-quality/v1/monitors/${of.object_type}/${of.object_id}`,
    monitor,
    {
      query: {
        update_mask: Object.keys(fields)
          .map((field) => `${name}.${field}`)
          .join(","),
      },
      body: { [name]: { ...required, ...fields } },
    },
  );

/** Deletes a monitor; its metric tables and dashboard stay. @throws {ApiError} `not-found` */
export const deleteQualityMonitor = (client: Client, of: MonitoredObject) =>
  client.delete(
    "dataQuality.deleteMonitor",
    path`/api/data-quality/v1/monitors/${of.object_type}/${of.object_id}`,
    nothing,
  );

/** The latest refreshes of a table's monitor. `GET /api/data-quality/v1/monitors/{object_type}/{object_id}/refreshes` */
export async function listQualityRefreshes(
  client: Client,
  { object_type, object_id, ...query }: MonitoredObject & { page_size: number },
): Promise<readonly QualityRefresh[]> {
  const page = z.looseObject({ refreshes: z.array(refresh).nullish() });
  const url = path`/api/data-quality/v1/monitors/${object_type}/${object_id}/refreshes`;
  return (await client.get("dataQuality.listRefresh", url, page, { query })).refreshes ?? [];
}

/** Starts a refresh. `POST /api/data-quality/v1/monitors/{object_type}/{object_id}/refreshes` @throws {ApiError} `not-found` */
export const startQualityRefresh = (client: Client, of: MonitoredObject) =>
  client.post(
    "dataQuality.createRefresh",
    path`/api/data-quality/v1/monitors/${of.object_type}/${of.object_id}/refreshes`,
    refresh,
    {
      body: {},
    },
  );

/** One refresh. @throws {ApiError} `not-found` */
export const getQualityRefresh = (client: Client, { refresh_id, ...of }: MonitoredObject & { refresh_id: string }) =>
  client.get(
    "dataQuality.getRefresh",
    path`/api/data-quality/v1/monitors/${of.object_type}/${of.object_id}/refreshes/${refresh_id}`,
    refresh,
  );

const OVER = /_(SUCCESS|FAILED|CANCELED)$/;
/** Whether a refresh has ended. */
export const isRefreshOver = ({ state }: QualityRefresh): boolean => OVER.test(state ?? "");

/** The statement that reads the newest profile of every column, over all rows. */
export const profileMetricsStatement = (table: string): string => `WITH newest AS (
  SELECT * FROM ${quotedName(table)} WHERE slice_key IS NULL AND column_name <> ':table')
SELECT column_name, data_type, count, num_nulls, percent_null, distinct_count, min, max, avg,
  CAST(window.start AS STRING) AS window_start
FROM newest WHERE window.start = (SELECT max(window.start) FROM newest) ORDER BY column_name`;

/** The statement that reads the newest drift of every column, over all rows. */
export const driftMetricsStatement = (table: string): string => `WITH newest AS (
  SELECT * FROM ${quotedName(table)} WHERE slice_key IS NULL AND column_name <> ':table')
SELECT column_name, drift_type, count_delta, avg_delta, percent_null_delta, js_distance
FROM newest WHERE window.start = (SELECT max(window.start) FROM newest) ORDER BY column_name`;
