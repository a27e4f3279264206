import * as z from "zod";
import { briefValue } from "../../api/ml/metric.ts";
import { compareRunValues } from "../../api/ml/run-comparison.ts";
import { getRun } from "../../api/ml/runs.ts";
import { ToolError } from "../../core/errors.ts";
import { table } from "../../core/output/table.ts";
import { view } from "../../core/view.ts";
import { metricValue } from "../ml/arguments.ts";
import { runView } from "../ml/mlflow-run-view.ts";
import { collectParts, missing, missingLines, withDeadline } from "./parts.ts";
import { answers } from "./toolset.ts";

const MAX_RUNS = 10;

const { run_id, run_name, experiment_id, status, start_time, duration_seconds } = runView.fields;

/** The identity of a run in a comparison. */
const comparedRunView = view(
  { run_id, run_name, experiment_id, status, start_time, duration_seconds },
  (run: ReturnType<typeof runView>) => ({
    run_id: run.run_id,
    run_name: run.run_name,
    experiment_id: run.experiment_id,
    status: run.status,
    start_time: run.start_time,
    duration_seconds: run.duration_seconds,
  }),
);

export const compareRuns = answers.tool({
  name: "compare_runs",
  title: "Compare MLflow runs",
  servedIn: ["default", "ml"],
  description: "Compares the metrics and params of 2 to 10 MLflow runs side by side.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_ids: z
      .array(z.string().min(1).max(128))
      .refine((ids) => ids.length >= 2 && ids.length <= MAX_RUNS, `must be 2 to ${MAX_RUNS} runs`)
      .refine((ids) => new Set(ids).size === ids.length, "must not contain a run twice")
      .describe("Run ids, 2 to 10"),
  }),
  output: z.object({
    runs: z.array(comparedRunView.schema),
    differences: z.array(
      z.object({ kind: z.enum(["metric", "param"]), key: z.string(), values: z.array(metricValue.nullable()) }),
    ),
    same: z.record(z.string(), metricValue).optional(),
    missing,
  }),
  async run(call, { run_ids }) {
    const ctx = withDeadline(call);
    const parts = collectParts(ctx);
    const read = run_ids.map((run_id) => parts.read(`run ${run_id}`, getRun(ctx.client, { run_id })));
    const runs = (await Promise.all(read)).flatMap((run) => (run ? [runView(run)] : []));
    if (runs.length < 2) {
      throw new ToolError("Fewer than two of these runs could be read.", {
        next: "Find run ids with search_runs.",
        quoted: parts.missing.join("\n"),
      });
    }
    const { differences, same } = compareRunValues(runs);
    return {
      runs: runs.map((run) => comparedRunView(run)),
      differences,
      same,
      missing: parts.missing,
    };
  },
  text: ({ runs, differences, same, missing }) =>
    [
      table(
        ["", ...runs.map(({ run_name, run_id }) => run_name ?? run_id)],
        [
          ["run_id", ...runs.map(({ run_id }) => run_id)],
          ["status", ...runs.map(({ status }) => status ?? "")],
          ["duration_seconds", ...runs.map(({ duration_seconds }) => duration_seconds ?? "")],
          ...differences.map(({ kind, key, values }) => [
            `${kind}s.${key}`,
            ...values.map((one) => (one === null ? "" : briefValue(one))),
          ]),
        ],
      ),
      differences.length === 0 ? "All metrics and params are equal." : "",
      same
        ? `same in all runs: ${Object.entries(same)
            .map(([key, one]) => `${key}=${briefValue(one)}`)
            .join(", ")}`
        : "",
      ...missingLines(missing),
    ]
      .filter((line) => line !== "")
      .join("\n"),
});
