import { plainText } from "../../api/compute/command-results.ts";
import { taskFacts } from "../../api/jobs/run-failure.ts";
import { getRunOutput, lastLogLines } from "../../api/jobs/run-output.ts";
import { getRunCells } from "../../api/jobs/run-page.ts";
import { hasRunEnded, succeeded } from "../../api/jobs/run-state.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOf } from "../../text.ts";
import { supplement } from "../supplement.ts";

/** Tasks whose result is read: one or two requests each. */
const READ = 3;
const MAX_CHARS = 1000;
/** Time for reading results, in milliseconds: the run itself is returned without them. */
const READING_MS = 8000;

/**
 * The results of the tasks of a successful run, by task run ID, each at most 1000 characters: what a notebook passes to
 * `dbutils.notebook.exit`, or else its last output; the end of the logs of a script. Of more than three such tasks the
 * last ones are read, which others lead to. Results that cannot be read are left out.
 */
export async function taskResults(ctx: Context, run: JobRun): Promise<ReadonlyMap<string, string>> {
  if (!hasRunEnded(run) || !succeeded(run)) return new Map();
  const read = (run.tasks ?? [])
    .filter((task) => succeeded(task) && (taskFacts(task).is_notebook || "spark_python_task" in task))
    .slice(-READ)
    .map(
      async (task) => [task.run_id, await supplement(ctx, (bounded) => resultOf(bounded, task), READING_MS)] as const,
    );
  const results = await Promise.all(read);
  return new Map(results.flatMap(([run_id, result]) => (result ? [[run_id, result] as const] : [])));
}

async function resultOf(ctx: Context, { run_id }: RunTask): Promise<string | undefined> {
  const { notebook_output, logs } = await getRunOutput(ctx.client, { run_id });
  if (notebook_output?.result) return shortened(notebook_output.result);
  if (logs) return shortened(lastLogLines(plainText(logs)));
  if (!notebook_output) return undefined;
  const cells = await getRunCells(ctx.client, { run_id });
  return shortened(cells.findLast(({ output }) => output?.trim())?.output ?? "");
}

const shortened = (text: string): string =>
  text.length > MAX_CHARS ? `${startOf(text, MAX_CHARS)}… (get_job_run_output returns all)` : text.trim();
