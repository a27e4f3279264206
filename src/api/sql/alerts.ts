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
export type Alert = z.output<typeof alert>;

const listing = z.looseObject({ alerts: z.array(alert).nullish(), next_page_token: text });

/** `GET /api/2.0/alerts`, one page. */
export async function listAlerts(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<Alert>> {
  const { alerts, next_page_token } = await client.get("alertsV2.listAlerts", "/api/2.0/alerts", listing, { query });
  return { items: alerts ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/alerts/{id}`. */
export const getAlert = (client: Client, { id }: { id: string }) =>
  client.get("alertsV2.getAlert", path`/api/2.0/alerts/${id}`, alert);

/** `POST /api/2.0/alerts`. */
export const createAlert = (client: Client, body: object) =>
  client.post("alertsV2.createAlert", "/api/2.0/alerts", alert, { body });

/** `PATCH /api/2.0/alerts/{id}`: the top-level fields of `body`, each as a whole. */
export const updateAlert = (client: Client, { id, ...body }: { id: string }) =>
  client.patch("alertsV2.updateAlert", path`/api/2.0/alerts/${id}`, alert, {
    query: { update_mask: Object.keys(body).join(",") },
    body,
    replay: "safe",
  });

/** `DELETE /api/2.0/alerts/{id}`: to the trash, restorable for 30 days. */
export const trashAlert = (client: Client, { id }: { id: string }) =>
  client.delete("alertsV2.trashAlert", path`/api/2.0/alerts/${id}`, nothing);

/** What a caller says of an alert, flat; the platform nests it. */
export interface AlertSettings {
  readonly display_name?: string | undefined;
  readonly query_text?: string | undefined;
  readonly warehouse_id?: string | undefined;
  readonly column?: string | undefined;
  readonly aggregation?: string | undefined;
  readonly comparison_operator?: string | undefined;
  readonly threshold?: string | number | boolean | undefined;
  readonly empty_result_state?: string | undefined;
  readonly quartz_cron_schedule?: string | undefined;
  readonly timezone_id?: string | undefined;
  readonly pause_status?: string | undefined;
  readonly notify_emails?: readonly string[] | undefined;
  readonly notify_destination_ids?: readonly string[] | undefined;
  readonly parent_path?: string | undefined;
}

/**
 * The body for what is given, over what `current` has: `evaluation` and `schedule` are replaced as wholes, so an
 * update carries the parts nobody spoke of. Only fields that change are in it.
 */
export function alertBody(settings: AlertSettings, current?: Alert): object {
  const { display_name, query_text, warehouse_id, parent_path } = settings;
  const { quartz_cron_schedule, timezone_id, pause_status } = settings;
  const { column, aggregation, comparison_operator, threshold, empty_result_state } = settings;
  const scheduled = compact({ quartz_cron_schedule, timezone_id, pause_status });
  const source = { ...current?.evaluation?.source, ...compact({ name: column, aggregation }) };
  const subscriptions = subscriptionsOf(settings, current);
  const { state: _, last_evaluated_at: __, ...before } = current?.evaluation ?? {};
  const evaluated = {
    ...compact({ comparison_operator, empty_result_state }),
    ...(column !== undefined || aggregation !== undefined ? { source } : {}),
    ...(threshold !== undefined ? { threshold: { value: typed(threshold) } } : {}),
    ...(subscriptions ? { notification: { ...before.notification, subscriptions } } : {}),
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

const typed = (value: string | number | boolean) =>
  typeof value === "number"
    ? { double_value: value }
    : typeof value === "boolean"
      ? { bool_value: value }
      : { string_value: value };

/** One kind of subscriber given keeps those of the other kind. */
function subscriptionsOf({ notify_emails, notify_destination_ids }: AlertSettings, current: Alert | undefined) {
  if (!notify_emails && !notify_destination_ids) return undefined;
  const before = current?.evaluation?.notification?.subscriptions ?? [];
  return [
    ...(notify_emails?.map((user_email) => ({ user_email })) ?? before.filter(({ user_email }) => user_email)),
    ...(notify_destination_ids?.map((destination_id) => ({ destination_id })) ??
      before.filter(({ destination_id }) => destination_id)),
  ];
}

/** An alert in a list. */
export const alertSummary = ({ id, display_name, evaluation, schedule, warehouse_id, owner_user_name }: Alert) => ({
  id,
  ...compact({
    display_name,
    state: evaluation?.state,
    last_evaluated_at: evaluation?.last_evaluated_at,
    schedule: scheduleWords(schedule),
    warehouse_id,
    owner_user_name,
  }),
});

/** One alert in full; what is off or usual is left out. */
export const alertDetails = (alert: Alert) => {
  const { source, comparison_operator, threshold, empty_result_state, notification } = alert.evaluation ?? {};
  const { subscriptions, notify_on_ok, retrigger_seconds } = notification ?? {};
  return {
    ...alertSummary(alert),
    ...compact({
      query_text: alert.query_text,
      condition: compact({
        column: source?.name,
        aggregation: source?.aggregation,
        comparison_operator,
        threshold: thresholdOf(threshold),
        empty_result_state,
      }),
      notify_emails: (subscriptions ?? []).flatMap(({ user_email }) => user_email ?? []),
      notify_destination_ids: (subscriptions ?? []).flatMap(({ destination_id }) => destination_id ?? []),
      notify_on_ok: notify_on_ok || undefined,
      retrigger_seconds: retrigger_seconds || undefined,
      custom_summary: alert.custom_summary,
      parent_path: alert.parent_path,
      lifecycle_state: alert.lifecycle_state === "ACTIVE" ? undefined : alert.lifecycle_state,
      create_time: alert.create_time,
      update_time: alert.update_time,
    }),
  };
};

const scheduleWords = (schedule: Alert["schedule"]): string | undefined =>
  schedule?.quartz_cron_schedule
    ? [schedule.quartz_cron_schedule, schedule.timezone_id, schedule.pause_status === "PAUSED" ? "(PAUSED)" : ""]
        .filter(Boolean)
        .join(" ")
    : undefined;

function thresholdOf(threshold: z.output<typeof evaluation>["threshold"]): string | undefined {
  const { string_value, double_value, bool_value } = threshold?.value ?? {};
  const value = string_value ?? double_value ?? bool_value ?? undefined;
  return threshold?.column?.name ? `column ${threshold.column.name}` : value === undefined ? undefined : String(value);
}
