import { invalid } from "../failure.ts";
import { integer, isFields } from "../http.ts";
import type { World } from "../world.ts";
import { createClusters, createRunner, newAttempt } from "./attempts.ts";
import type { Files } from "./files.ts";
import {
  CANCELED,
  isOver,
  type Job,
  latest,
  newId,
  PENDING,
  RUNNING,
  type Run,
  type State,
  type TaskOutput,
  type TaskRun,
} from "./model.ts";
import { endOf, refusal } from "./outcome.ts";
import { actorOf } from "./run-as.ts";
import { checkedTasks, dependencies, inOrder } from "./settings.ts";

/** Time from the request of a run to its first task, in realistic milliseconds. */
const BEGIN_MS = 500;

export interface Start {
  readonly settings: Run["settings"];
  readonly job?: Job | undefined;
  readonly trigger?: Run["trigger"];
  readonly parameters?: Run["parameters"];
  readonly overriding?: Run["overriding"];
  /** Only these tasks. */
  readonly only?: ReadonlySet<string>;
  /** Queued instead of skipped. */
  readonly queue?: boolean;
}

/** The runs of a workspace and their life cycle. */
export interface Conductor {
  readonly runs: ReadonlyMap<number, Run>;
  start(request: Start): Run;
  repair(run: Run, keys: ReadonlySet<string>, changes: Pick<Run, "parameters">): number;
  cancel(run: Run): void;
  cancelTask(run: Run, task: TaskRun): void;
  remove(run: Run): void;
}

