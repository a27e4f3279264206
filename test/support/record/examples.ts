import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Tool } from "../../../src/core/tool.ts";
import { root } from "./record.ts";

/** A call that a story made, and the text that a model reads as its result. */
export const example = z.strictObject({ args: z.record(z.string(), z.unknown()), answer: z.string() });
export type Example = z.output<typeof example>;

/** One example of each tool, recorded by the stories: the documentation shows them. */
export const EXAMPLES_FILE = "docs/examples.json";

const examplesByTool = z.record(z.string(), example);

export const committedExamples = (): Readonly<Record<string, Example>> =>
  examplesByTool.parse(JSON.parse(readFileSync(`${root}/${EXAMPLES_FILE}`, "utf8")));

interface Content {
  readonly type: string;
  readonly text?: string | undefined;
  readonly mimeType?: string | undefined;
}

/** The text of a result without the lines of its fence, whose IDs are random. A picture is named by its type. */
export const answerOf = ({ content }: { readonly content: readonly Content[] }): string =>
  content
    .map(({ type, text, mimeType }) => text ?? `(${mimeType ?? type})`)
    .join("\n")
    .replace(/^<<<[0-9a-f]{12} text from the workspace: .*\n/gm, "")
    .replace(/\n?^[0-9a-f]{12}>>>$/gm, "");

/** Arguments under the names that are advertised. Stories also use the other names that the platform has for them. */
export const advertisedArguments = ({ aliases = {} }: Pick<Tool, "aliases">, args: Example["args"]): Example["args"] =>
  Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
      if (alias === undefined) return [[name, value]];
      return typeof alias === "string" ? [[alias, value]] : Object.entries(alias(value, args));
    }),
  );

/**
 * A text without the parts that differ from run to run: IDs, times, durations, sizes and ports. The rest changes only
 * with the server.
 */
export const withoutVolatile = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "#")
    // IDs and tokens have a digit; long words and eight hexadecimal letters without one can be tokens too.
    .replace(/[A-Za-z0-9]*\d[A-Za-z0-9]*|\b[0-9a-f]{8}\b|\b[A-Za-z0-9+_-]{32,}\b/g, "#")
    .replace(/#(?:[.,:\-/]?#)*/g, "#")
    .replace(/#(?: (?:ms|s|min|h|d)\b(?: #)?)+/g, "#");

/** A state, or a hint that work continues, depends on how busy the machine was. */
const TRANSIENT = /\b(?:still running|Still running|PENDING|QUEUED|RESIZING|keep waiting)\b/;

/** Share of the words of an answer that must also be in another answer to the same call. */
const ALIKE = 0.8;

/** Whether a run has made this call, and got an answer that says the same, apart from states and what is volatile. */
export function isAmong(shown: Example, run: readonly Example[]): boolean {
  const words = (text: string) => withoutVolatile(text).match(/\w+/g) ?? [];
  const call = ({ args }: Example) => withoutVolatile(JSON.stringify(args));
  const own = words(shown.answer);
  return run.some((other) => {
    if (call(other) !== call(shown)) return false;
    const theirs = new Set(words(other.answer));
    return own.filter((word) => theirs.has(word)).length >= own.length * ALIKE;
  });
}

const LONGEST = 1_200;
const ENOUGH = 160;

/** The example to show: the one with the most arguments whose answer has a readable length, otherwise the shortest. */
export function chooseExample(found: readonly Example[]): Example | undefined {
  // Processes record in any order, and the choice does not depend on it.
  const key = (one: Example) => withoutVolatile(JSON.stringify(one));
  const sorted = [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const settled = sorted.filter(({ answer }) => !TRANSIENT.test(answer));
  const candidates = settled.length > 0 ? settled : sorted;
  const shown = ({ answer }: Example) => answer.length >= ENOUGH && answer.length <= LONGEST;
  const readable = candidates.filter(shown);
  const size = ({ args }: Example) => JSON.stringify(args).length;
  const inLine = readable.filter((one) => size(one) <= LONGEST);
  const best = inLine.length > 0 ? inLine : [...candidates].sort((a, b) => cost(a) - cost(b)).slice(0, 1);
  return [...best].sort((a, b) => Object.keys(b.args).length - Object.keys(a.args).length)[0];
}

/** Too long counts more than too short. */
const cost = ({ args, answer }: Example): number => {
  const length = answer.length + JSON.stringify(args).length;
  return length > LONGEST ? length : ENOUGH;
};
