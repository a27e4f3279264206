import type { Pipeline, PipelineEvent, PipelineSpec, PipelineUpdate } from "../../api/jobs/pipelines.ts";
import { maskSettings } from "../../api/reference/mask.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";

/** States in which an update has ended. */
const OVER: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELED"]);

/** The update has ended. A state we do not know is not the end. */
export const isOver = ({ state }: PipelineUpdate): boolean => OVER.has(state ?? "");

/** Nothing runs in it. */
export const isAtRest = ({ state }: Pipeline): boolean => state === "IDLE" || state === "FAILED" || state === "DELETED";

/** An update: what it was to do and how it stands. */
export function updateView({ update_id, state, creation_time, ...update }: PipelineUpdate) {
  return {
    update_id,
    state: state ?? "UNKNOWN",
    ...compact({
      cause: update.cause,
      creation_time: typeof creation_time === "number" ? isoTime(creation_time) : timeOf(creation_time),
      full_refresh: update.full_refresh || undefined,
      full_refresh_selection: update.full_refresh_selection,
      refresh_selection: update.refresh_selection,
      validate_only: update.validate_only || undefined,
    }),
  };
}

const timeOf = (text: string | null | undefined): string | undefined =>
  text ? (isoTime(/^\d+$/.test(text) ? Number(text) : Date.parse(text)) ?? text) : undefined;

/** A pipeline in a list. Healthy is not worth saying. */
export function pipelineSummary(pipeline: Pipeline) {
  const [latest] = pipeline.latest_updates ?? [];
  return {
    pipeline_id: pipeline.pipeline_id,
    name: pipeline.name ?? "",
    state: pipeline.state ?? "UNKNOWN",
    ...compact({
      health: pipeline.health === "HEALTHY" ? undefined : pipeline.health,
      creator_user_name: pipeline.creator_user_name,
      latest_update: latest && updateView(latest),
    }),
  };
}

/** One pipeline with its spec as `update_pipeline` takes it, credentials masked. */
export function pipelineDetails(pipeline: Pipeline) {
  const { latest_update: _, ...summary } = pipelineSummary(pipeline);
  const { id: __, name: ___, ...spec } = pipeline.spec ?? {};
  return {
    ...summary,
    ...compact({
      cause: pipeline.cause,
      run_as_user_name: pipeline.run_as_user_name,
      cluster_id: pipeline.cluster_id,
      last_modified: isoTime(pipeline.last_modified),
      latest_updates: pipeline.latest_updates?.slice(0, 5).map(updateView),
    }),
    spec: recordOf(maskSettings(compact(spec))),
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value)) : {};

/** The spec with some fields changed; a field that is null is left out, which unsets it. The id belongs to the path. */
export function changedSpec({ id: _, ...spec }: PipelineSpec, changes: PipelineSpec): PipelineSpec {
  return Object.fromEntries(Object.entries({ ...spec, ...changes }).filter(([, value]) => value !== null));
}

/** An event: where it happened, what was said, and the chain of causes. */
export function eventView({ timestamp, level, event_type, message, error, origin }: PipelineEvent) {
  const causes = error?.exceptions?.map(({ class_name, message }) =>
    [class_name, message && oneLine(message)].filter(Boolean).join(": "),
  );
  return {
    timestamp: timeOf(timestamp) ?? "",
    level: level ?? "",
    event_type: event_type ?? "",
    message: message ?? "",
    ...compact({ flow_name: origin?.flow_name, update_id: origin?.update_id, exceptions: causes }),
  };
}

/** What went wrong in one update, newest first and each thing once: the errors that name a cause, if any does. */
export function failuresOf(events: readonly PipelineEvent[], update_id: string): string[] {
  const own = events.filter(({ origin }) => !origin?.update_id || origin.update_id === update_id).map(eventView);
  const explained = own.filter(({ exceptions }) => exceptions);
  const told = explained.length > 0 ? explained : own;
  return [...new Set(told.map(({ message, exceptions = [] }) => [message, ...exceptions].join("\n")))].slice(0, 5);
}

/** `level in ('ERROR') AND timestamp >= '…'`, the platform's own filter; nothing when nothing is asked. */
export function eventFilter({ levels, start_time }: { levels?: readonly string[]; start_time?: string }) {
  const parts = [
    levels && levels.length > 0 && `level in (${levels.map((level) => `'${level}'`).join(",")})`,
    start_time && `timestamp >= '${new Date(start_time).toISOString()}'`,
  ];
  return parts.filter(Boolean).join(" AND ") || undefined;
}