export function createConductor(
  world: World,
  files: Files,
  jobs: ReadonlyMap<number, Job>,
  runs: Map<number, Run>,
): Conductor {
  const active = new Map<Run, Promise<void>>();
  let closing = false;
  const iteration = (spec: TaskRun["spec"], input: unknown): TaskRun => ({
    spec,
    input,
    attempts: [newAttempt(spec, 0, BLOCKED)],
  });
  const runTask = createRunner({
    world,
    files,
    runJob,
    iteration,
    runTask: (run, task) => runTask(run, task),
  });
  world.onClose(async () => {
    closing = true;
    for (const run of active.keys()) run.abort.abort();
    await Promise.allSettled(active.values());
  });

  const activeOf = (job: Job | undefined) =>
    [...active.keys()].filter((run) => job !== undefined && run.job === job && run.state.life !== "QUEUED");
  const hasRoom = ({ job, settings }: Run) =>
    job === undefined || activeOf(job).length < (integer(settings, "max_concurrent_runs") ?? 1);

  async function conduct(run: Run, keys: ReadonlySet<string>): Promise<void> {
    const began = Date.now();
    await world.delay(BEGIN_MS);
    const seconds = integer(run.settings, "timeout_seconds") ?? 0;
    let timedOut = false;
    const expire = () => {
      timedOut = true;
      run.abort.abort();
    };
    const disarm = seconds > 0 ? world.after(seconds * 1000, expire) : () => {};
    if (!run.abort.signal.aborted) run.state = RUNNING;
    const done = new Map<string, Promise<void>>();
    const byKey = new Map(run.tasks.map((task) => [task.spec.task_key, task]));
    for (const { task_key } of inOrder(run.tasks.map(({ spec }) => spec))) {
      const task = byKey.get(task_key);
      if (task === undefined || !keys.has(task_key)) continue;
      const before = dependencies(task.spec).map(({ key }) => done.get(key));
      done.set(
        task_key,
        Promise.all(before).then(() => perform(run, task)),
      );
    }
    await Promise.all(done.values());
    disarm();
    run.end = Date.now();
    run.spent += run.end - began;
    run.state = run.abort.signal.aborted ? (timedOut ? TIMED_OUT : CANCELED) : endOf(run);
    const repair = run.repairs.at(-1);
    if (repair && repair.end === 0) repair.end = run.end;
  }

  async function perform(run: Run, task: TaskRun): Promise<void> {
    const attempt = latest(task);
    const state = run.abort.signal.aborted || attempt.abort.signal.aborted ? CANCELED : refusal(run, task);
    if (state === undefined) return runTask(run, task);
    attempt.state = state;
    attempt.end = Date.now();
  }

  const begin = (run: Run, keys: ReadonlySet<string>) => {
    const work = world
      .as(actorOf(world, run), () => conduct(run, keys))
      .catch((error: unknown) => {
        // A bug in the sandbox. Reported like an internal error of the platform, with the cause on stderr.
        if (!closing) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
        run.state = { life: "INTERNAL_ERROR", result: "FAILED", code: "INTERNAL_ERROR", message: "Internal error." };
        run.end = Date.now();
      })
      .finally(() => {
        active.delete(run);
        wakeQueue(run.job);
      });
    active.set(run, work);
  };
  const keysOf = (run: Run) => new Set(run.tasks.map(({ spec }) => spec.task_key));
  const wakeQueue = (job: Job | undefined) => {
    const next = [...runs.values()].find((run) => run.job === job && run.state.life === "QUEUED");
    if (job === undefined || next === undefined || closing || !hasRoom(next)) return;
    next.state = PENDING;
    next.start = Date.now();
    begin(next, keysOf(next));
  };

  function start(request: Start): Run {
    const { job, settings, queue } = request;
    const clusterFor = createClusters();
    const specs = checkedTasks(settings).filter(
      ({ task_key }) => request.only === undefined || request.only.has(task_key),
    );
    const run: Run = {
      id: newId(),
      job,
      name: String(job?.settings.name ?? settings.run_name ?? "Untitled"),
      trigger: request.trigger ?? "ONE_TIME",
      creator: world.user,
      settings,
      tasks: specs.map((spec) => ({ spec, attempts: [newAttempt(spec, 0, waiting(spec), clusterFor(spec))] })),
      parameters: request.parameters ?? {},
      overriding: request.overriding ?? {},
      repairs: [],
      state: PENDING,
      start: Date.now(),
      end: 0,
      spent: 0,
      abort: new AbortController(),
    };
    if (hasRoom(run)) begin(run, keysOf(run));
    else if (queue ?? (isFields(settings.queue) && settings.queue.enabled === true)) run.state = QUEUED;
    else {
      run.state = TOO_MANY;
      run.end = run.start;
      for (const task of run.tasks) latest(task).state = TOO_MANY;
    }
    runs.set(run.id, run);
    return run;
  }

  async function runJob(jobId: number, parameters: Run["parameters"], signal: AbortSignal): Promise<TaskOutput> {
    const job = jobs.get(jobId);
    if (job === undefined) return { error: `Job ${jobId} does not exist.` };
    const run = start({ job, settings: job.settings, parameters, trigger: "RUN_JOB_TASK" });
    signal.addEventListener("abort", () => run.abort.abort(), { once: true });
    await active.get(run);
    const fine = run.state.result === "SUCCESS" || run.state.result === "SUCCESS_WITH_FAILURES";
    return { startedRun: run.id, ...(!fine && { error: `Run ${run.id} of job ${jobId} ended ${run.state.result}.` }) };
  }

  return {
    runs,
    start,
    repair(run, keys, changes) {
      const id = newId();
      run.abort = new AbortController();
      run.parameters = { ...run.parameters, ...changes.parameters };
      const again = run.tasks.filter(({ spec }) => keys.has(spec.task_key));
      takeSettings(run, again);
      const clusterFor = createClusters();
      for (const task of again) {
        task.attempts.push(newAttempt(task.spec, latest(task).number + 1, waiting(task.spec), clusterFor(task.spec)));
      }
      run.repairs.push({ id, start: Date.now(), end: 0, taskRunIds: again.map((task) => latest(task).id) });
      run.state = PENDING;
      run.end = 0;
      begin(run, keys);
      return id;
    },
    cancel(run) {
      if (isOver(run.state)) return;
      run.abort.abort();
      const queued = run.state.life === "QUEUED";
      run.state = queued ? CANCELED : { life: "TERMINATING", message: "Cancelling run" };
      if (!queued) return;
      run.end = Date.now();
      for (const task of run.tasks) latest(task).state = CANCELED;
    },
    cancelTask: (_run, task) => latest(task).abort.abort(),
    remove: (run) => void runs.delete(run.id),
  };
}

/** A repair uses the current settings of the job and its tasks. A submitted run has no others than its own. */
function takeSettings(run: Run, tasks: readonly TaskRun[]): void {
  const { job } = run;
  if (job === undefined) return;
  const present = new Map(checkedTasks(job.settings).map((spec) => [spec.task_key, spec]));
  for (const task of tasks) {
    const key = task.spec.task_key;
    task.spec = present.get(key) ?? invalid(`Task ${key} is no longer in job ${job.id}, so it cannot be repaired.`);
  }
  run.settings = job.settings;
}

const BLOCKED: State = { life: "BLOCKED", message: "Waiting for upstream tasks" };
/** The first state of a task. One without dependencies waits for nothing but its compute. */
const waiting = (spec: TaskRun["spec"]): State => (dependencies(spec).length > 0 ? BLOCKED : PENDING);
const QUEUED: State = { life: "QUEUED", message: "", code: "MAX_CONCURRENT_RUNS_REACHED" };
const TIMED_OUT: State = { life: "TERMINATED", result: "TIMEDOUT", code: "CANCELED", message: "Run timed out." };
const TOO_MANY: State = {
  life: "SKIPPED",
  result: "MAXIMUM_CONCURRENT_RUNS_REACHED",
  code: "MAX_CONCURRENT_RUNS_EXCEEDED",
  message: "The run was skipped because the maximum number of concurrent runs of the job has been reached.",
};
