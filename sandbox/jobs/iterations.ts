import { integer, isFields } from "../http.ts";
import { CANCELED, isOver, latest, type Run, type TaskOutput, type TaskRun } from "./model.ts";
import { resolve } from "./references.ts";
import { nestedTask } from "./settings.ts";

const MOST = 5000;

/** The inputs of a `for_each_task`: a JSON array, or a reference to one. Throws with the platform's message. */
function inputsOf(run: Run, task: TaskRun): readonly unknown[] {
  const { inputs } = isFields(task.spec.for_each_task) ? task.spec.for_each_task : {};
  const text = String(resolve(inputs, run, task) ?? "");
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new Error(`The inputs of task ${task.spec.task_key} are not a JSON array: ${text.slice(0, 200)}`);
  }
  if (!Array.isArray(values)) throw new Error(`The inputs of task ${task.spec.task_key} are not a JSON array.`);
  if (values.length > MOST) throw new Error(`A for each task can have at most ${MOST} iterations.`);
  return values;
}

/** Runs the nested task once for each input, some at the same time, and returns after the last one. */
export async function iterate(run: Run, task: TaskRun, { add, perform, signal }: Iterating): Promise<TaskOutput> {
  const nested = nestedTask(task.spec);
  const iterations = inputsOf(run, task).map((input) => add(nested, input));
  latest(task).iterations = iterations;
  const abort = () => {
    for (const each of iterations) latest(each).abort.abort();
  };
  signal.addEventListener("abort", abort, { once: true });
  const { concurrency } = isFields(task.spec.for_each_task) ? task.spec.for_each_task : {};
  const waiting = [...iterations];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (signal.aborted) latest(next).state = CANCELED;
      else await perform(next);
    }
  };
  const workers = Math.min(integer({ concurrency }, "concurrency") ?? 1, iterations.length);
  await Promise.all(Array.from({ length: workers }, worker));
  signal.removeEventListener("abort", abort);
  const failed = iterations.filter((each) => isOver(latest(each).state) && latest(each).state.result !== "SUCCESS");
  return failed.length === 0 ? {} : { error: `${failed.length} of ${iterations.length} iterations failed.` };
}

interface Iterating {
  readonly add: (spec: TaskRun["spec"], input: unknown) => TaskRun;
  readonly perform: (iteration: TaskRun) => Promise<void>;
  readonly signal: AbortSignal;
}
