import { expect, onTestFinished, test } from "vitest";
import { openStory } from "../../support/story.ts";

test("the nightly job runs, and the night it failed explains itself", async () => {
  const { call, close } = await openStory();
  onTestFinished(close);
  const { jobs } = await call("list_jobs", { name: "nightly-etl" });
  const [job] = jobs as readonly { job_id: string; starts: string }[];
  expect(job?.starts).toBe("0 5 2 * * ? UTC");
  const { runs } = await call("list_job_runs", { job_id: job?.job_id });
  const failed = (runs as readonly { run_id: string; result_state: string }[]).find(
    (run) => run.result_state === "FAILED",
  );
  const night = await call("get_job_run", { run_id: failed?.run_id });
  const [task] = night.tasks as readonly { run_id: string }[];
  const { error } = await call("get_job_run_output", { run_id: task?.run_id });
  expect(error).toBe("ValueError: not enough values to unpack (expected 4, got 1)");
  expect(await call("run_job", { job_id: job?.job_id, wait_seconds: 45 })).toMatchObject({ result_state: "SUCCESS" });
}, 120_000);
