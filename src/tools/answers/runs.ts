import * as z from "zod";
import { compareRunValues } from "../../api/ml/run-comparison.ts";
import { getRun } from "../../api/ml/runs.ts";
import { brief } from "../../api/sql/metric.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { compact } from "../../records.ts";
import { metricValue } from "../ml/arguments.ts";
import { runView } from "../ml/mlflow-run-view.ts";
import { inTime, missing, missingLines, partsOf } from "./parts.ts";
import { answers } from "./toolset.ts";

const MOST = 10;

export const compareRuns = answers.tool({
  name: "compare_runs",
  title: "Compare MLflow runs",
  description: "Shows known MLflow runs side by side: what differs.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    run_ids: z
      .array(z.string().min(1).max(128))
      .refine((ids) => ids.length >= 2 && ids.length <= MOST, `must be 2 to ${MOST} runs`)
      .refine((ids) => new Set(ids).size === ids.length, "must not name a run twice")
      .describe("Ids"),
  }),
  output: z.object({
    runs: z.array(
      z.object({
        run_id: z.string(),
        run_name: text,
        experiment_id: text,
        status: text,
        start_time: text,
        duration_seconds: z.number().optional(),
      }),
    ),
    differences: z.array(
      z.object({ kind: z.enum(["metric", "param"]), key: z.string(), values: z.array(metricValue.nullable()) }),
    ),
    same: z.record(z.string(), metricValue).optional(),
    missing,
  }),
  async run(call, { run_ids }) {
    const ctx = inTime(call);
    const parts = partsOf(ctx);
    const read = run_ids.map((run_id) => parts.part(`run ${run_id}`, getRun(ctx.client, { run_id })));
    const runs = (await Promise.all(read)).flatMap((run) => (run ? [runView(run)] : []));
    if (runs.length < 2) {
      throw new ToolError("Fewer than two of these runs could be read.", {
        next: "search_runs finds run ids.",
        quoted: parts.missing.join("\n"),
      });
    }
    const { differences, same } = compareRunValues(runs);
    return {
      runs: runs.map(({ run_id, run_name, experiment_id, status, start_time, duration_seconds }) => ({
        run_id,
        ...compact({ run_name, experiment_id, status, start_time, duration_seconds }),
      })),
      differences,
      ...compact({ same, missing: parts.missing }),
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
            ...values.map((one) => (one === null ? "" : brief(one))),
          ]),
        ],
      ),
      differences.length === 0 ? "No metric or param differs." : "",
      same
        ? `same in all: ${Object.entries(same)
            .map(([key, one]) => `${key}=${brief(one)}`)
            .join(", ")}`
        : "",
      ...missingLines(missing),
    ]
      .filter((line) => line !== "")
      .join("\n"),
});
