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
  /** A detour a model may take: refused with these words, which lead on. It does not count as a call that is needed. */
  readonly refused?: string | RegExp;
}

/** Arguments that a call must contain: all of these, or values read from earlier results. */
export type Held = string | readonly string[] | ((read: string) => string | readonly string[] | undefined);

/** A change the task asks for: nothing else may be changed. */
export interface Change {
  /** The tool that makes it, or each of those that can. */
  readonly tool: string | readonly string[];
  /** Arguments that it must contain, e.g. the id of the right one of two look-alikes, and the value to set. */
  readonly on: Held;
  /** Number of such calls that must succeed. Default 1; 0 if the workspace or the user refuses. */
  readonly times?: number;
  /** How often it may be tried: repeating some changes is a fault of its own. */
  readonly most?: number;
}

/** How the user answers a question. `late` is after five minutes, when the answer no longer counts. */
export type Person = "agrees" | "declines" | "comes late";

/** Rows a task leaves behind: in a file of the export directory, or behind the link its last answer gave. */
export interface Left {
  /** A file's name, or what is asked of the link: `""` for all of it, `?format=csv`. */
  readonly file?: string;
  readonly link?: string;
  readonly rows: number;
  /** Each row, as JSON of its cells by column. */
  readonly each?: RegExp;
  readonly shows?: readonly (string | RegExp)[];
}

/** A thing a person asks of the workspace, as data. */
export interface EvalTask {
  readonly id: string;
  readonly prompt: string;
  /** Calls that bring the workspace to where the task begins; they are not counted. */
  readonly given?: readonly Step[];
  readonly person?: Person;
  readonly solution: readonly Step[];
  /** Facts that the final answer must contain, or for a scripted solution, the results of its calls. */
  readonly facts: readonly (string | RegExp)[];
  /** It ends in a refusal, which is what the final answer must tell. */
  readonly endsRefused?: boolean;
  /** Pictures that must have been shown; a task without shows none. */
  readonly pictures?: number;
  /** The fewest calls that can answer it. */
  readonly fewest: number;
  /** Of look-alikes: what the calls must have been about. */
  readonly about?: Held;
  /** Changes that the user asked for. Every other call must be a read. */
  readonly changes?: readonly Change[];
  /** Words that no call may contain: the decoy, a similar object, or instructions from data. */
  readonly never?: readonly (string | RegExp)[];
  /** Rows it leaves behind; a task without leaves no file. */
  readonly left?: Left;
  /** A look afterwards, and what it must show. */
  readonly after?: Step & { readonly shows: readonly (string | RegExp)[] };
}

/** The value of a field of a result, by path: `field(answer, "runs", 0, "run_id")`. Throws if it does not exist. */
export function field(answer: Answer | undefined, ...path: readonly (string | number)[]): unknown {
  let value: unknown = answer?.data;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  }
  if (value === undefined) throw new Error(`The answer has no ${path.join(".")}: ${answer?.text ?? "nothing came"}`);
  return value;
}

/** The first of a list of an answer whose `key` has that value, or a text the pattern fits. */
export function pick(answer: Answer | undefined, list: string, key: string, wanted: unknown): Answer {
  const entries = field(answer, list);
  const fits = (value: unknown) => (wanted instanceof RegExp ? wanted.test(String(value)) : value === wanted);
  const found = Array.isArray(entries) ? entries.find((entry: Args) => fits(entry[key])) : undefined;
  if (found === undefined) throw new Error(`No entry of ${list} has ${key} = ${String(wanted)}.`);
  return { text: "", data: found, isError: false };
}

/** Of the entries listed in what was read, the `key` of the one that mentions `near`: an id no task can know beforehand. */
export const idOf =
  (key: string, near: string) =>
  (read: string): string | undefined => {
    const entry = read.split(/\},\s*\{|\[\{/).find((part) => part.includes(near) && part.includes(`"${key}":"`));
    return entry === undefined ? undefined : new RegExp(`"${key}":"([^"]+)"`).exec(entry)?.[1];
  };
