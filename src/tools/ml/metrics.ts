import * as z from "zod";
import { briefValue, type Extremes, extremes, type MetricPoint, sampleEvenly } from "../../api/ml/metric.ts";
import * as api from "../../api/ml/runs.ts";
import { say } from "../../core/consent/facts.ts";
import { flag, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { metricValue, nextPageLine, nothingToChange } from "./arguments.ts";
import { BATCH, batchOf, loggedMetric, loggedParams, loggedTags } from "./batch.ts";
import { readHistory } from "./history.ts";
import { mlflow } from "./toolset.ts";
import { runFacts, runObject } from "./tracking-facts.ts";

const pointView = view(
  { step: z.number(), value: metricValue, timestamp: text },
  ({ step, value: logged, timestamp }: api.Metric) => ({
    step: step ?? 0,
    value: logged,
    timestamp: isoTime(timestamp),
  }),
);
type Point = ReturnType<typeof pointView>;

const summaryView = view(
  {
    points: z.number(),
    first: pointView.schema,
    last: pointView.schema,
    min: pointView.schema.optional(),
    max: pointView.schema.optional(),
    first_nan: pointView.schema.optional().describe("or infinite"),
  },
  (points: number, { first, last, min, max }: Extremes<Point>, first_nan: Point | undefined) => ({
    points,
    first,
    last,
    min,
    max,
    first_nan,
  }),
);

/** The first value that is not a finite number: where a training diverged. */
const firstNan = (ordered: readonly Point[]): Point | undefined =>
  ordered.find(({ value }) => !Number.isFinite(Number(value)));

export const getMetricHistory = mlflow.tool({
  name: "get_metric_history",
  title: "Get the history of an MLflow metric",
  servedIn: ["ml"],
  description:
    "Returns the logged values of one metric of a run, page by page. Give sample to see the shape of a long history in one call.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_id: params.runId.describe("Run ID"),
    metric_key: z.string().min(1).max(500).describe("Metric name"),
    sample: z
      .number()
      .int()
      .refine((size) => size >= 2 && size <= 1000, "must be 2 to 1000")
      .optional()
      .describe("Evenly spaced points to sample (2 to 1000)"),
    page_token: params.pageToken,
  }),
  output: z.object({
    run_id: z.string(),
    metric_key: z.string(),
    points: z.array(pointView.schema),
    summary: summaryView.schema.optional().describe("of the points read"),
    sampled: flag,
    next_page_token: text,
  }),
  async run(ctx, { run_id, metric_key, sample, page_token }) {
    const extent = sample === undefined ? "page" : "whole";
    const { items, next } = await readHistory(ctx.client, { run_id, metric_key, page_token }, extent);
    // In MLflow, the latest value is that of the greatest step, whichever was logged last.
    const read = items.toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0) || (a.timestamp ?? 0) - (b.timestamp ?? 0));
    const ordered = read.map((item) => pointView(item));
    const points = sample === undefined ? items.map((item) => pointView(item)) : sampleEvenly(ordered, sample);
    const found = extremes(ordered);
    return {
      run_id,
      metric_key,
      points,
      summary: found && summaryView(ordered.length, found, firstNan(ordered)),
      sampled: points.length < ordered.length || undefined,
      next_page_token: next,
    };
  },
  text: ({ metric_key, points, summary, sampled, next_page_token }) => {
    if (!summary) return `This run has no values of ${metric_key}.`;
    const { first, last, min, max, first_nan } = summary;
    const at = (one: MetricPoint) => `${briefValue(one.value)} at step ${one.step}`;
    const facts = [
      `first ${at(first)}`,
      `last ${at(last)}`,
      ...(min ? [`min ${at(min)}`] : []),
      ...(max ? [`max ${at(max)}`] : []),
      ...(first_nan ? [`first ${first_nan.value} at step ${first_nan.step}`] : []),
    ];
    const count = sampled ? `${points.length} of ${summary.points} points, a sample` : `${summary.points} points`;
    const rows = points.map((one) => [one.step, briefValue(one.value)].join(" "));
    return `${metric_key}: ${count}; ${facts.join(", ")}.\nstep value (six digits)\n${rows.join("\n")}${nextPageLine(next_page_token)}`;
  },
});

export const logBatch = mlflow.tool({
  name: "log_batch",
  title: "Log to an MLflow run",
  description: "Logs up to 1000 metrics, params and tags to a run in one request. A param cannot be changed later.",
  access: "write",
  input: z.strictObject({
    run_id: params.runId.describe("Run ID"),
    metrics: z
      .array(
        z.strictObject({
          key: z.string().min(1).max(250),
          value: loggedMetric,
          step: z.number().int().optional(),
        }),
      )
      .max(BATCH.metrics)
      .optional()
      .describe("Metric values: a number, NaN, Infinity or -Infinity; step defaults to 0"),
    params: loggedParams.describe("Params by name"),
    tags: loggedTags,
  }),
  output: z.object({ run_id: z.string(), metrics: z.number(), params: z.number(), tags: z.number() }),
  alsoCovers: [{ operation: "experiments.logBatch", args: ({ run_id }) => [{ run_id }] }],
  affects: ({ run_id }, ctx) => runFacts(ctx, "Log to", run_id),
  async run(ctx, args) {
    const batch = batchOf(args);
    const sizes = { metrics: batch.metrics.length, params: batch.params.length, tags: batch.tags.length };
    if (sizes.metrics + sizes.params + sizes.tags === 0) throw nothingToChange("metrics, params or tags");
    await api.logBatch(ctx.client, { run_id: args.run_id, ...batch });
    return { run_id: args.run_id, ...sizes };
  },
});

export const deleteRunTag = mlflow.tool({
  name: "delete_run_tag",
  title: "Delete a tag of an MLflow run",
  servedIn: [],
  description: "Deletes one tag of a run. log_batch sets tags.",
  access: "destructive",
  input: z.strictObject({
    run_id: params.runId.describe("Run ID"),
    key: z.string().min(1).max(250).describe("Name of the tag"),
  }),
  output: z.object({ run_id: z.string(), key: z.string(), deleted: z.boolean() }),
  covers: "experiments.deleteTag",
  async affects({ run_id, key }, ctx) {
    const run = await api.getRun(ctx.client, { run_id });
    const tag = (run.data?.tags ?? []).find((one) => one.key === key);
    return {
      effect: "Delete a tag of",
      objects: [await runObject(ctx, run)],
      consequences: tag
        ? [{ reason: "loss", text: say`Tag ${key} with the value ${tag.value ?? ""} is permanently lost.` }]
        : [],
    };
  },
  async run(ctx, args) {
    await api.deleteRunTag(ctx.client, args);
    return { ...args, deleted: true };
  },
});
