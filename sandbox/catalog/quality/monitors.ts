import { fail, invalid } from "../../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../../http.ts";
import { pageResponse } from "../../paging.ts";
import type { Metastore } from "../metastore.ts";
import type { Relation } from "../relations.ts";
import { computeMetrics } from "./metrics.ts";
import { relationOfId, schemaOfId } from "./objects.ts";

const PATH = "/api/data-quality/v1/monitors";
const START_MS = 1000;
const ANALYSES = ["snapshot", "time_series", "inference_log"];
/** Fields that the platform writes. */
const OUTPUT_ONLY = [
  "status",
  "profile_metrics_table_name",
  "drift_metrics_table_name",
  "monitored_table_name",
  "dashboard_id",
];

interface Monitor {
  readonly object_type: string;
  readonly object_id: string;
  profile: Fields | undefined;
  anomalies: Fields | undefined;
  refreshes: Refresh[];
}
interface Refresh {
  readonly refresh_id: number;
  state: string;
  message: string;
  readonly trigger: string;
  readonly start_time_ms: number;
  end_time_ms: number | undefined;
}

/** Data quality monitors: profiles of tables, computed into tables of their own, and anomaly detection of schemas. */
export function qualityMonitors(app: App, metastore: Metastore): void {
  const { world } = metastore;
  const monitors = world.kept("quality monitors", () => new Map<string, Monitor>());
  const view = ({ object_type, object_id, profile, anomalies }: Monitor) => ({
    object_type,
    object_id,
    ...(profile && { data_profiling_config: profile }),
    ...(anomalies && { anomaly_detection_config: anomalies }),
  });
  const refreshView = ({ object_type, object_id }: Monitor, refresh: Refresh) => ({
    object_type,
    object_id,
    ...refresh,
  });
  const find = ({ type = "", id = "" }: Readonly<Record<string, string>>): Monitor =>
    monitors.get(`${type} ${id}`) ?? fail(404, "NOT_FOUND", `The ${type} ${id} does not have a data quality monitor.`);
  const monitoredTable = async ({ object_id }: Monitor): Promise<Relation> =>
    (await relationOfId(metastore, object_id)) ?? fail(404, "NOT_FOUND", `Table ${object_id} does not exist.`);

  app.get(PATH, (c) => c.json(pageResponse("monitors", [...monitors.values()].map(view), c.req.query())));
  app.get(`${PATH}/:type/:id`, (c) => c.json(view(find(c.req.param()))));
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const [object_type, object_id] = [required(body, "object_type"), required(body, "object_id")];
    const key = `${object_type} ${object_id}`;
    if (monitors.has(key)) fail(409, "ALREADY_EXISTS", `A data quality monitor for ${key} already exists.`);
    const monitor: Monitor = { object_type, object_id, profile: undefined, anomalies: undefined, refreshes: [] };
    if (object_type === "table") monitor.profile = await profileOf(metastore, object_id, body.data_profiling_config);
    else if (object_type === "schema") {
      if ((await schemaOfId(metastore, object_id)) === undefined)
        fail(404, "NOT_FOUND", `Schema ${object_id} does not exist.`);
      monitor.anomalies = isFields(body.anomaly_detection_config) ? body.anomaly_detection_config : {};
    } else invalid(`object_type '${object_type}' must be table or schema.`);
    monitors.set(key, monitor);
    return c.json(view(monitor));
  });
  app.patch(`${PATH}/:type/:id`, async (c) => {
    const monitor = find(c.req.param());
    const body = await readJson(c);
    for (const field of required(c.req.query(), "update_mask").split(",")) {
      const [config = "", name = "", ...deeper] = field.split(".");
      const given = body[config];
      if (name === "" || deeper.length > 0 || OUTPUT_ONLY.includes(name))
        invalid(`update_mask: '${field}' cannot be updated.`);
      const value = isFields(given) ? given[name] : undefined;
      if (config === "data_profiling_config" && monitor.profile)
        monitor.profile = { ...monitor.profile, [name]: value };
      else if (config === "anomaly_detection_config" && monitor.anomalies)
        monitor.anomalies = { ...monitor.anomalies, [name]: value };
      else invalid(`update_mask: '${field}' does not belong to this monitor.`);
    }
    return c.json(view(monitor));
  });
  app.delete(`${PATH}/:type/:id`, (c) => {
    const { object_type, object_id } = find(c.req.param());
    monitors.delete(`${object_type} ${object_id}`);
    return c.json({});
  });

  const refreshOf = (params: Readonly<Record<string, string>>) => {
    const monitor = find(params);
    const refresh = monitor.refreshes.find((one) => String(one.refresh_id) === params.refresh);
    return { monitor, refresh: refresh ?? fail(404, "NOT_FOUND", `Refresh ${params.refresh} does not exist.`) };
  };
  app.get(`${PATH}/:type/:id/refreshes`, (c) => {
    const monitor = find(c.req.param());
    const newest = monitor.refreshes.toReversed().map((one) => refreshView(monitor, one));
    return c.json(pageResponse("refreshes", newest, c.req.query()));
  });
  app.get(`${PATH}/:type/:id/refreshes/:refresh`, (c) => {
    const { monitor, refresh } = refreshOf(c.req.param());
    return c.json(refreshView(monitor, refresh));
  });
  app.post(`${PATH}/:type/:id/refreshes`, async (c) => {
    const monitor = find(c.req.param());
    const { profile } = monitor;
    if (profile === undefined) return invalid("Refreshes are only supported for tables.");
    const table = await monitoredTable(monitor);
    const refresh: Refresh = {
      refresh_id: 1000 + monitor.refreshes.length,
      state: "MONITOR_REFRESH_STATE_RUNNING",
      message: "",
      trigger: "MONITOR_REFRESH_TRIGGER_MANUAL",
      start_time_ms: world.now(),
      end_time_ms: undefined,
    };
    monitor.refreshes.push(refresh);
    const end = (state: string, message = "") => {
      if (refresh.end_time_ms !== undefined) return;
      Object.assign(refresh, { state: `MONITOR_REFRESH_STATE_${state}`, message, end_time_ms: world.now() });
    };
    world.after(START_MS, () => {
      if (refresh.end_time_ms !== undefined) return;
      computeMetrics(world, table, profile, refresh.start_time_ms).then(
        () => end("SUCCESS"),
        (error: unknown) => end("FAILED", error instanceof Error ? error.message : String(error)),
      );
    });
    return c.json(refreshView(monitor, refresh));
  });
  app.post(`${PATH}/:type/:id/refreshes/:refresh/cancel`, (c) => {
    const { monitor, refresh } = refreshOf(c.req.param());
    if (refresh.end_time_ms === undefined)
      Object.assign(refresh, { state: "MONITOR_REFRESH_STATE_CANCELED", end_time_ms: world.now() });
    return c.json({ refresh: refreshView(monitor, refresh) });
  });
}

/** The configuration of a new profile, with the tables that it will be written to. */
async function profileOf(metastore: Metastore, id: string, given: unknown): Promise<Fields> {
  if (!isFields(given)) return invalid("Missing required field: data_profiling_config");
  const table = (await relationOfId(metastore, id)) ?? fail(404, "NOT_FOUND", `Table ${id} does not exist.`);
  const schemaId = required(given, "output_schema_id");
  const schema =
    (await schemaOfId(metastore, schemaId)) ?? fail(404, "NOT_FOUND", `Schema ${schemaId} does not exist.`);
  const analyses = ANALYSES.filter((one) => isFields(given[one]));
  if (analyses.length !== 1) invalid(`Exactly one of ${ANALYSES.join(", ")} must be given.`);
  return {
    ...given,
    monitored_table_name: table.fullName,
    profile_metrics_table_name: `${schema}.${table.name}_profile_metrics`,
    drift_metrics_table_name: `${schema}.${table.name}_drift_metrics`,
    status: "DATA_PROFILING_STATUS_ACTIVE",
    monitor_version: 0,
    assets_dir:
      optional(given, "assets_dir") ?? `/Workspace/Users/${metastore.world.user}/databricks_lakehouse_monitoring`,
  };
}
