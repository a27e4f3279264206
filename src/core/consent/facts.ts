import type { Access } from "../../access.ts";
import { oneLine } from "../../text.ts";
import { spellOut } from "../output/fence.ts";

/** Why a call needs the user's consent. */
export const REASONS = {
  loss: "something is lost that nothing brings back",
  replacement: "something is replaced that the call does not repeat",
  others: "it changes what other people or systems have or see",
  cost: "it raises the bill",
  identity: "code runs as another user or on shared compute",
  outbound: "data or credentials leave the workspace",
} as const;
export type ConsentReason = keyof typeof REASONS;

/** An object of the workspace that a call changes, resolved: names are looked up before anyone is asked. */
export interface AffectedObject {
  /** Databricks' word for it, singular: `job`, `table`, `SQL warehouse`. */
  readonly kind: string;
  /** The name people know it by: the full name in Unity Catalog, the path of a file or notebook. */
  readonly name?: string | null | undefined;
  readonly id?: string | number | null | undefined;
  /** Names for `--protect` where the shown one is not complete; `*` stands for what is not known: `*.*.orders`. */
  readonly matches?: readonly string[];
  /** Full names or paths of what it is in; `main.sales.orders` needs none, its own name says so. */
  readonly within?: readonly (string | null | undefined)[];
  /** The call reaches everything inside it: what a name and a separator begin. */
  readonly contents?: "." | "/" | undefined;
  /** Short facts that identify it, e.g. its owner or state. Each is shown quoted. */
  readonly details?: Readonly<Record<string, string | number | null | undefined>>;
}

/** A sentence of the server's own in which every inserted value is quoted, bounded and on one line. Made by `say`. */
export interface Sentence {
  readonly sentence: string;
}

export interface Consequence {
  readonly reason: ConsentReason;
  readonly text: Sentence;
}

/** Consequences that two rules may find, each once. */
export const distinct = (consequences: readonly Consequence[]): Consequence[] => [
  ...new Map(consequences.map((one) => [one.text.sentence, one])).values(),
];

/** SQL or code that a call runs, shown to the user as it is, with what decides where it runs. */
export interface ShownCode {
  readonly title: string;
  readonly text: string;
  readonly context?: Readonly<Record<string, string | null | undefined>>;
}

/**
 * The facts of a call that changes something. The question, `--protect`, the audit line and `call_api` all read them;
 * nothing is decided by the words of a question.
 */
export interface CallFacts {
  /** The effect as an imperative: `Delete`, `Replace the settings of`. */
  readonly effect: string;
  readonly objects: readonly AffectedObject[];
  /** Without any, the call does not ask; `--protect` still holds. */
  readonly consequences: readonly Consequence[];
  readonly code?: ShownCode;
  /** The access that the call requires, if the objects that were looked up make it more than its arguments do. */
  readonly access?: Access;
  /** Why the changes of the call cannot be known beforehand. It is refused while a protection is set. */
  readonly unresolved?: string;
  /** More that the call is based on, e.g. a plan that is too long to show. JSON; the call does not run if it has changed. */
  readonly basis?: unknown;
}

const MAX_VALUE = 120;
/** Of a longer value, its end is shown as well: paths that begin alike differ there. */
const MIN_END = 50;

/**
 * A value of the workspace within a sentence: one line, at most `max` characters, in quotes it cannot close. Hidden
 * characters are written out.
 */
export function quoted(value: string | number, max = MAX_VALUE): string {
  const text = String(value);
  const line = oneLine(text, text.length);
  const end = line.slice(-MIN_END).replace(/^[\udc00-\udfff]/, "");
  const shortened = line.length <= max ? line : `${oneLine(line, max - MIN_END)}${end}`;
  return `"${spellOut(shortened.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}"`;
}

/**
 * A sentence whose inserted values cannot pose as the server's words: texts are quoted, numbers and other sentences are
 * not.
 *
 * @example say`Its owner ${owner} loses ${3} grants.` // Its owner "ana" loses 3 grants.
 */
export const say = (parts: TemplateStringsArray, ...values: readonly (string | number | Sentence)[]): Sentence => ({
  sentence: parts.reduce((done, part, index) => `${done}${shown(values[index - 1] ?? "")}${part}`),
});

/** A value within a sentence that is shown whole. A question that becomes too long by it is not asked. */
export const whole = (value: string): Sentence => ({ sentence: quoted(value, Number.POSITIVE_INFINITY) });

const shown = (value: string | number | Sentence): string => {
  if (typeof value === "object") return value.sentence;
  return typeof value === "number" ? String(value) : quoted(value);
};

/** Every value of a list within a sentence, quoted one by one, so that a long list is shown whole. */
export const listed = (values: readonly (string | number)[]): Sentence => ({
  sentence: values.map((value) => (typeof value === "number" ? String(value) : quoted(value))).join(", "),
});

/** The facts of a call that has no consequences, on an object that no protection asks the name of. */
export const unnamed = (effect: string, object: AffectedObject): CallFacts => ({
  effect,
  objects: [object],
  consequences: [],
});
