import { defineResource } from "../core/resources/define.ts";
import { runOutput, stateWords } from "../tools/jobs/run-output.ts";
import { getJobRun, listJobRuns } from "../tools/jobs/runs.ts";
import { completeRunId } from "./job-run-ids.ts";

const LISTED = 24;

const OVER: ReadonlySet<string> = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);

interface Part {
  readonly life_cycle_state: string;
  readonly duration?: string | undefined;
}

/** A clock that still runs would make every look at a run a change. */
const withoutClock = <T extends Part>(part: T): T =>
  OVER.has(part.life_cycle_state) ? part : { ...part, duration: undefined };

export const jobRun = defineResource("databricks://jobs/runs/{run_id}", getJobRun, {
  name: "job_run",
  title: "Job run",
  description: "State, result and tasks of one run, as get_job_run answers; a duration only of what is over.",
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
    const { tasks, ...run } = runOutput.parse(output);
    return { text: JSON.stringify({ ...withoutClock(run), tasks: tasks?.map(withoutClock) }) };
  },
});
