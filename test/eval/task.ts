/** One answer as the model gets it. */
export interface Answer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

type Args = Readonly<Record<string, unknown>>;

/** A call of the scripted solution; later arguments may depend on earlier answers. */
export interface Step {
  readonly tool: string;
  readonly args?: Args | ((earlier: readonly Answer[]) => Args);
}

/** A change the task asks for: nothing else may be changed. */
export interface Change {
  readonly tool: string;
  /** What its arguments must hold, e.g. the id of the right one of two look-alikes. */
  readonly on: string;
  /** How many such calls it takes; 1 unless said otherwise. */
  readonly times?: number;
}

/** A thing a person asks of the workspace, as data. */
export interface EvalTask {
  readonly id: string;
  readonly prompt: string;
  /** Calls that bring the workspace to where the task begins; they are not counted. */
  readonly given?: readonly Step[];
  readonly solution: readonly Step[];
  /** What the final answer must hold; of a scripted solution, what its calls must have brought to light. */
  readonly facts: readonly (string | RegExp)[];
  /** The fewest calls that can answer it. */
  readonly fewest: number;
  /** Of look-alikes: what the calls must have been about. */
  readonly about?: string;
  /** Changes the person asked for. Every other call must be a read. */
  readonly changes?: readonly Change[];
  /** What a call must not mention: the decoy, or what an instruction in the data wants done. */
  readonly never?: readonly (string | RegExp)[];
  /** A look afterwards, and what it must show. */
  readonly after?: Step & { readonly shows: readonly (string | RegExp)[] };
}

/** What a field of an answer holds, by path: `field(answer, "runs", 0, "run_id")`. Throws where there is nothing. */
export function field(answer: Answer | undefined, ...path: readonly (string | number)[]): unknown {
  let value: unknown = answer?.data;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }
  if (value === undefined) throw new Error(`The answer has no ${path.join(".")}: ${answer?.text ?? "nothing came"}`);
  return value;
}

/** The first of a list of an answer whose `key` has that value. */
export function pick(answer: Answer | undefined, list: string, key: string, wanted: unknown): Answer {
  const entries = field(answer, list);
  const found = Array.isArray(entries) ? entries.find((entry: Args) => entry[key] === wanted) : undefined;
  if (found === undefined) throw new Error(`No entry of ${list} has ${key} = ${String(wanted)}.`);
  return { text: "", data: found, isError: false };
}
