import * as z from "zod";
import * as api from "../../../api/catalog/quality-monitors.ts";
import { getSchema } from "../../../api/catalog/schemas.ts";
import type { Context } from "../../../core/calls/context.ts";
import { type CallFacts, type Consequence, say } from "../../../core/consent/facts.ts";
import { ToolError } from "../../../core/errors.ts";
import { text } from "../../../core/fields.ts";
import { ANY_OBJECT, pageToken, READINGS } from "../../../core/params.ts";
import { compact } from "../../../records.ts";
import { grantingFields, settingOf } from "../../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE, restBody } from "../../api/body.ts";
import { lostEntries } from "../../api/replaced.ts";
import { supplement } from "../../supplement.ts";
import { fullName } from "../toolset.ts";
import { checkConfig } from "./config.ts";
import { monitorRowView, monitorView, refreshView } from "./monitor-view.ts";
import { dataQuality, monitoredObject } from "./toolset.ts";

const PAGE = 100;
const REFRESHES = 10;
const full_name = z
  .string()
  .max(1024)
  .refine((name) => /^[^.`]+\.[^.`]+(\.[^.`]+)?$/.test(name), "must be catalog.schema.table or catalog.schema")
  .describe("Table or schema")
  .register(READINGS, { reading: "sql-name", shape: ANY_OBJECT });
const config = restBody("object_type", "object_id").optional();

/** Fields that notify people, or make metrics cost something. */
const granting = grantingFields({ notification_settings: "outbound", schedule: "cost" });

export const listQualityMonitors = dataQuality.tool({
  name: "list_quality_monitors",
  title: "List data quality monitors",
  description: "Lists the data quality monitors of tables and schemas.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: pageToken }),
  output: z.object({ monitors: z.array(monitorRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await api.listQualityMonitors(ctx.client, { page_size: PAGE, page_token });
    return { monitors: items.map((one) => monitorRowView(one)), next_page_token: next };
  },
});

export const getQualityMonitor = dataQuality.tool({
  name: "get_quality_monitor",
  title: "Get a data quality monitor",
  description: "Returns the monitor of a table or schema with its latest refreshes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name }),
  output: z.object({ ...monitorView.fields, refreshes: z.array(refreshView.schema).optional() }),
  async run(ctx, args) {
    const of = await monitoredObject(ctx, args.full_name);
    const [monitor, refreshes] = await Promise.all([
      api.getQualityMonitor(ctx.client, of),
      of.object_type === "table" ? api.listQualityRefreshes(ctx.client, { ...of, page_size: REFRESHES }) : [],
    ]);
    return {
      ...monitorView(monitor, args.full_name),
      refreshes: refreshes.slice(0, REFRESHES).map((one) => refreshView(one)),
    };
  },
});

/** @throws {ToolError} If the object has a monitor, which the platform would refuse after the user was asked */
async function requireUnmonitored(ctx: Context, of: api.MonitoredObject): Promise<void> {
  const monitor = await supplement(ctx, ({ client }) => api.getQualityMonitor(client, of));
  if (monitor === undefined) return;
  throw new ToolError("It has a monitor already; nothing was sent.", {
    next: "Change it with update_quality_monitor, or compute its metrics with start_quality_refresh.",
  });
}

/** The tables and the folder that a monitor of a table writes, where names are protected. */
function outputsOf(
  { settings }: Context,
  { object_type }: api.MonitoredObject,
  name: string,
  { output_schema, output_schema_id, assets_dir }: Readonly<Record<string, unknown>>,
): Pick<CallFacts, "objects" | "unresolved"> {
  if (!settings.protect || object_type === "schema") return { objects: [] };
  const at = name.lastIndexOf(".");
  const tables = ["profile", "drift"].map(
    (of) => `${output_schema ?? name.slice(0, at)}${name.slice(at)}_${of}_metrics`,
  );
  return {
    objects: [
      ...tables.map((table) => ({ kind: "table", name: table })),
      ...(typeof assets_dir === "string" ? [{ kind: "folder", name: assets_dir, contents: "/" as const }] : []),
    ],
    ...(output_schema_id !== undefined && { unresolved: "its output schema is given by an ID" }),
  };
}

export const createQualityMonitor = dataQuality.tool({
  name: "create_quality_monitor",
  title: "Create a data quality monitor",
  description: "Monitors a table (profile, drift) or a schema (anomalies).",
  access: { least: "write", most: "destructive", of: (args) => granting.access(args.data_profiling_config) },
  untrusted: true,
  input: z.strictObject({
    full_name,
    output_schema: fullName("catalog.schema").optional().describe("Schema for the metrics"),
    data_profiling_config: config.describe("time_series or inference_log instead of snapshot, schedule, …"),
  }),
  output: monitorView.schema,
  async affects({ full_name: name, output_schema, data_profiling_config }, ctx) {
    await checkConfig("data_profiling_config", data_profiling_config);
    const consequences = granting.consequences(data_profiling_config);
    const of = await monitoredObject(ctx, name);
    if (consequences.length > 0) await requireUnmonitored(ctx, of);
    const { objects, ...unresolved } = outputsOf(ctx, of, name, { output_schema, ...data_profiling_config });
    return {
      effect: "Create a monitor of",
      objects: [{ kind: of.object_type, name }, ...objects],
      consequences,
      ...unresolved,
    };
  },
  async run(ctx, { full_name: name, output_schema, data_profiling_config: fields = {} }) {
    await checkConfig("data_profiling_config", fields);
    const of = await monitoredObject(ctx, name);
    await requireUnmonitored(ctx, of);
    if (of.object_type === "schema") {
      return monitorView(await api.createQualityMonitor(ctx.client, { ...of, anomaly_detection_config: {} }), name);
    }
    const schema = output_schema ?? name.slice(0, name.lastIndexOf("."));
    const { schema_id } = await getSchema(ctx.client, { full_name: schema });
    const kind = "time_series" in fields || "inference_log" in fields ? {} : { snapshot: {} };
    const profile = { ...kind, output_schema_id: schema_id, ...fields };
    return monitorView(await api.createQualityMonitor(ctx.client, { ...of, data_profiling_config: profile }), name);
  },
});

export const updateQualityMonitor = dataQuality.tool({
  name: "update_quality_monitor",
  title: "Change a data quality monitor",
  description: "Changes fields of a monitor's configuration.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      full_name,
      data_profiling_config: config.describe("Fields of a table's monitor"),
      anomaly_detection_config: config.describe("Fields of a schema's monitor"),
    })
    .refine(hasChanges("full_name"), NO_CHANGE),
  output: monitorView.schema,
  async affects({ full_name: name, ...configs }, ctx) {
    await checkConfig("data_profiling_config", configs.data_profiling_config);
    await checkConfig("anomaly_detection_config", configs.anomaly_detection_config);
    const fields = { ...configs.data_profiling_config, ...configs.anomaly_detection_config };
    const changes: Consequence[] = Object.keys(fields).flatMap((field) =>
      settingOf(fields, field, field === "notification_settings" ? "outbound" : "replacement"),
    );
    const of = await monitoredObject(ctx, name);
    const now = await api.getQualityMonitor(ctx.client, of);
    const lost = lostEntries({ ...now.data_profiling_config, ...now.anomaly_detection_config }, fields);
    const { objects, ...unresolved } = outputsOf(ctx, of, name, fields);
    return {
      effect: "Change the monitor of",
      objects: [{ kind: of.object_type, name }, ...objects],
      consequences: [...changes, ...lost],
      ...unresolved,
    };
  },
  async run(ctx, { full_name: name, data_profiling_config, anomaly_detection_config }) {
    const of = await monitoredObject(ctx, name);
    if (of.object_type === "schema") {
      const change = { name: "anomaly_detection_config", fields: anomaly_detection_config ?? {} } as const;
      return monitorView(await api.updateQualityMonitor(ctx.client, of, change), name);
    }
    // The platform requires the output schema in every configuration.
    const { data_profiling_config: now } = await api.getQualityMonitor(ctx.client, of);
    const required = compact({ output_schema_id: now?.output_schema_id });
    const change = { name: "data_profiling_config", fields: data_profiling_config ?? {}, required } as const;
    return monitorView(await api.updateQualityMonitor(ctx.client, of, change), name);
  },
});

export const deleteQualityMonitor = dataQuality.tool({
  name: "delete_quality_monitor",
  title: "Delete a data quality monitor",
  description: "Deletes a monitor. Its metric tables and dashboard stay.",
  access: "destructive",
  input: z.strictObject({ full_name }),
  output: z.object({ full_name: z.string(), deleted: z.literal(true) }),
  affects: async (args, ctx) => ({
    effect: "Delete the monitor of",
    objects: [await monitored(ctx, args.full_name)],
    consequences: [
      { reason: "loss", text: say`Its configuration is permanently lost, and no more metrics are computed.` },
      { reason: "others", text: say`Alerts and dashboards on its metrics stay as they are.` },
    ],
  }),
  async run(ctx, args) {
    await api.deleteQualityMonitor(ctx.client, await monitoredObject(ctx, args.full_name));
    return { full_name: args.full_name, deleted: true as const };
  },
});

/** The object that is monitored, which must exist. */
async function monitored(ctx: Context, name: string) {
  const { object_type } = await monitoredObject(ctx, name);
  return { kind: object_type, name };
}
