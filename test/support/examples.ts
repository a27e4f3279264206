import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Tool } from "../../src/core/tool.ts";
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
      return typeof alias === "string" ? [[alias, value]] : Object.entries(alias(value));
    }),
  );

/**
 * A text without the parts that differ from run to run: IDs, times, durations, sizes and ports. The rest changes only
 * with the server.
 */
export const withoutVolatile = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "#")
    .replace(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/g, "#")
    .replace(/\d+/g, "#")
    .replace(/#(?:[.,:\-/]?#)*/g, "#");

const LONGEST = 1_200;
const ENOUGH = 160;

/** The example to show: the one with the most arguments whose answer has a readable length, otherwise the shortest. */
export function chooseExample(found: readonly Example[]): Example | undefined {
  const shown = ({ answer }: Example) => answer.length >= ENOUGH && answer.length <= LONGEST;
  const readable = found.filter(shown);
  const size = ({ args }: Example) => JSON.stringify(args).length;
  const inLine = readable.filter((one) => size(one) <= LONGEST);
  const best = inLine.length > 0 ? inLine : [...found].sort((a, b) => cost(a) - cost(b)).slice(0, 1);
  return [...best].sort((a, b) => Object.keys(b.args).length - Object.keys(a.args).length)[0];
}

/** Too long counts more than too short. */
const cost = ({ args, answer }: Example): number => {
  const length = answer.length + JSON.stringify(args).length;
  return length > LONGEST ? length : ENOUGH;
};
