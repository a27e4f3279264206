import * as z from "zod";
import * as api from "../../api/jobs/run-output.ts";
import { getRunCells, parseRunPage, type RunCell } from "../../api/jobs/run-page.ts";
import type { Context } from "../../core/calls/context.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { startOf } from "../../text.ts";
import { stateWords } from "./run-text.ts";
import { taskRunId } from "./settings.ts";
import { taskOutputView } from "./task-output-view.ts";
import { jobs } from "./toolset.ts";

/** Share of the output budget for logs. Their end matters most, so it is shown, and the complete log is linked. */
const LOGS_SHARE = 0.5;

const CELLS = "The notebook returned no value, and its cells cannot be read.";
/** Share of the output budget for the results of cells, and the length of one. */
const CELLS_SHARE = 0.5;
const MAX_CELL = 2000;

const cellResultView = view(
  { index: z.number(), output: text, error: text, shortened: flag },
  (index: number, { output = "", error = "" }: RunCell) => ({
    index,
    output: startOf(output, MAX_CELL),
    error: startOf(error, MAX_CELL),
    shortened: output.length > MAX_CELL || error.length > MAX_CELL || undefined,
  }),
);

export const getJobRunOutput = jobs.tool({
  name: "get_job_run_output",
  title: "Get a task run's output",
  servedIn: ["default", "engineer", "analyst", "ml"],
  description:
    "Returns the output of a task run: error and traceback, a notebook's exit value or results of its cells, end of the logs. For an explanation of a failure use diagnose_job_run.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: taskRunId }),
  output: z.object({
    ...taskOutputView.fields,
    cells: z.array(cellResultView.schema).optional(),
    logs_uri: text.describe("resource with the complete logs"),
    next: text,
  }),
  async run(ctx, { run_id }) {
    const raw = await api.getRunOutput(ctx.client, { run_id });
    const output = taskOutputView(raw, run_id);
    // The output of a notebook is what it passes to dbutils.notebook.exit: of most notebooks, nothing.
    const isSilent = raw.notebook_output && !output.notebook_result && !output.error && !output.logs;
    const results = isSilent ? await cellResults(ctx, output.run_id) : { cells: [], next: undefined };
    return { ...output, ...lastLogs(ctx, output.run_id, output.logs), ...results };
  },
  text: ({ run_id, task_key, run_name, error, error_trace, notebook_result, cells, query_text, logs, ...rest }) => {
    const { life_cycle_state, result_state, termination_code, meaning, state_message, ...others } = rest;
    const state = stateWords({ life_cycle_state, result_state, termination_code, meaning, state_message });
    return [
      [`task run ${run_id}`, task_key, run_name].filter(Boolean).join(", "),
      state,
      ...Object.entries(others).map(
        ([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
      ),
      // A traceback ends with the error itself.
      error && !error_trace?.includes(error) ? `error: ${error}` : "",
      error_trace ?? "",
      notebook_result === undefined ? "" : `notebook_result: ${notebook_result}`,
      ...(cells ?? []).map(({ index, output, error }) => `[${index}] ${error ? `✗ ${error}` : (output ?? "")}`),
      query_text === undefined ? "" : `query_text:\n${query_text}`,
      logs === undefined ? "" : `logs:\n${logs}`,
    ]
      .filter(Boolean)
      .join("\n");
  },
});

/** The results of a notebook's cells as far as they fit. A run that SQL or `display` ended has no other result. */
async function cellResults(ctx: Context, run_id: string) {
  const all = (await getRunCells(ctx.client, { run_id })).map((cell, index) => cellResultView(index, cell));
  const results = all.filter(({ output, error }) => output || error);
  let room = Math.floor(ctx.settings.outputBudgetChars * CELLS_SHARE);
  const fits = results.findIndex(({ output, error }) => {
    room -= (output ?? error ?? "").length;
    return room < 0;
  });
  const cells = fits === -1 ? results : results.slice(0, Math.max(1, fits));
  const next =
    all.length === 0
      ? CELLS
      : results.length === 0
        ? "The notebook returned no value, and none of its cells has a result."
        : cells.length < results.length || cells.some(({ shortened }) => shortened)
          ? `export_job_run with run_id ${run_id} returns all ${all.length} cells in full.`
          : undefined;
  return { cells, next };
}

/** Logs that fit the output, or their last part with the URI of the complete logs. */
function lastLogs(ctx: Context, run_id: string, logs: string | undefined) {
  const maxChars = Math.floor(ctx.settings.outputBudgetChars * LOGS_SHARE);
  if (logs === undefined || logs.length <= maxChars) return { logs, logs_uri: undefined };
  const tail = logs.slice(-maxChars);
  // Starts at the first complete line, which also avoids half a character.
  const from = tail.indexOf("\n") + 1;
  const logs_uri = ctx.attachFile({ name: `run-${run_id}.log`, mimeType: "text/plain", data: logs });
  return { logs: tail.slice(from > 0 ? from : 1), logs_uri };
}

const cellView = view(
  { source: z.string(), title: text, output: text, error: text },
  ({ source, title, output, error }: RunCell) => ({ source, title, output, error }),
);

export const exportJobRun = jobs.tool({
  name: "export_job_run",
  title: "Export a notebook run",
  servedIn: ["engineer"],
  description: "Returns the cells of a notebook task run with their outputs, and a link to the HTML page.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ run_id: taskRunId }),
  output: z.object({
    views: z.array(
      z.object({
        name: z.string(),
        type: text,
        uri: z.string().describe("resource with the page"),
        cells: z.array(cellView.schema).optional(),
      }),
    ),
  }),
  async run(ctx, args) {
    const { views } = await api.exportRun(ctx.client, { ...args, views_to_export: "CODE" });
    return {
      views: (views ?? []).map(({ name, type, content }, index) => {
        const data = content ?? "";
        // A link is outside the fence around untrusted text, so it does not carry the notebook's name.
        const file = `run-${args.run_id}-${index + 1}.html`;
        return {
          name: name ?? "",
          type: type || undefined,
          uri: ctx.attachFile({ name: file, mimeType: "text/html", data }),
          cells: parseRunPage(data)?.map((cell) => cellView(cell)),
        };
      }),
    };
  },
  text: ({ views }) =>
    views
      .flatMap(({ name, type, cells, uri }) => [
        [name, type, uri].filter(Boolean).join(", "),
        ...(cells ?? []).flatMap(({ title, source, output, error }, index) => [
          `[${index}]${title ? ` ${title}` : ""}\n${source}`,
          ...(output ? [`→ ${output}`] : []),
          ...(error ? [`✗ ${error}`] : []),
        ]),
      ])
      .join("\n"),
});
