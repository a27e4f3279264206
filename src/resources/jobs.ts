import { defineResource } from "../core/resources/define.ts";
import { listJobRuns } from "../tools/jobs/run-list.ts";
import { stateWords } from "../tools/jobs/run-text.ts";
import { runDetailsView } from "../tools/jobs/run-view.ts";
import { getJobRun } from "../tools/jobs/runs.ts";
import { completeRunId } from "./job-run-ids.ts";

const LISTED = 24;

const OVER: ReadonlySet<string> = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);

interface Part {
  readonly life_cycle_state: string;
  readonly duration?: string | undefined;
}

/** Without the duration of a running part, which differs in every read. */
const withoutRunningClock = <T extends Part>(part: T): T =>
  OVER.has(part.life_cycle_state) ? part : { ...part, duration: undefined };

export const jobRun = defineResource("databricks://jobs/runs/{run_id}", getJobRun, {
  name: "job_run",
  title: "Job run",
  description: "State, result and tasks of a job run, as returned by get_job_run. Only finished parts have a duration.",
  mimeType: "application/json",
  watch: { state: "life_cycle_state", stable: OVER },
  list: async (ctx) =>
    (await listJobRuns.run(ctx, { active_only: true, limit: LISTED })).runs.map((run) => ({
      variables: { run_id: run.run_id },
      name: run.run_name ?? run.run_id,
      description: stateWords(run),
    })),
  complete: { run_id: completeRunId },
  contents(output) {
    const { tasks, ...run } = runDetailsView.schema.parse(output);
    return { text: JSON.stringify({ ...withoutRunningClock(run), tasks: tasks?.map(withoutRunningClock) }) };
  },
});
