import * as z from "zod";
import { briefValue, extremes, sampleEvenly } from "../../api/ml/metric.ts";
import { getRun, type Run } from "../../api/ml/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { attachChart } from "../pictures.ts";
import { metricValue } from "./arguments.ts";
import { readHistory } from "./history.ts";
import { mlflow } from "./toolset.ts";

/** More points than this are not visible at the picture's width. */
const POINTS = 500;

interface Logged {
  readonly step: number;
  readonly timestamp: number;
  readonly value: number | string;
}

const plottedRunView = view(
  {
    run_id: z.string(),
    run_name: text,
    points: z.number(),
    last: metricValue.optional(),
    min: metricValue.optional(),
    max: metricValue.optional(),
    cut: flag.describe("later values were left out"),
  },
  ({ run_id, run_name }: Run["info"], logged: readonly Logged[], truncated: boolean) => {
    const { last, min, max } = extremes(logged) ?? {};
    return {
      run_id,
      run_name,
      points: logged.length,
      last: last?.value,
      min: min?.value,
      max: max?.value,
      cut: truncated || undefined,
    };
  },
);

export const plotMetricHistory = mlflow.tool({
  name: "plot_metric_history",
  title: "Plot the history of an MLflow metric",
  servedIn: ["ml"],
  description:
    "Draws one metric of up to 10 runs as a line chart and returns each run's last, minimum and maximum value.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_ids: z
      .array(z.string().min(1).max(64))
      .refine((ids) => ids.length >= 1 && ids.length <= 10, "must be 1 to 10 IDs")
      .describe("Run IDs"),
    metric_key: z.string().min(1).max(500).describe("Metric name"),
    x_axis: z.enum(["step", "time"]).optional().describe("X axis; step by default"),
  }),
  output: z.object({
    metric_key: z.string(),
    runs: z.array(plottedRunView.schema),
  }),
  async run(ctx, { run_ids, metric_key, x_axis = "step" }) {
    const found = await Promise.all([...new Set(run_ids)].map((run_id) => lineOf(ctx, run_id, metric_key, x_axis)));
    const lines = found.filter(({ points }) => points.some(([, y]) => y !== null));
    if (lines.length === 0) {
      throw new ToolError("None of these runs has a finite value of this metric.", {
        next: "get_run shows a run's metrics.",
      });
    }
    await attachChart(ctx, {
      kind: "line",
      title: metric_key,
      x: { label: x_axis, type: x_axis === "step" ? "value" : "time" },
      y: { label: metric_key },
      series: lines.map(({ name, points }) => ({ name, points })),
    });
    return { metric_key, runs: found.map(({ plotted }) => plotted) };
  },
  text: ({ metric_key, runs }) =>
    [
      metric_key,
      ...runs.map(({ run_id, run_name, points, last, min, max, cut }) => {
        const name = run_name === undefined ? run_id : `${run_name} (${run_id})`;
        if (last === undefined) return `${name}: not logged`;
        const range = min === undefined || max === undefined ? [] : [`min ${briefValue(min)}, max ${briefValue(max)}`];
        const facts = [
          `${points} points`,
          `last ${briefValue(last)}`,
          ...range,
          ...(cut ? ["later values left out"] : []),
        ];
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
  return {
    name: info.run_name || run_id,
    points: sampleEvenly(ordered, POINTS).map(
      (point) => [point[along], typeof point.value === "number" ? point.value : null] as const,
    ),
    plotted: plottedRunView({ ...info, run_id }, ordered, truncated),
  };
}
