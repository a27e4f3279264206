import type { Fields } from "../http.ts";
import { WORKSPACE_ID, type World } from "../world.ts";
import { type Attempt, isOver, type Job, latest, type Run, type State, type TaskRun } from "./model.ts";
import { parametersOf } from "./references.ts";
import { identityName, runAsOf } from "./run-as.ts";
import { listOf } from "./settings.ts";

/** The state of a run in both fields of the API. */
function stateFields(state: State): Fields {
  const over = isOver(state);
  const cancelled = state.result === "CANCELED" || state.result === "TIMEDOUT";
  const code = state.code ?? state.result ?? "INTERNAL_ERROR";
  const type = state.result?.startsWith("SUCCESS") ? "SUCCESS" : code === "INTERNAL_ERROR" ? code : "CLIENT_ERROR";
  return {
    state: {
      life_cycle_state: state.life,
      ...(state.result !== undefined && { result_state: state.result }),
      state_message: state.message,
      user_cancelled_or_timedout: cancelled,
    },
    status: {
      state: over ? "TERMINATED" : state.life === "WAITING_FOR_RETRY" ? "WAITING" : state.life,
      ...(over && { termination_details: { code, type, message: state.message } }),
      ...(state.life === "QUEUED" && {
        queue_details: { code, message: "Queued: the job has as many active runs as it may." },
      }),
    },
  };
}

/** `Job` of the REST API. A list has tasks and clusters only on request. */
export function jobView(world: World, job: Job, withTasks: boolean): Fields {
  const { tasks, job_clusters, environments, ...settings } = job.settings;
  const runAs = runAsOf(world, job);
  return {
    job_id: job.id,
    creator_user_name: job.creator,
    run_as_user_name: identityName(runAs),
    run_as: runAs,
    created_time: job.created,
    settings: withTasks
      ? {
          ...settings,
          ...(tasks ? { tasks } : {}),
          ...(job_clusters ? { job_clusters } : {}),
          ...(environments ? { environments } : {}),
        }
      : settings,
  };
}

const span = (from: number, to: number): number => (from > 0 && to > from ? to - from : 0);

function attemptView(attempt: Attempt, run: Run, world: World): Fields {
  return {
    ...attempt.spec,
    run_id: attempt.id,
    run_page_url: pageUrl(world, run, attempt.id),
    start_time: attempt.start,
    end_time: attempt.end,
    setup_duration: span(attempt.start, attempt.began),
    execution_duration: span(attempt.began, attempt.end),
    cleanup_duration: 0,
    attempt_number: attempt.number,
    ...(attempt.start > 0 &&
      attempt.clusterId !== undefined && {
        cluster_instance: { cluster_id: attempt.clusterId, spark_context_id: attempt.sparkContextId },
      }),
    ...(attempt.output.outcome !== undefined && {
      condition_task: { ...asFields(attempt.spec.condition_task), outcome: attempt.output.outcome },
    }),
    ...(attempt.iterations && {
      for_each_task: { ...asFields(attempt.spec.for_each_task), stats: statsOf(attempt.iterations) },
    }),
    ...stateFields(attempt.state),
  };
}

const asFields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

const pageUrl = (world: World, run: Run, id: number): string =>
  `${world.origin}/?o=${WORKSPACE_ID}#job/${run.job?.id ?? 0}/run/${id}`;

/** A job run without its tasks. */
export function runView(run: Run, world: World): Fields {
  const values = Object.entries(parametersOf(run));
  const defaults = new Map(listOf(run.settings.parameters).map(({ name, default: value }) => [name, value]));
  return {
    job_id: run.job?.id ?? 0,
    run_id: run.id,
    number_in_job: run.id,
    original_attempt_run_id: run.id,
    creator_user_name: run.creator,
    run_name: run.name,
    run_type: run.job === undefined ? "SUBMIT_RUN" : "JOB_RUN",
    format: "MULTI_TASK",
    trigger: run.trigger,
    run_page_url: pageUrl(world, run, run.id),
    start_time: run.start,
    end_time: run.end,
    setup_duration: 0,
    execution_duration: 0,
    cleanup_duration: 0,
    run_duration: isOver(run.state) ? run.spent : 0,
    ...(Object.keys(run.overriding).length > 0 && { overriding_parameters: run.overriding }),
    ...(values.length > 0 && {
      job_parameters: values.map(([name, value]) => ({
        name,
        value,
        ...(defaults.has(name) && { default: defaults.get(name) }),
      })),
    }),
    ...stateFields(run.state),
  };
}

/** The latest attempt of every task; all attempts with history. */
export const taskViews = (run: Run, world: World, history = false): Fields[] =>
  run.tasks.flatMap((task) =>
    (history ? task.attempts : [latest(task)]).map((attempt) => attemptView(attempt, run, world)),
  );

/** A task run requested by its own ID. */
export function taskRunView(run: Run, attempt: Attempt, world: World): Fields {
  const { run_duration: _, ...of } = runView(run, world);
  const iterations = attempt.iterations?.map((each) => attemptView(latest(each), run, world));
  return {
    ...of,
    ...attemptView(attempt, run, world),
    job_run_id: run.id,
    ...(iterations && { iterations }),
  };
}

function statsOf(iterations: readonly TaskRun[]): Fields {
  const states = iterations.map((each) => latest(each).state);
  const count = (test: (state: State) => boolean) => states.filter(test).length;
  const succeeded = count(({ result }) => result === "SUCCESS");
  const completed = count(isOver);
  const messages = iterations.flatMap((each) => latest(each).output.error ?? []);
  const errors = [...new Set(messages)].map((error_message) => ({
    error_message,
    count: messages.filter((one) => one === error_message).length,
    termination_category: "RUN_EXECUTION_ERROR",
  }));
  return {
    task_run_stats: {
      total_iterations: iterations.length,
      scheduled_iterations: iterations.length,
      active_iterations: count((state) => !isOver(state) && state.life !== "BLOCKED"),
      completed_iterations: completed,
      succeeded_iterations: succeeded,
      failed_iterations: completed - succeeded,
    },
    ...(errors.length > 0 && { error_message_stats: errors.toSorted((a, b) => b.count - a.count).slice(0, 3) }),
  };
}

export function repairHistory(run: Run): Fields[] {
  if (run.repairs.length === 0) return [];
  const repaired = new Set(run.repairs.flatMap(({ taskRunIds }) => taskRunIds));
  const original = run.tasks.flatMap(({ attempts }) => attempts.map(({ id }) => id)).filter((id) => !repaired.has(id));
  const last = run.repairs.at(-1);
  return [
    { type: "ORIGINAL", start_time: run.start, end_time: run.repairs[0]?.start ?? 0, task_run_ids: original },
    ...run.repairs.map((repair) => ({
      type: "REPAIR",
      id: repair.id,
      start_time: repair.start,
      end_time: repair.end,
      task_run_ids: repair.taskRunIds,
      ...(repair === last && stateFields(run.state)),
    })),
  ];
}
