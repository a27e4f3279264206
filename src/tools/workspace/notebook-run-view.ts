import * as z from "zod";
import type { TaskOutput } from "../../api/jobs/run-output.ts";
import type { RunCell } from "../../api/jobs/run-page.ts";
import { hasRunEnded } from "../../api/jobs/run-state.ts";
import type { JobRun } from "../../api/jobs/runs.ts";
import { excerptStart } from "../../api/workspace/cells/outputs.ts";
import { count, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { durationOf, runStateView } from "../jobs/run-view.ts";
import { taskOutputView } from "../jobs/task-output-view.ts";

/** The results of a notebook run that has ended: the output of its task, and its cells in order. */
export interface NotebookRunResult {
  readonly task: { readonly run_id: string; readonly output: TaskOutput };
  readonly cells: readonly RunCell[];
}

const cellView = view(
  { index: z.number(), output: text, images: count },
  (index: number, { output, images = [] }: RunCell) => ({
    index,
    output: output && excerptStart(output),
    images: images.length || undefined,
  }),
);

const { notebook_result, notebook_result_truncated, error, error_trace } = taskOutputView.fields;

/** A one-time run of a notebook, with its results once it has ended. */
export const notebookRunView = view(
  {
    run_id: z.string(),
    task_run_id: text,
    path: z.string(),
    ...runStateView.fields,
    duration: text,
    notebook_result,
    notebook_result_truncated,
    failed_cell: count,
    error,
    error_trace,
    cells: z.array(cellView.schema).optional(),
    run_page_url: text,
    next: text,
  },
  (run: JobRun, path: string, result: NotebookRunResult | undefined) => {
    const output = result && taskOutputView(result.task.output, result.task.run_id);
    const failed = result?.cells.findIndex((cell) => cell.error !== undefined);
    return {
      run_id: run.run_id,
      task_run_id: run.tasks?.[0]?.run_id,
      path,
      ...runStateView(run),
      duration: durationOf(run),
      notebook_result: output?.notebook_result,
      notebook_result_truncated: output?.notebook_result_truncated,
      failed_cell: failed === -1 ? undefined : failed,
      error: output?.error,
      error_trace: output?.error_trace,
      cells: result?.cells.flatMap((cell, index) =>
        cell.output || cell.images?.length ? [cellView(index, cell)] : [],
      ),
      run_page_url: run.run_page_url,
      next: hasRunEnded(run) ? undefined : nextFor(run.run_id),
    };
  },
);

const nextFor = (run_id: string): string =>
  `Still running. Call get_job_run with run_id ${run_id} to keep waiting, or cancel_job_run to stop it. Once it has ended, get_job_run_output returns its result.`;
