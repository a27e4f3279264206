import * as z from "zod";
import type { Pipeline, PipelineEvent, PipelineSpec, PipelineUpdate } from "../../api/jobs/pipelines.ts";
import { maskSettings } from "../../api/reference/mask.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { compact, isRecord } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";

/** One update (run) of a pipeline. */
export const updateView = view(
  {
    update_id: z.string(),
    state: z.string(),
    cause: text,
    creation_time: text,
    full_refresh: flag,
    full_refresh_selection: texts,
    refresh_selection: texts,
    validate_only: flag,
  },
  ({ update_id, state, creation_time, ...update }: PipelineUpdate) => ({
    update_id,
    state: state ?? "UNKNOWN",
    cause: update.cause,
    creation_time: typeof creation_time === "number" ? isoTime(creation_time) : readTime(creation_time),
    full_refresh: update.full_refresh || undefined,
    full_refresh_selection: update.full_refresh_selection,
    refresh_selection: update.refresh_selection,
    validate_only: update.validate_only || undefined,
  }),
);

/** Epoch milliseconds in digits, or RFC 3339, as ISO 8601. */
const readTime = (text: string | null | undefined): string | undefined =>
  text ? (isoTime(/^\d+$/.test(text) ? Number(text) : Date.parse(text)) ?? text) : undefined;

const pipelineView = view(
  { pipeline_id: z.string(), name: z.string(), state: z.string(), health: text, creator_user_name: text },
  (pipeline: Pipeline) => ({
    pipeline_id: pipeline.pipeline_id,
    name: pipeline.name ?? "",
    state: pipeline.state ?? "UNKNOWN",
    // Only a problem is worth the context.
    health: pipeline.health === "HEALTHY" ? undefined : pipeline.health,
    creator_user_name: pipeline.creator_user_name,
  }),
);

/** A pipeline in a list. */
export const pipelineSummaryView = view(
  { ...pipelineView.fields, latest_update: updateView.schema.optional() },
  (pipeline: Pipeline) => {
    const [latest] = pipeline.latest_updates ?? [];
    return { ...pipelineView(pipeline), latest_update: latest && updateView(latest) };
  },
);

/** One pipeline with its spec as `update_pipeline` takes it; credentials are masked. */
export const pipelineDetailsView = view(
  {
    ...pipelineView.fields,
    cause: text,
    run_as_user_name: text,
    cluster_id: text,
    last_modified: text,
    latest_updates: z.array(updateView.schema).optional(),
    errors: texts.describe("of the latest update, if it failed"),
    spec: z.record(z.string(), z.unknown()).describe("PipelineSpec; credentials are masked"),
  },
  (pipeline: Pipeline, errors: string[] = []) => {
    const { id: _, name: __, ...spec } = pipeline.spec ?? {};
    return {
      ...pipelineView(pipeline),
      cause: pipeline.cause,
      run_as_user_name: pipeline.run_as_user_name,
      cluster_id: pipeline.cluster_id,
      last_modified: isoTime(pipeline.last_modified),
      latest_updates: pipeline.latest_updates?.slice(0, 5).map((update) => updateView(update)),
      errors,
      spec: recordOf(maskSettings(compact(spec))),
    };
  },
);

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? { ...value } : {});

/** The spec with some fields changed. A field that is null is left out, which unsets it; the ID belongs in the path. */
export function changedSpec({ id: _, ...spec }: PipelineSpec, changes: PipelineSpec): PipelineSpec {
  return Object.fromEntries(Object.entries({ ...spec, ...changes }).filter(([, value]) => value !== null));
}

/** An event with its message and the chain of exceptions behind it. */
export const pipelineEventView = view(
  {
    timestamp: z.string(),
    level: z.string(),
    event_type: z.string(),
    message: z.string(),
    flow_name: text,
    update_id: text,
    exceptions: texts,
  },
  ({ timestamp, level, event_type, message, error, origin, details }: PipelineEvent) => ({
    timestamp: readTime(timestamp) ?? "",
    level: level ?? "",
    event_type: event_type ?? "",
    message: [message ?? "", ...flowFigures(details)].join(" "),
    flow_name: origin?.flow_name,
    update_id: origin?.update_id,
    exceptions: error?.exceptions?.map(({ class_name, message }) =>
      [class_name, message && oneLine(message)].filter(Boolean).join(": "),
    ),
  }),
);

/** The rows that a flow wrote and dropped, and those that broke its expectations. */
function flowFigures(details: unknown): readonly string[] {
  const flow = isRecord(details) ? details.flow_progress : undefined;
  const { metrics, data_quality } = isRecord(flow) ? flow : {};
  const written = isRecord(metrics) ? metrics.num_output_rows : undefined;
  const { dropped_records, expectations } = isRecord(data_quality) ? data_quality : {};
  const rules = Array.isArray(expectations) ? expectations.filter(isRecord) : [];
  return [
    ...(typeof written === "number" ? [`Rows written: ${written}.`] : []),
    ...(typeof dropped_records === "number" ? [`Rows dropped: ${dropped_records}.`] : []),
    ...rules.map(({ name, passed_records, failed_records }) =>
      oneLine(`Expectation ${name}: ${passed_records} passed, ${failed_records} failed.`),
    ),
  ];
}

/**
 * Up to five distinct error messages of one update, newest first. If some events name a cause, only those are returned.
 */
export function updateErrors(events: readonly PipelineEvent[], update_id: string): string[] {
  const own = events
    .filter(({ origin }) => !origin?.update_id || origin.update_id === update_id)
    .map((event) => pipelineEventView(event));
  const withCause = own.filter(({ exceptions }) => exceptions);
  const shown = withCause.length > 0 ? withCause : own;
  return [...new Set(shown.map(({ message, exceptions = [] }) => [message, ...exceptions].join("\n")))].slice(0, 5);
}
