import type { BenchTask } from "../../task.ts";
import { field, must } from "../../task.ts";
import { runsOf } from "../../workspace/look.ts";
import { addJob, addNotebook, HOME, notebookTask, startRun } from "../../workspace/prepare.ts";
import { at } from "../../workspace/rest.ts";
import { firstJob, jobsNamed, read } from "../calls.ts";

const COUNT = `${HOME}/counts/by_status`;

/** A job that counts the orders of a status, on serverless compute or on a cluster of its own. */
const countJob = (own?: object) => async (place: Parameters<typeof addJob>[0]) => {
  await addNotebook(place, COUNT, "SQL", "SELECT count(*) AS orders FROM main.sales.orders WHERE status = :status");
  return addJob(place, {
    name: "count-status",
    parameters: [{ name: "status", default: "placed" }],
    tasks: [{ ...notebookTask("count", COUNT), ...own }],
  });
};
const OWN_CLUSTER = { new_cluster: { spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", num_workers: 1 } };

/** Runs of jobs and pipelines: started, awaited and stopped. */
export const runs: readonly BenchTask[] = [
  {
    id: "eng-run-with-parameter",
    prompt: "Run the job count-status once, for the status returned, and tell me how many orders it finds.",
    setup: countJob(),
    says: [651],
    check: async (place) => {
      const runs = await runsOf(place, "count-status");
      return [
        must(runs.length === 1, `${runs.length} runs, not 1`),
        must(at(runs[0], "state", "result_state") === "SUCCESS", "the run did not succeed"),
      ];
    },
    changes: ["runs of count-status"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      // The result of the run has the number.
      { tool: "run_job", args: { job_id: "count-status", job_parameters: { status: "returned" }, wait_seconds: 45 } },
    ],
  },
  {
    id: "eng-long-run",
    prompt:
      "Run count-status for cancelled orders and tell me the number. Its cluster starts slowly today, so give it a few minutes.",
    traits: ["long"],
    speed: 0.02,
    setup: countJob(OWN_CLUSTER),
    says: [611],
    check: async (place) => {
      const runs = await runsOf(place, "count-status");
      return [
        must(runs.length === 1, `${runs.length} runs, not 1`),
        must(at(runs[0], "state", "result_state") === "SUCCESS", "the run did not succeed"),
      ];
    },
    changes: ["runs of count-status", /job-.*run/],
    budget: { calls: 7, tokens: 2500 },
    solution: [
      jobsNamed("count-status"),
      {
        tool: "run_job",
        args: (all) => ({ job_id: firstJob(all), job_parameters: { status: "cancelled" }, wait_seconds: 45 }),
      },
      { tool: "get_job_run", args: ([, ran]) => ({ run_id: field(ran, "run_id"), wait_seconds: 45 }) },
      read("SELECT count(*) AS orders FROM main.sales.orders WHERE status = 'cancelled'"),
    ],
  },
  {
    id: "eng-stop-run",
    prompt: "A run of late-import has been retrying for an hour. Stop it, but leave the job as it is.",
    setup: async (place) => {
      await addNotebook(place, `${HOME}/imports/late`, "SQL", "SELECT count(*) FROM main.default.late_import");
      const retried = { max_retries: 5, min_retry_interval_millis: 40_000_000, retry_on_timeout: false };
      const tasks = [{ ...notebookTask("load", `${HOME}/imports/late`), ...retried }];
      await startRun(place, await addJob(place, { name: "late-import", tasks }));
    },
    check: async (place) => {
      const [newest, ...others] = await runsOf(place, "late-import");
      return [
        must(/CANCEL/.test(JSON.stringify(at(newest, "state"))), "the run is not canceled"),
        must(others.length === 0, "there is another run"),
      ];
    },
    changes: ["runs of late-import"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_job_runs", args: { active_only: true } },
      { tool: "cancel_job_run", args: ([runs]) => ({ run_id: field(runs, "runs", 0, "run_id") }) },
    ],
  },
  {
    id: "eng-refresh-pipeline",
    prompt: "Run the pipeline orders again from scratch, so that everything is recomputed.",
    says: [],
    check: async (place) => {
      const found = await place.list("/api/2.0/pipelines", "statuses");
      const id = String(found.find(({ name }) => name === "orders")?.pipeline_id);
      const updates = (await place.get(`/api/2.0/pipelines/${id}/updates`)).updates;
      return [
        must(at(updates, 0, "full_refresh") === true, "the latest update is not a full refresh"),
        must(at(updates, 0, "state") === "COMPLETED", "the update did not complete"),
      ];
    },
    changes: ["updates of pipeline orders", /main\.default\.daily_orders/],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      { tool: "list_pipelines", args: { name: "orders" } },
      {
        tool: "start_pipeline_update",
        args: ([found]) => ({
          pipeline_id: field(found, "pipelines", 0, "pipeline_id"),
          full_refresh: true,
          wait_seconds: 45,
        }),
      },
    ],
  },
];
