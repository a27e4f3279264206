import * as z from "zod";
import { pairsOf } from "../../api/ml/mlflow.ts";
import * as api from "../../api/ml/runs.ts";
import { brief, extremes, type MetricPoint, thin } from "../../api/sql/metric.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";
import { metricValue, more, nothingToDo, tags, text } from "./arguments.ts";
import { readHistory } from "./history.ts";
import { mlflow } from "./toolset.ts";

const point = z.object({ step: z.number(), value: metricValue, timestamp: text });

export const getMetricHistory = mlflow.tool({
  name: "get_metric_history",
  title: "Get the history of an MLflow metric",
  description: "Returns the values of one metric in pages; with sample the shape of all of them.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_id: params.runId.describe("Run id"),
    metric_key: z.string().min(1).max(500).describe("Metric"),
    sample: z
      .number()
      .int()
      .refine((size) => size >= 2 && size <= 1000, "must be 2 to 1000")
      .optional()
      .describe("So many points, evenly apart"),
    page_token: params.pageToken,
  }),
  output: z.object({
    run_id: z.string(),
    metric_key: z.string(),
    points: z.array(point),
    summary: z
      .object({ points: z.number(), first: point, last: point, min: point.optional(), max: point.optional() })
      .optional()
      .describe("of the points read"),
    sampled: z.boolean().optional(),
    next_page_token: text,
  }),
  async run(ctx, { run_id, metric_key, sample, page_token }) {
    const extent = sample === undefined ? "page" : "whole";
    const { items, next } = await readHistory(ctx.client, { run_id, metric_key, page_token }, extent);
    const logged = items.map(pointView);
    const read = sample === undefined ? logged : logged.toSorted((a, b) => a.step - b.step);
    const points = sample === undefined ? read : thin(read, sample);
    const found = extremes(read);
    return {
      run_id,
      metric_key,
      points,
      ...(found && { summary: { points: read.length, ...found } }),
      ...(points.length < read.length && { sampled: true }),
      ...compact({ next_page_token: next }),
    };
  },
  text: ({ metric_key, points, summary, sampled, next_page_token }) => {
    if (!summary) return `No value of ${metric_key} was logged in this run.`;
    const { first, last, min, max } = summary;
    const at = (one: MetricPoint) => `${brief(one.value)} at step ${one.step}`;
    const facts = [
      `first ${at(first)}`,
      `last ${at(last)}`,
      ...(min ? [`min ${at(min)}`] : []),
      ...(max ? [`max ${at(max)}`] : []),
    ];
    const count = sampled ? `${points.length} of ${summary.points} points, a sample` : `${summary.points} points`;
    const rows = points.map((one) => [one.step, brief(one.value)].join(" "));
    return `${metric_key}: ${count}; ${facts.join(", ")}.\nstep value (six digits)\n${rows.join("\n")}${more(next_page_token)}`;
  },
});

const pointView = ({ step, value: logged, timestamp }: api.Metric) => ({
  step: step ?? 0,
  value: logged,
  ...compact({ timestamp: isoTime(timestamp) }),
});

/** MLflow's limits of one batch. */
const BATCH = { metrics: 1000, params: 100, tags: 100, together: 1000 };

export const logBatch = mlflow.tool({
  name: "log_batch",
  title: "Log to an MLflow run",
  description: "Logs up to 1000 metrics, params and tags to a run. A param is written once.",
  access: "write",
  input: z
    .strictObject({
      run_id: params.runId.describe("Run id"),
      metrics: z
        .array(
          z.strictObject({
            key: z.string().min(1).max(250),
            value: z.number(),
            step: z.number().int().optional(),
          }),
        )
        .max(BATCH.metrics)
        .optional()
        .describe("Metrics"),
      params: z.record(z.string().min(1).max(255), z.string().max(6000)).optional().describe("Params"),
      tags,
    })
    .refine(({ params = {} }) => Object.keys(params).length <= BATCH.params, {
      path: ["params"],
      message: `at most ${BATCH.params} in one call`,
    })
    .refine(({ tags = {} }) => Object.keys(tags).length <= BATCH.tags, {
      path: ["tags"],
      message: `at most ${BATCH.tags} in one call`,
    }),
  output: z.object({ run_id: z.string(), metrics: z.number(), params: z.number(), tags: z.number() }),
  async run(ctx, args) {
    const metrics = inTime(args.metrics ?? [], Date.now());
    const batch = { run_id: args.run_id, metrics, params: pairsOf(args.params), tags: pairsOf(args.tags) };
    const sizes = { metrics: metrics.length, params: batch.params.length, tags: batch.tags.length };
    const total = sizes.metrics + sizes.params + sizes.tags;
    if (total === 0) throw nothingToDo("metrics, params or tags");
    if (total > BATCH.together) {
      throw new ToolError(`${total} items are more than the ${BATCH.together} of one batch, nothing was sent.`, {
        next: "Log them in several calls.",
      });
    }
    await api.logBatch(ctx.client, batch);
    return { run_id: args.run_id, ...sizes };
  },
});

/** The last step a millisecond after the one before: among equal times a run would show the greatest value as its latest. */
const inTime = (metrics: readonly { key: string; value: number; step?: number | undefined }[], now: number) =>
  metrics
    .map(({ key, value, step = 0 }) => ({ key, value, step }))
    .toSorted((a, b) => a.step - b.step)
    .map((metric, index) => ({ ...metric, timestamp: now - (metrics.length - 1 - index) }));

export const deleteRunTag = mlflow.tool({
  name: "delete_run_tag",
  title: "Delete a tag of an MLflow run",
  description: "Deletes one tag of a run.",
  access: "destructive",
  input: z.strictObject({
    run_id: params.runId.describe("Run id"),
    key: z.string().min(1).max(250).describe("Tag"),
  }),
  output: z.object({ run_id: z.string(), key: z.string(), deleted: z.boolean() }),
  confirm: ({ run_id, key }) => `Delete the tag ${oneLine(key)} of the MLflow run ${run_id}? Its value is lost.`,
  async run(ctx, args) {
    await api.deleteRunTag(ctx.client, args);
    return { ...args, deleted: true };
  },
});
