import { principalId } from "../../admin/directory.ts";
import type { Job, Run } from "../../jobs/model.ts";
import { type Pipeline, runAsOf } from "../../jobs/pipelines/record.ts";
import { identityName, runAsOf as runAsOfJob } from "../../jobs/run-as.ts";
import type { World } from "../../world.ts";
import { MINUTE, NIGHTLY_JOB, pastNights } from "./past/calendar.ts";
import { FAILING_JOB, failingRuns, pastJobs } from "./past/objects.ts";
import type { SystemTable } from "./relation.ts";

interface Jobs {
  readonly jobs: Map<number, Job>;
  readonly runs: Map<number, Run>;
}

const jobsOf = (world: World): Jobs =>
  world.kept("jobs", () => ({ jobs: new Map<number, Job>(), runs: new Map<number, Run>() }));

export const jobs: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, job_id STRING, name STRING, description STRING, creator_id STRING, tags MAP<STRING, STRING>, change_time TIMESTAMP, delete_time TIMESTAMP, run_as STRING",
  rows: (world) => [
    ...pastJobs(world),
    ...[...jobsOf(world).jobs.values()].map((job) => {
      const { id, creator, created, settings } = job;
      return {
        job_id: id,
        name: settings.name,
        description: settings.description,
        creator_id: String(principalId(world, creator)),
        run_as: identityName(runAsOfJob(world, job)),
        tags: settings.tags ?? {},
        change_time: created,
      };
    }),
  ],
};

export const jobTasks: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, job_id STRING, task_key STRING, depends_on_keys ARRAY<STRING>, change_time TIMESTAMP, delete_time TIMESTAMP",
  *rows(world) {
    for (const { id, created, settings } of jobsOf(world).jobs.values()) {
      for (const task of listOf(settings.tasks)) {
        const depends_on_keys = listOf(task.depends_on).map((one) => one.task_key);
        yield { job_id: id, task_key: task.task_key, depends_on_keys, change_time: created };
      }
    }
  },
};

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null)
    : [];
}

const RESULTS: Readonly<Record<string, string>> = {
  SUCCESS: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELED: "CANCELLED",
  TIMEDOUT: "TIMED_OUT",
};
const resultOf = (result: string | undefined) => (result === undefined ? undefined : (RESULTS[result] ?? "ERROR"));
const timeOf = (millis: number) => (millis === 0 ? undefined : millis);

export const jobRunTimeline: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, job_id STRING, run_id STRING, period_start_time TIMESTAMP, period_end_time TIMESTAMP, trigger_type STRING, run_type STRING, run_name STRING, compute_ids ARRAY<STRING>, result_state STRING, termination_code STRING, job_parameters MAP<STRING, STRING>",
  rows: (world) => [
    ...pastRuns(world),
    ...[...jobsOf(world).runs.values()].map((run) => ({
      job_id: run.job?.id,
      run_id: run.id,
      period_start_time: timeOf(run.start),
      period_end_time: timeOf(run.end),
      trigger_type: run.trigger === "PERIODIC" ? "CRON" : run.trigger === "RUN_JOB_TASK" ? "RUN_JOB" : "ONETIME",
      run_type: run.job === undefined ? "SUBMIT_RUN" : "JOB_RUN",
      run_name: run.name,
      compute_ids: [...new Set(run.tasks.flatMap((task) => task.attempts.flatMap(({ clusterId }) => clusterId ?? [])))],
      result_state: resultOf(run.state.result),
      termination_code:
        run.state.code ??
        (run.state.result === "SUCCESS"
          ? "SUCCESS"
          : run.state.result === undefined
            ? undefined
            : "RUN_EXECUTION_ERROR"),
      job_parameters: run.parameters,
    })),
  ],
};

/** Runs that the jobs service has forgotten: those of the failing job, and the older nights. */
function* pastRuns(world: World): Iterable<Readonly<Record<string, unknown>>> {
  for (const { id, clusterId, start, end, succeeded } of failingRuns(world)) {
    yield {
      job_id: FAILING_JOB,
      run_id: id,
      period_start_time: start,
      period_end_time: end,
      trigger_type: "CRON",
      run_type: "JOB_RUN",
      run_name: "sync-crm",
      compute_ids: [clusterId],
      result_state: succeeded ? "SUCCEEDED" : "FAILED",
      termination_code: succeeded ? "SUCCESS" : "RUN_EXECUTION_ERROR",
      job_parameters: {},
    };
  }
  for (const { start, minutes, known, runId } of pastNights(world)) {
    if (known !== undefined) continue;
    yield {
      job_id: NIGHTLY_JOB,
      run_id: runId,
      period_start_time: start,
      period_end_time: start + minutes * MINUTE,
      trigger_type: "CRON",
      run_type: "JOB_RUN",
      run_name: "nightly-etl",
      compute_ids: [],
      result_state: "SUCCEEDED",
      termination_code: "SUCCESS",
      job_parameters: {},
    };
  }
}

export const taskRunTimeline: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, job_id STRING, run_id STRING, job_run_id STRING, parent_run_id STRING, period_start_time TIMESTAMP, period_end_time TIMESTAMP, task_key STRING, compute_ids ARRAY<STRING>, result_state STRING, termination_code STRING",
  *rows(world) {
    for (const { id, clusterId, succeeded, attempts } of failingRuns(world)) {
      for (const attempt of attempts) {
        yield {
          job_id: FAILING_JOB,
          run_id: attempt.id,
          job_run_id: id,
          parent_run_id: id,
          period_start_time: attempt.start,
          period_end_time: attempt.end,
          task_key: "sync",
          compute_ids: [clusterId],
          result_state: succeeded ? "SUCCEEDED" : "FAILED",
          termination_code: succeeded ? "SUCCESS" : "RUN_EXECUTION_ERROR",
        };
      }
    }
    for (const run of jobsOf(world).runs.values()) {
      for (const task of run.tasks) {
        for (const { id, start, end, state, clusterId } of task.attempts) {
          yield {
            job_id: run.job?.id,
            run_id: id,
            job_run_id: run.id,
            parent_run_id: run.id,
            period_start_time: timeOf(start),
            period_end_time: timeOf(end),
            task_key: task.spec.task_key,
            compute_ids: clusterId === undefined ? [] : [clusterId],
            result_state: resultOf(state.result),
            termination_code: state.code,
          };
        }
      }
    }
  },
};

export const pipelines: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, pipeline_id STRING, pipeline_type STRING, name STRING, created_by STRING, run_as STRING, tags MAP<STRING, STRING>, settings STRUCT<serverless BOOLEAN, continuous BOOLEAN>, configuration MAP<STRING, STRING>, change_time TIMESTAMP, delete_time TIMESTAMP",
  rows: (world) =>
    [...world.kept("pipelines", () => new Map<string, Pipeline>()).values()].map((pipeline) => {
      const { id, creator, spec, modified } = pipeline;
      return {
        pipeline_id: id,
        pipeline_type: "ETL_PIPELINE",
        name: spec.name,
        created_by: creator,
        run_as: runAsOf(world, pipeline),
        tags: {},
        settings: { serverless: spec.serverless === true, continuous: spec.continuous === true },
        configuration: spec.configuration ?? {},
        change_time: modified,
      };
    }),
};
