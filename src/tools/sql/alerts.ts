import * as z from "zod";
import type { Access } from "../../access.ts";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sql/alerts.ts";
import { classify } from "../../api/sql/class.ts";
import { text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { changing, NOTHING } from "../api/body.ts";

const alerts = defineToolset({
  id: "alerts",
  title: "SQL alerts",
  summary: "SQL alerts: a query on a schedule, a condition on its result, and whom to tell.",
  default: false,
});

const alertId = z.string().min(1).max(128).describe("From list_alerts");

const summary = {
  id: z.string(),
  display_name: text,
  state: text.describe("OK, TRIGGERED or ERROR at the last evaluation"),
  last_evaluated_at: text,
  schedule: text,
  warehouse_id: text,
  owner_user_name: text,
};

const details = z.object({
  ...summary,
  query_text: text,
  condition: z
    .object({
      column: text,
      aggregation: text,
      comparison_operator: text,
      threshold: text,
      empty_result_state: text,
    })
    .optional(),
  notify_emails: texts,
  notify_destination_ids: texts,
  notify_on_ok: z.boolean().optional(),
  retrigger_seconds: z.number().optional(),
  custom_summary: text,
  parent_path: text,
  lifecycle_state: text.describe("only when not active"),
  create_time: text,
  update_time: text,
});

export const listAlerts = alerts.tool({
  name: "list_alerts",
  title: "List SQL alerts",
  description: "Lists SQL alerts with their state and schedule.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ alerts: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listAlerts(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { alerts: items.map(api.alertSummary), ...compact({ next_page_token: next }) };
  },
});

export const getAlert = alerts.tool({
  name: "get_alert",
  title: "Get a SQL alert",
  description: "Returns an alert's query, condition, subscribers and state.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ alert_id: alertId }),
  output: details,
  run: async (ctx, { alert_id }) => api.alertDetails(await api.getAlert(ctx.client, { id: alert_id })),
});

const OPERATORS: readonly string[] = [
  ...["EQUAL", "NOT_EQUAL", "IS_NULL", "IS_NOT_NULL"],
  ...["GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"],
];

const fields = {
  display_name: z.string().min(1).max(255).describe("Name"),
  query_text: z.string().min(1).max(1_000_000).describe("SQL"),
  // Spelt out in the error: in two schemas the list would cost more than a wrong guess.
  comparison_operator: z
    .string()
    .refine((operator) => OPERATORS.includes(operator), `must be one of ${OPERATORS.join(", ")}`)
    .describe("E.g. GREATER_THAN, IS_NULL"),
  threshold: z.union([z.number(), z.string()]).describe("Compared with"),
  quartz_cron_schedule: z
    .string()
    .max(200)
    .refine((cron) => /^\s*\S+(\s+\S+){5,6}\s*$/.test(cron), "must have 6 or 7 fields, seconds first: 0 0 8 * * ?")
    .describe("E.g. 0 0 8 * * ?"),
  notify_emails: z.array(z.string().max(320)).max(100).describe("Users told"),
};

interface Judged {
  readonly query_text?: string | undefined;
  readonly notify_emails?: readonly string[] | undefined;
}

/** What an alert does later, unasked: SQL that more than reads, words sent to others. */
function consequences({ query_text, notify_emails = [] }: Judged): string[] {
  const { class: kind, reason } = query_text === undefined ? { class: "read", reason: "" } : classify(query_text);
  return [
    ...(kind === "read"
      ? []
      : [`It runs SQL that may do more than read, because ${reason}: ${oneLine(query_text ?? "")}`]),
    ...(notify_emails.length > 0 ? [`It sends notifications to ${notify_emails.join(", ")}.`] : []),
  ];
}

const access = {
  least: "write",
  most: "destructive",
  of: (args: Judged): Access => (consequences(args).length > 0 ? "destructive" : "write"),
} as const;

export const createAlert = alerts.tool({
  name: "create_alert",
  title: "Create a SQL alert",
  description: "Creates an alert: a query on a schedule and a condition on its result. Telling others asks the person.",
  access,
  untrusted: true,
  input: z.strictObject({
    ...fields,
    warehouse_id: z.string().min(1).max(128).describe("Where it runs"),
    column: z.string().min(1).max(255).describe("Judged, in the first row"),
    aggregation: z.string().max(40).optional().describe("Over all rows, e.g. SUM"),
    threshold: fields.threshold.optional(),
    timezone_id: z.string().max(64).default("UTC").describe("Of the schedule"),
    notify_emails: fields.notify_emails.optional(),
  }),
  output: details,
  confirm: (args) => [`Create SQL alert "${args.display_name}"?`, ...consequences(args)].join(" "),
  run: async (ctx, args) => api.alertDetails(await api.createAlert(ctx.client, api.alertBody(args))),
});

export const updateAlert = alerts.tool({
  name: "update_alert",
  title: "Update a SQL alert",
  description: "Changes an alert, or pauses its schedule.",
  access,
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      alert_id: alertId,
      ...z.object(fields).partial().shape,
      pause_status: z.enum(["PAUSED", "UNPAUSED"]).optional().describe("Schedule"),
    })
    .refine(changing("alert_id"), NOTHING),
  output: details,
  async confirm({ alert_id, ...args }, ctx) {
    const { display_name } = await api.getAlert(ctx.client, { id: alert_id });
    return [`Update SQL alert "${display_name ?? ""}" (${alert_id})?`, ...consequences(args)].join(" ");
  },
  async run(ctx, { alert_id, ...settings }) {
    const current = await api.getAlert(ctx.client, { id: alert_id });
    const body = api.alertBody(settings, current);
    return api.alertDetails(await api.updateAlert(ctx.client, { id: alert_id, ...body }));
  },
});

export const deleteAlert = alerts.tool({
  name: "delete_alert",
  title: "Trash a SQL alert",
  description: "Moves an alert to the trash: it is evaluated no more.",
  access: "destructive",
  input: z.strictObject({ alert_id: alertId }),
  output: z.object({ id: z.string(), lifecycle_state: z.string() }),
  async confirm({ alert_id }, ctx) {
    const { display_name, owner_user_name } = await api.getAlert(ctx.client, { id: alert_id });
    return `Move SQL alert "${display_name ?? ""}" (${alert_id}) of ${owner_user_name ?? "an unknown owner"} to the trash? Nobody is told any more.`;
  },
  async run(ctx, { alert_id }) {
    await api.trashAlert(ctx.client, { id: alert_id });
    return { id: alert_id, lifecycle_state: "DELETED" };
  },
});
