import * as z from "zod";
import { compact } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const threshold = z.looseObject({
  value: z
    .looseObject({ string_value: text, double_value: z.number().nullish(), bool_value: z.boolean().nullish() })
    .nullish(),
  column: z.looseObject({ name: text }).nullish(),
});

const evaluation = z.looseObject({
  source: z.looseObject({ name: text, aggregation: text }).nullish(),
  comparison_operator: text,
  threshold: threshold.nullish(),
  empty_result_state: text,
  notification: z
    .looseObject({
      subscriptions: z.array(z.looseObject({ user_email: text, destination_id: text })).nullish(),
      notify_on_ok: z.boolean().nullish(),
      retrigger_seconds: z.number().nullish(),
    })
    .nullish(),
  state: text,
  last_evaluated_at: text,
});

/** `AlertV2`: the fields we read. Times are RFC 3339. */
const alert = z.looseObject({
  id: z.string(),
  display_name: text,
  query_text: text,
  warehouse_id: text,
  schedule: z.looseObject({ quartz_cron_schedule: text, timezone_id: text, pause_status: text }).nullish(),
  evaluation: evaluation.nullish(),
  owner_user_name: text,
  parent_path: text,
  custom_summary: text,
  lifecycle_state: text,
  create_time: text,
  update_time: text,
});
/** A SQL alert. */
export type Alert = z.output<typeof alert>;

const listing = z.looseObject({ alerts: z.array(alert).nullish(), next_page_token: text });

/** `GET /api/2.0/alerts`: one page of the alerts the caller can view; `page_size` is at most 100. */
export async function listAlerts(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<Alert>> {
  const { alerts, next_page_token } = await client.get("alertsV2.listAlerts", "/api/2.0/alerts", listing, { query });
  return { items: alerts ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/alerts/{id}`. @throws {ApiError} `not-found` for an unknown id */
export const getAlert = (client: Client, { id }: { id: string }) =>
  client.get("alertsV2.getAlert", path`/api/2.0/alerts/${id}`, alert);

/** `POST /api/2.0/alerts` with a body made by `alertBody`: creates an alert and returns it. */
export const createAlert = (client: Client, body: object) =>
  client.post("alertsV2.createAlert", "/api/2.0/alerts", alert, { body });

/** `PATCH /api/2.0/alerts/{id}`: replaces the top-level fields given in `body` and returns the alert. */
export const updateAlert = (client: Client, { id, ...body }: { id: string }) =>
  client.patch("alertsV2.updateAlert", path`/api/2.0/alerts/${id}`, alert, {
    query: { update_mask: Object.keys(body).join(",") },
    body,
    replay: "safe",
  });

/** `DELETE /api/2.0/alerts/{id}`: moves the alert to the trash, from where it can be restored for 30 days. */
export const trashAlert = (client: Client, { id }: { id: string }) =>
  client.delete("alertsV2.trashAlert", path`/api/2.0/alerts/${id}`, nothing);

/** The settings of an alert as a flat object; the platform nests them (`alertBody`). */
export interface AlertSettings {
  readonly display_name?: string | undefined;
  readonly query_text?: string | undefined;
  readonly warehouse_id?: string | undefined;
  readonly column?: string | undefined;
  readonly aggregation?: string | undefined;
  readonly comparison_operator?: string | undefined;
  /** A plain number is compared as a number, any other text as text. */
  readonly threshold?: string | undefined;
  readonly empty_result_state?: string | undefined;
  readonly quartz_cron_schedule?: string | undefined;
  readonly timezone_id?: string | undefined;
  readonly pause_status?: string | undefined;
  readonly notify_emails?: readonly string[] | undefined;
  readonly notify_destination_ids?: readonly string[] | undefined;
  readonly notify_on_ok?: boolean | undefined;
  readonly retrigger_seconds?: number | undefined;
  readonly parent_path?: string | undefined;
}

/**
 * The request body for `settings`, holding only the top-level fields that change. The platform replaces `evaluation` and
 * `schedule` as a whole, so an update copies the parts not in `settings` from `current`.
 */
export function alertBody(settings: AlertSettings, current?: Alert): object {
  const { display_name, query_text, warehouse_id, parent_path } = settings;
  const { quartz_cron_schedule, timezone_id, pause_status } = settings;
  const { column, aggregation, comparison_operator, threshold, empty_result_state } = settings;
  const scheduled = compact({ quartz_cron_schedule, timezone_id, pause_status });
  const source = { ...current?.evaluation?.source, ...compact({ name: column, aggregation }) };
  const subscriptions = subscriptionsOf(settings, current);
  const { notify_on_ok, retrigger_seconds } = settings;
  const notified = compact({ subscriptions, notify_on_ok, retrigger_seconds });
  const { state: _, last_evaluated_at: __, ...before } = current?.evaluation ?? {};
  const evaluated = {
    ...compact({ comparison_operator, empty_result_state }),
    ...(column !== undefined || aggregation !== undefined ? { source } : {}),
    ...(threshold !== undefined ? { threshold: { value: typedThreshold(threshold) } } : {}),
    ...(Object.keys(notified).length > 0 ? { notification: { ...before.notification, ...notified } } : {}),
  };
  return compact({
    display_name,
    query_text,
    warehouse_id,
    parent_path,
    schedule: Object.keys(scheduled).length > 0 ? { ...current?.schedule, ...scheduled } : undefined,
    evaluation: Object.keys(evaluated).length > 0 ? { ...before, ...evaluated } : undefined,
  });
}

/** `5`, `-0.5`, `1e6`; not `007` or digits that a double cannot hold, which are rather an id. */
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,2})?$/i;

const typedThreshold = (value: string) =>
  PLAIN_NUMBER.test(value) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER
    ? { double_value: Number(value) }
    : { string_value: value };

/** The new subscriptions. Emails and destinations are replaced separately: giving one kind keeps the other. */
function subscriptionsOf({ notify_emails, notify_destination_ids }: AlertSettings, current: Alert | undefined) {
  if (!notify_emails && !notify_destination_ids) return undefined;
  const before = current?.evaluation?.notification?.subscriptions ?? [];
  return [
    ...(notify_emails?.map((user_email) => ({ user_email })) ?? before.filter(({ user_email }) => user_email)),
    ...(notify_destination_ids?.map((destination_id) => ({ destination_id })) ??
      before.filter(({ destination_id }) => destination_id)),
  ];
}
