import { clusterId, newSparkContextId } from "../compute/cluster-record.ts";
import { type Fields, integer, optional } from "../http.ts";
import type { World } from "../world.ts";
import {
  type Attempt,
  CANCELED,
  latest,
  newId,
  PENDING,
  RUNNING,
  type Run,
  type State,
  type TaskRun,
} from "./model.ts";
import { prepare, type Surroundings, Unable, type Work } from "./tasks.ts";

/** Start and cleanup time of a task cluster, in realistic milliseconds. */
const SETUP_MS = 1500;
const CLEANUP_MS = 300;
/** An interpreter takes about a hundred megabytes and a thread, which the system schedules fairly. Further tasks wait, as for a cluster. */
const AT_ONCE = 8;

/** Assigns clusters to the tasks of one run: those with the same job cluster share it. */
export function createClusters(): (spec: Fields) => string | undefined {
  const shared = new Map<string, string>();
  return (spec) => {
    const key = optional(spec, "job_cluster_key");
    if (key === undefined) return clusterOf(spec);
    const id = shared.get(key) ?? clusterId();
    shared.set(key, id);
    return id;
  };
}

export function newAttempt(
  spec: TaskRun["spec"],
  number: number,
  state: State,
  cluster: string | undefined = clusterOf(spec),
): Attempt {
  return {
    id: newId(),
    number,
    spec,
    clusterId: cluster,
    sparkContextId: String(newSparkContextId()),
    state,
    start: 0,
    began: 0,
    end: 0,
    output: {},
    abort: new AbortController(),
  };
}

/** The cluster of a task: the named one, or a new one. Without a specification, the task is serverless. */
const clusterOf = (spec: Fields): string | undefined =>
  optional(spec, "existing_cluster_id") ??
  (spec.new_cluster === undefined && spec.job_cluster_key === undefined ? undefined : clusterId());

const FAILED: State = {
  life: "TERMINATED",
  result: "FAILED",
  code: "RUN_EXECUTION_ERROR",
  message: "Workload failed, see run output for details.",
};
const TIMED_OUT: State = { life: "TERMINATED", result: "TIMEDOUT", code: "CANCELED", message: "Timed out" };
const SUCCESS: State = { life: "TERMINATED", result: "SUCCESS", message: "" };

const usesInterpreter = ({ spec }: TaskRun): boolean => "notebook_task" in spec || "spark_python_task" in spec;

/** Runs the attempts of a task one after another, until one succeeds or none is left. */
export function createRunner(around: Surroundings) {
  const { world } = around;
  const slots = createSlots(AT_ONCE);

  async function tryOnce(run: Run, task: TaskRun, attempt: Attempt): Promise<State> {
    const stop = AbortSignal.any([run.abort.signal, attempt.abort.signal]);
    attempt.start = Date.now();
    attempt.state = PENDING;
    const release = usesInterpreter(task) ? await slots.take(stop) : () => {};
    if (release === undefined) return CANCELED;
    let work: Work | undefined;
    try {
      await world.delay(SETUP_MS);
      if (stop.aborted) return CANCELED;
      work = await prepare(around, run, task);
      attempt.began = Date.now();
      attempt.state = RUNNING;
      return await limited(world, work, attempt, stop, (integer(task.spec, "timeout_seconds") ?? 0) * 1000);
    } catch (error) {
      if (!(error instanceof Unable)) throw error;
      return { life: "INTERNAL_ERROR", result: "FAILED", code: error.code, message: error.message };
    } finally {
      await work?.close();
      release();
    }
  }

  return async (run: Run, task: TaskRun): Promise<void> => {
    const { spec } = task;
    const retries = integer(spec, "max_retries") ?? 0;
    const first = latest(task).number;
    for (;;) {
      const attempt = latest(task);
      const end = await tryOnce(run, task, attempt);
      attempt.state = { life: "TERMINATING", message: "Terminating the cluster" };
      await world.delay(CLEANUP_MS);
      attempt.end = Date.now();
      attempt.state = end;
      const tries = attempt.number - first;
      const again = end.result === "FAILED" || (end.result === "TIMEDOUT" && spec.retry_on_timeout === true);
      if (!again || (retries >= 0 && tries >= retries) || run.abort.signal.aborted) return;
      const wait: State = { life: "WAITING_FOR_RETRY", message: "Waiting to retry" };
      task.attempts.push(newAttempt(spec, attempt.number + 1, wait, attempt.clusterId));
      await Promise.race([world.delay(integer(spec, "min_retry_interval_millis") ?? 0), aborted(run.abort.signal)]);
    }
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** The result of the work, or a timeout or cancellation, which end its process. */
async function limited(
  world: World,
  work: Work,
  attempt: Attempt,
  stop: AbortSignal,
  timeoutMs: number,
): Promise<State> {
  const timeout = new AbortController();
  const disarm = timeoutMs > 0 ? world.after(timeoutMs, () => timeout.abort()) : () => {};
  const signal = AbortSignal.any([stop, timeout.signal]);
  // Ends the process and its code.
  void aborted(signal).then(() => work.close());
  try {
    const output = await work.run(signal);
    attempt.output = output;
    if (timeout.signal.aborted) return TIMED_OUT;
    if (stop.aborted) return CANCELED;
    return output.error === undefined ? SUCCESS : FAILED;
  } finally {
    disarm();
  }
}

function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    /** Releases the slot; `undefined` if the signal aborted first. */
    async take(signal: AbortSignal): Promise<(() => void) | undefined> {
      while (free === 0 && !signal.aborted) {
        await Promise.race([new Promise<void>((resolve) => void waiting.push(resolve)), aborted(signal)]);
      }
      if (signal.aborted) return undefined;
      free -= 1;
      return () => {
        free += 1;
        for (const wake of waiting.splice(0)) wake();
      };
    },
  };
}
