import * as z from "zod";
import { type MetricValue, metricValue as metricOf } from "../../api/ml/metric.ts";
import { pairsOf } from "../../api/ml/mlflow.ts";
import { ToolError } from "../../core/errors.ts";
import { tags } from "./arguments.ts";

/** A metric's value as MLflow takes it: JSON has no number for NaN and the infinities. `undefined` for any other text. */
function loggedValue(text: string): MetricValue | undefined {
  const read = metricOf.safeParse(text);
  return read.success ? read.data : undefined;
}

/** MLflow's limits for one batch: metrics, params or tags, and all of them together. */
export const BATCH = { metrics: 1000, named: 100, together: 1000 };

const isFull = (map: object = {}): boolean => Object.keys(map).length > BATCH.named;

/** A metric's value: a number in text, NaN, Infinity or -Infinity. */
export const loggedMetric = z
  .string()
  .max(40)
  .refine((value) => loggedValue(value) !== undefined, "must be a number, NaN, Infinity or -Infinity");
export const loggedParams = z
  .record(z.string().min(1).max(255), z.string().max(6000))
  .optional()
  .refine((params) => !isFull(params), { message: `at most ${BATCH.named} in one call` });
export const loggedTags = tags.refine((given) => !isFull(given), { message: `at most ${BATCH.named} in one call` });

interface Batch {
  readonly metrics?:
    | readonly { readonly key: string; readonly value: string; readonly step?: number | undefined }[]
    | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The body of a request that logs to a run, without the run. @throws {ToolError} For more than 1000 items */
export function batchOf({ metrics = [], params, tags }: Batch) {
  const batch = { metrics: withTimes(metrics, Date.now()), params: pairsOf(params), tags: pairsOf(tags) };
  const total = batch.metrics.length + batch.params.length + batch.tags.length;
  if (total <= BATCH.together) return batch;
  throw new ToolError(`${total} items exceed the limit of ${BATCH.together} per batch; nothing was sent.`, {
    next: "Split them over several calls.",
  });
}

/** Gives each step a later millisecond: with equal times, MLflow would show the greatest value as the latest. */
const withTimes = (metrics: NonNullable<Batch["metrics"]>, now: number) =>
  metrics
    .map(({ key, value, step = 0 }) => ({ key, value: loggedValue(value) ?? Number(value), step }))
    .toSorted((a, b) => a.step - b.step)
    .map((metric, index) => ({ ...metric, timestamp: now - (metrics.length - 1 - index) }));
