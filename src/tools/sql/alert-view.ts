import * as z from "zod";
import type { Alert } from "../../api/sql/alerts.ts";
import { count, flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { cronInWords } from "../cron.ts";

/** An alert in a list. */
export const alertSummaryView = view(
  {
    id: z.string(),
    display_name: text,
    state: text.describe("OK, TRIGGERED or ERROR at the last evaluation"),
    last_evaluated_at: text,
    schedule: text,
    warehouse_id: text,
    owner_user_name: text,
  },
  ({ id, display_name, evaluation, schedule, warehouse_id, owner_user_name }: Alert) => ({
    id,
    display_name,
    state: evaluation?.state,
    last_evaluated_at: evaluation?.last_evaluated_at,
    schedule: scheduleWords(schedule),
    warehouse_id,
    owner_user_name,
  }),
);

const conditionView = view(
  { column: text, aggregation: text, comparison_operator: text, threshold: text, empty_result_state: text },
  (evaluation: Alert["evaluation"]) => ({
    column: evaluation?.source?.name,
    aggregation: evaluation?.source?.aggregation,
    comparison_operator: evaluation?.comparison_operator,
    threshold: thresholdWords(evaluation),
    empty_result_state: evaluation?.empty_result_state,
  }),
);

/** One alert in full. Settings that are off and the usual lifecycle state are left out. */
export const alertView = view(
  {
    ...alertSummaryView.fields,
    query_text: text,
    condition: conditionView.schema.optional(),
    notify_emails: texts,
    notify_destination_ids: texts,
    notify_on_ok: flag,
    retrigger_seconds: count,
    custom_summary: text,
    parent_path: text,
    lifecycle_state: text.describe("only when not active"),
    create_time: text,
    update_time: text,
  },
  (alert: Alert) => {
    const { subscriptions, notify_on_ok, retrigger_seconds } = alert.evaluation?.notification ?? {};
    const subscribers = subscriptions ?? [];
    return {
      ...alertSummaryView(alert),
      query_text: alert.query_text,
      condition: conditionView(alert.evaluation),
      notify_emails: subscribers.flatMap(({ user_email }) => user_email ?? []),
      notify_destination_ids: subscribers.flatMap(({ destination_id }) => destination_id ?? []),
      notify_on_ok: notify_on_ok || undefined,
      retrigger_seconds: retrigger_seconds || undefined,
      custom_summary: alert.custom_summary,
      parent_path: alert.parent_path,
      lifecycle_state: alert.lifecycle_state === "ACTIVE" ? undefined : alert.lifecycle_state,
      create_time: alert.create_time,
      update_time: alert.update_time,
    };
  },
);

/** The platform leaves out the status of a schedule that was never paused. */
const scheduleWords = (schedule: Alert["schedule"]): string | undefined =>
  schedule?.quartz_cron_schedule
    ? [cronInWords(schedule.quartz_cron_schedule), schedule.timezone_id, `(${schedule.pause_status || "UNPAUSED"})`]
        .filter(Boolean)
        .join(" ")
    : undefined;

function thresholdWords(evaluation: Alert["evaluation"]): string | undefined {
  const { value, column } = evaluation?.threshold ?? {};
  if (column?.name) return `column ${column.name}`;
  const { string_value, double_value, bool_value } = value ?? {};
  const threshold = string_value ?? double_value ?? bool_value ?? undefined;
  return threshold === undefined ? undefined : String(threshold);
}
