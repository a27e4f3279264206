import * as z from "zod";
import type { QualityMonitor, QualityRefresh } from "../../../api/catalog/quality-monitors.ts";
import { text, texts } from "../../../core/fields.ts";
import { view } from "../../../core/view.ts";
import { isoTime } from "../../../text.ts";

/** A constant of the platform without its prefix: `DATA_PROFILING_STATUS_ACTIVE` → `ACTIVE`. */
export const shortState = (value: string | null | undefined): string | undefined =>
  value?.replace(/^(DATA_PROFILING_STATUS|MONITOR_REFRESH_STATE|MONITOR_REFRESH_TRIGGER|AGGREGATION_GRANULARITY)_/, "");

/** A monitor in a list. The list has no name for a schema. */
export const monitorRowView = view(
  { object_type: z.string(), object_id: z.string(), full_name: text, status: text },
  ({ object_type, object_id, data_profiling_config: profile }: QualityMonitor) => ({
    object_type,
    object_id,
    full_name: profile?.monitored_table_name,
    status: shortState(profile?.status),
  }),
);

/** A refresh of a monitor. */
export const refreshView = view(
  { refresh_id: z.string(), state: text, trigger: text, message: text, start_time: text, end_time: text },
  ({ refresh_id, state, trigger, message, start_time_ms, end_time_ms }: QualityRefresh) => ({
    refresh_id,
    state: shortState(state),
    trigger: shortState(trigger),
    message,
    start_time: isoTime(start_time_ms),
    end_time: isoTime(end_time_ms),
  }),
);

/** The configuration and the assets of a monitor. `name`: that of the call, because the platform has none for a schema. */
export const monitorView = view(
  {
    ...monitorRowView.fields,
    failure: text,
    profile: text,
    granularities: texts,
    schedule: text,
    slicing_exprs: texts,
    baseline_table_name: text,
    profile_metrics_table_name: text,
    drift_metrics_table_name: text,
    dashboard_id: text,
    excluded_table_full_names: texts,
  },
  (monitor: QualityMonitor, name: string) => {
    const profile = monitor.data_profiling_config;
    const row = monitorRowView(monitor);
    return {
      ...row,
      full_name: row.full_name ?? name,
      failure: profile?.latest_monitor_failure_message,
      profile: profile?.time_series
        ? `time series by ${profile.time_series.timestamp_column ?? ""}`
        : profile?.inference_log
          ? `inference log by ${profile.inference_log.timestamp_column ?? ""}`
          : profile && "snapshot",
      granularities: (profile?.time_series ?? profile?.inference_log)?.granularities?.map(
        (one) => shortState(one) ?? "",
      ),
      schedule:
        profile?.schedule &&
        [
          profile.schedule.quartz_cron_expression,
          profile.schedule.timezone_id,
          profile.schedule.pause_status?.endsWith("_PAUSED") ? "paused" : "",
        ]
          .filter(Boolean)
          .join(" "),
      slicing_exprs: profile?.slicing_exprs ?? undefined,
      baseline_table_name: profile?.baseline_table_name,
      profile_metrics_table_name: profile?.profile_metrics_table_name,
      drift_metrics_table_name: profile?.drift_metrics_table_name,
      dashboard_id: profile?.dashboard_id,
      excluded_table_full_names: monitor.anomaly_detection_config?.excluded_table_full_names ?? undefined,
    };
  },
);
