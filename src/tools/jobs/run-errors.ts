import { plainText } from "../../api/compute/command-results.ts";
import { failuresOf, taskFacts } from "../../api/jobs/run-failure.ts";
import { getRunOutput } from "../../api/jobs/run-output.ts";
import { explainRunState, hasRunEnded } from "../../api/jobs/run-state.ts";
import type { JobRun, RunTask } from "../../api/jobs/runs.ts";
import { findFailedIteration } from "../../api/jobs/whole-run.ts";
import type { Context } from "../../core/calls/context.ts";
import { oneLine } from "../../text.ts";
import { supplement } from "../supplement.ts";

/** Failed tasks whose error is read. */
const READ = 5;
const MAX_LINE = 300;
/** Time for reading errors, in milliseconds: the run itself is returned without them. */
const READING_MS = 8000;

/** The first line of the error of each failed task of an ended run, also of a successful one, by task run ID. Errors that cannot be read are left out. */
export async function errorLines(ctx: Context, run: JobRun): Promise<ReadonlyMap<string, string>> {
  if (!hasRunEnded(run)) return new Map();
  const read = failuresOf(run)
    // A cancelled task has no error.
    .failed.filter((task) => explainRunState(task).result_state !== "CANCELED")
    .slice(0, READ)
    .map(
      async (task) => [task.run_id, await supplement(ctx, (bounded) => errorLine(bounded, task), READING_MS)] as const,
    );
  const lines = await Promise.all(read);
  return new Map(lines.flatMap(([run_id, line]) => (line === undefined ? [] : [[run_id, line] as const])));
}

async function errorLine(ctx: Context, task: RunTask): Promise<string | undefined> {
  // The output of a loop task is empty, so that of a failed iteration is read instead.
  const { failed } = taskFacts(task).is_loop
    ? await findFailedIteration(ctx.client, { run_id: task.run_id })
    : { failed: task };
  if (!failed) return undefined;
  const { error } = await getRunOutput(ctx.client, { run_id: failed.run_id });
  const line = plainText(error ?? "")
    .split("\n")
    .find((each) => each.trim() !== "");
  if (line === undefined) return undefined;
  const shown = oneLine(line, MAX_LINE);
  return failed === task ? shown : `${shown} (iteration ${failed.run_id})`;
}
