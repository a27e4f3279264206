import * as z from "zod";
import type { Access } from "../../access.ts";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/sql/alerts.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, say, unnamed } from "../../core/consent/facts.ts";
import { objectName, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { oneLine } from "../../text.ts";
import { columnsOfQuery } from "../answers/sql.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";
import { cronProblem } from "../cron.ts";
import { outsideAddresses } from "../jobs/recipients.ts";
import { alertSummaryView, alertView } from "./alert-view.ts";
import { chooseWarehouse } from "./choice.ts";
import { codeOf, laterSql } from "./later-sql.ts";

const alerts = defineToolset({
  id: "alerts",
  title: "SQL alerts",
  summary: "SQL alerts: a scheduled query, a condition on its result, and the users to notify.",
  default: false,
  presets: { analyst: true },
  finders: "list_alerts",
});

const alertId = z.string().min(1).max(500).describe("ID or name");

export const listAlerts = alerts.tool({
  name: "list_alerts",
  title: "List SQL alerts",
  description: "Lists SQL alerts with their state and schedule. get_alert returns the query and condition of one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  aliases: { page_size: "limit", max_results: "limit" },
  output: z.object({ alerts: z.array(alertSummaryView.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await collect(
      (token) => api.listAlerts(ctx.client, { page_size: limit, page_token: token }),
      1,
      { from: page_token },
    );
    return { alerts: items.map((alert) => alertSummaryView(alert)), next_page_token: next };
  },
});

interface AlertChange {
  readonly query_text?: string | undefined;
  readonly notify_emails?: readonly string[] | undefined;
}

const checkedAlert = alertView.schema.extend({ check: text.describe("why its evaluations fail") });

/** Why an evaluation would fail: the platform stores any text, and shows an error only after the first evaluation. */
async function problemOfQuery(
  ctx: Context,
  {
    query_text,
    warehouse_id,
    column,
  }: AlertChange & Partial<Record<"warehouse_id" | "column", string | null | undefined>>,
): Promise<string | undefined> {
  if (query_text === undefined || !warehouse_id) return undefined;
  const found = await columnsOfQuery(ctx, { statement: query_text, warehouse_id });
  if (found === undefined) return undefined;
  if ("problem" in found) return `The query fails: ${found.problem}`;
  if (!column || found.columns.some((name) => name.toLowerCase() === column.toLowerCase())) return undefined;
  return `The query does not return the column ${column}, only ${oneLine(found.columns.join(", "), 200)}.`;
}

export const getAlert = alerts.tool({
  name: "get_alert",
  title: "Get a SQL alert",
  description: "Returns an alert's query, condition, schedule, subscribers and latest state.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ alert_id: alertId }),
  aliases: { id: "alert_id" },
  output: checkedAlert,
  async run(ctx, { alert_id }) {
    const alert = await api.getAlert(ctx.client, { id: alert_id });
    const { query_text, warehouse_id, evaluation } = alert;
    const column = evaluation?.source?.name;
    // The platform shows that an evaluation failed, and not why.
    const failed = evaluation?.state === "ERROR" && query_text;
    const check = failed ? await problemOfQuery(ctx, { query_text, warehouse_id, column }) : undefined;
    return { ...alertView(alert), check };
  },
});

const OPERATORS: readonly string[] = [
  ...["EQUAL", "NOT_EQUAL", "IS_NULL", "IS_NOT_NULL"],
  ...["GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"],
];

const fields = {
  display_name: z.string().min(1).max(255).describe("Name"),
  query_text: z.string().min(1).max(1_000_000).describe("SQL query to evaluate"),
  // The error lists the operators: in two schemas the list would cost more than an occasional wrong guess.
  comparison_operator: z
    .string()
    .refine((operator) => OPERATORS.includes(operator), `must be one of ${OPERATORS.join(", ")}`)
    .describe("Comparison, e.g. GREATER_THAN, IS_NULL"),
  threshold: z.string().max(1000).describe("Number or text that the column is compared with"),
  quartz_cron_schedule: z
    .string()
    .max(200)
    .superRefine((cron, { addIssue }) => {
      const message = cronProblem(cron);
      if (message !== undefined) addIssue({ code: "custom", message });
    })
    .describe("Schedule, e.g. 0 0 8 * * ? (daily at 8:00)"),
  notify_emails: z.array(z.string().max(320)).max(100).describe("Email addresses to notify"),
  notify_on_ok: z.boolean().describe("Also notifies when it is OK again"),
  retrigger_seconds: z.number().int().min(0).describe("Seconds until it notifies again; 0: never"),
};

/** Effects of an alert that occur later without a question: running SQL that is not a read, notifying others. */
function consequences({ query_text, notify_emails = [] }: AlertChange): Consequence[] {
  return [
    ...laterSql(query_text),
    ...notify_emails.map((email) => ({ reason: "outbound" as const, text: say`It sends notifications to ${email}.` })),
  ];
}

/** The change with only those of its addresses that need the user's confirmation. */
const outside = async (ctx: Context, change: AlertChange): Promise<AlertChange> => ({
  ...change,
  notify_emails: await outsideAddresses(ctx, change.notify_emails ?? []),
});

/** Addresses that a change no longer notifies: the list is replaced as a whole. */
const lostEmails = ({ evaluation }: api.Alert, { notify_emails: given }: AlertChange): Consequence[] =>
  (evaluation?.notification?.subscriptions ?? []).flatMap(({ user_email: email }) =>
    given && email && !given.includes(email)
      ? [{ reason: "replacement", text: say`It no longer sends notifications to ${email}.` }]
      : [],
  );

const alertObject = ({ id, display_name, owner_user_name }: api.Alert): AffectedObject => ({
  kind: "SQL alert",
  name: display_name,
  id,
  details: { owner: owner_user_name },
});

const access = {
  least: "write",
  most: "destructive",
  of: (args: AlertChange): Access => (consequences(args).length > 0 ? "destructive" : "write"),
} as const;

export const createAlert = alerts.tool({
  name: "create_alert",
  title: "Create a SQL alert",
  description: "Creates an alert: a scheduled query and a condition on its result.",
  access,
  untrusted: true,
  input: z.strictObject({
    ...fields,
    warehouse_id: params.warehouseId.optional().describe("Defaults to an available warehouse"),
    column: z.string().min(1).max(255).describe("Column to evaluate (first row)"),
    aggregation: z.string().min(1).max(40).optional().describe("Aggregate over all rows instead, e.g. SUM"),
    threshold: fields.threshold.optional(),
    timezone_id: z.string().min(1).max(64).default("UTC").describe("Time zone of the schedule"),
    notify_emails: fields.notify_emails.optional(),
    notify_on_ok: fields.notify_on_ok.optional(),
    retrigger_seconds: fields.retrigger_seconds.optional(),
  }),
  output: checkedAlert,
  covers: "alertsV2.createAlert",
  affects: async (args, ctx) => ({
    effect: "Create",
    objects: [{ kind: "SQL alert", name: args.display_name }],
    consequences: consequences(await outside(ctx, args)),
    ...codeOf(args.query_text),
  }),
  async run(ctx, { warehouse_id, ...args }) {
    const { id } = await chooseWarehouse(ctx, warehouse_id);
    const check = await problemOfQuery(ctx, { ...args, warehouse_id: id });
    return { ...alertView(await api.createAlert(ctx.client, api.alertBody({ ...args, warehouse_id: id }))), check };
  },
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
      pause_status: z.enum(["PAUSED", "UNPAUSED"]).optional().describe("PAUSED stops the schedule"),
    })
    .refine(hasChanges("alert_id"), NO_CHANGE),
  output: checkedAlert,
  covers: "alertsV2.updateAlert",
  aliases: { id: "alert_id" },
  async affects({ alert_id, ...args }, ctx) {
    if (consequences(args).length === 0 && !args.notify_emails && !ctx.settings.protect) {
      return unnamed("Change", { kind: "SQL alert", id: alert_id });
    }
    const alert = await api.getAlert(ctx.client, { id: alert_id });
    return {
      effect: "Change",
      objects: [alertObject(alert)],
      consequences: [...consequences(await outside(ctx, args)), ...lostEmails(alert, args)],
      ...codeOf(args.query_text),
    };
  },
  async run(ctx, { alert_id, ...settings }) {
    const current = await api.getAlert(ctx.client, { id: alert_id });
    const body = api.alertBody(settings, current);
    const { warehouse_id, evaluation } = current;
    const check = await problemOfQuery(ctx, { ...settings, warehouse_id, column: evaluation?.source?.name });
    return { ...alertView(await api.updateAlert(ctx.client, { id: alert_id, ...body })), check };
  },
});

export const deleteAlert = alerts.tool({
  name: "delete_alert",
  title: "Trash a SQL alert",
  description: "Moves an alert to the trash and stops evaluating it; it can be restored for 30 days.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ alert_id: alertId }),
  output: z.object({ id: z.string(), name: objectName, lifecycle_state: z.string() }),
  covers: "alertsV2.trashAlert",
  aliases: { id: "alert_id" },
  affects: async ({ alert_id }, ctx) => ({
    effect: "Move to the trash",
    objects: [alertObject(await api.getAlert(ctx.client, { id: alert_id }))],
    consequences: [{ reason: "others", text: say`Its subscribers will no longer be notified.` }],
  }),
  async run(ctx, { alert_id }) {
    await api.trashAlert(ctx.client, { id: alert_id });
    return { id: alert_id, lifecycle_state: "DELETED" };
  },
});
