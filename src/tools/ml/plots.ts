import * as z from "zod";
import { getRun } from "../../api/ml/runs.ts";
import { brief, extremes, thin } from "../../api/sql/metric.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { attachChart } from "../pictures.ts";
import { metricValue } from "./arguments.ts";
import { readHistory } from "./history.ts";
import { mlflow } from "./toolset.ts";

/** More do not show at the picture's width. */
const POINTS = 500;

export const plotMetricHistory = mlflow.tool({
  name: "plot_metric_history",
  title: "Plot the history of an MLflow metric",
  description: "Draws a metric, a line per run.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_ids: z
      .array(z.string().min(1).max(64))
      .refine((ids) => ids.length >= 1 && ids.length <= 10, "must be 1 to 10 ids")
      .describe("Run ids"),
    metric_key: z.string().min(1).max(500).describe("Metric key"),
    x_axis: z.enum(["step", "time"]).optional().describe("X axis"),
  }),
  output: z.object({
    metric_key: z.string(),
    runs: z.array(
      z.object({
        run_id: z.string(),
        run_name: z.string().optional(),
        points: z.number(),
        last: metricValue.optional(),
        min: metricValue.optional(),
        max: metricValue.optional(),
        cut: z.boolean().optional().describe("later values were left out"),
      }),
    ),
  }),
  async run(ctx, { run_ids, metric_key, x_axis = "step" }) {
    const found = await Promise.all([...new Set(run_ids)].map((run_id) => lineOf(ctx, run_id, metric_key, x_axis)));
    const lines = found.filter(({ points }) => points.some(([, y]) => y !== null));
    if (lines.length === 0) {
      throw new ToolError("None of these runs logged a finite value of this metric.", {
        next: "get_run lists a run's metrics.",
      });
    }
    await attachChart(ctx, {
      kind: "line",
      title: metric_key,
      x: { label: x_axis, type: x_axis === "step" ? "value" : "time" },
      y: { label: metric_key },
      series: lines.map(({ name, points }) => ({ name, points })),
    });
    return { metric_key, runs: found.map(({ said }) => said) };
  },
  text: ({ metric_key, runs }) =>
    [
      metric_key,
      ...runs.map(({ run_id, run_name, points, last, min, max, cut }) => {
        const name = run_name === undefined ? run_id : `${run_name} (${run_id})`;
        if (last === undefined) return `${name}: not logged`;
        const range = min === undefined || max === undefined ? [] : [`min ${brief(min)}, max ${brief(max)}`];
        const facts = [`${points} points`, `last ${brief(last)}`, ...range, ...(cut ? ["later ones left out"] : [])];
        return `${name}: ${facts.join(", ")}`;
      }),
    ].join("\n"),
});

async function lineOf(ctx: Context, run_id: string, metric_key: string, x_axis: "step" | "time") {
  const [{ info }, { items, truncated }] = await Promise.all([
    getRun(ctx.client, { run_id }),
    readHistory(ctx.client, { run_id, metric_key }, "whole"),
  ]);
  const logged = items.map(({ step, timestamp, value }) => ({ step: step ?? 0, timestamp: timestamp ?? 0, value }));
  const along = x_axis === "step" ? "step" : "timestamp";
  const ordered = logged.toSorted((a, b) => a[along] - b[along]);
  const { last, min, max } = extremes(ordered) ?? {};
  return {
    name: info.run_name || run_id,
    points: thin(ordered, POINTS).map(
      (point) => [point[along], typeof point.value === "number" ? point.value : null] as const,
    ),
    said: {
      run_id,
      ...(info.run_name ? { run_name: info.run_name } : {}),
      points: ordered.length,
      ...(last && { last: last.value }),
      ...(min && { min: min.value }),
      ...(max && { max: max.value }),
      ...(truncated && { cut: true }),
    },
  };
}
