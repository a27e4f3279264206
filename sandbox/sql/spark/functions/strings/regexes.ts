import { SqlFailure } from "../../../engine/failure.ts";
import { array, BOOLEAN, INT, STRING } from "../../data-types.ts";
import { RegexSyntaxError } from "../../values/java-regex/failure.ts";
import { compileJavaRegex, finds, type JavaRegex, matches, replaceAll } from "../../values/java-regex/pattern.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, inTypeScript, notConstant, outOfRange, scalar } from "../define.ts";
import { characterCount, indexOf, positionOf } from "./characters.ts";

/** Compiles a pattern in Java's syntax. @throws {SqlFailure} INVALID_PARAMETER_VALUE.PATTERN */
export function regexOf(name: string, pattern: string): JavaRegex {
  try {
    return compileJavaRegex(pattern);
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    throw new SqlFailure(
      "INVALID_PARAMETER_VALUE.PATTERN",
      `The value of parameter(s) \`regexp\` in \`${name}\` is invalid: '${pattern}'.`,
      "22023",
    );
  }
}

function checkGroup(name: string, regex: JavaRegex, group: number): void {
  if (group >= 0 && group <= regex.groupCount) return;
  throw new SqlFailure(
    "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
    `The value of parameter(s) \`idx\` in \`${name}\` is invalid: Expects group index between 0 and ${regex.groupCount}, but got ${group}.`,
    "22023",
  );
}

function replace(text: string, pattern: string, replacement: string, position = 1): string {
  const regex = regexOf("regexp_replace", pattern);
  if (position > characterCount(text)) return text;
  try {
    return replaceAll(regex, text, replacement, indexOf(text, position - 1));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SqlFailure(
      "INVALID_REGEXP_REPLACE",
      `Could not perform regexp_replace for source = "${text}", pattern = "${pattern}", replacement = "${replacement}" and position = ${position}.`,
      "22023",
    );
  }
}

function extract(text: string, pattern: string, group = 1): string {
  const regex = regexOf("regexp_extract", pattern);
  for (const match of matches(regex, text)) {
    checkGroup("regexp_extract", regex, group);
    return match.groups[group] ?? "";
  }
  return "";
}

function extractAll(text: string, pattern: string, group = 1): string[] {
  const regex = regexOf("regexp_extract_all", pattern);
  const found: string[] = [];
  for (const match of matches(regex, text)) {
    checkGroup("regexp_extract_all", regex, group);
    found.push(match.groups[group] ?? "");
  }
  return found;
}

/** The parts of a text between matches. `name` is the function that errors name. */
export function splitText(name: string, text: string, pattern: string, limit = -1): string[] {
  if (pattern === "") {
    const characters = Array.from(text);
    if (text === "") return [""];
    return limit <= 0 ? characters : characters.slice(0, limit);
  }
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of matches(regexOf(name, pattern), text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (from === 0 && end === 0) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  return [...parts, text.slice(from)];
}

const split = (text: string, pattern: string, limit?: number) => splitText("split", text, pattern, limit);

function position(text: string, pattern: string): number {
  for (const { start } of matches(regexOf("regexp_instr", pattern), text)) return positionOf(text, start) + 1;
  return 0;
}

function first(text: string, pattern: string): string | null {
  for (const { groups } of matches(regexOf("regexp_substr", pattern), text)) return groups[0] || null;
  return null;
}

const count = (text: string, pattern: string): number =>
  Array.from(matches(regexOf("regexp_count", pattern), text)).length;

/** Regular expressions, in Java's syntax. */
export const regexFunctions: readonly FunctionDefinition[] = [
  ...["rlike", "regexp", "regexp_like"].map((name) =>
    inTypeScript(name, "str regexp", [STRING, STRING], BOOLEAN, (text: string, pattern: string) =>
      finds(regexOf(name, pattern), text),
    ),
  ),
  scalar("regexp_replace", "str regexp rep position?", (args, context, name) => {
    const [text, pattern, replacement, start] = args;
    const literal = start?.literal?.value;
    if (start !== undefined && start.literal === undefined) throw notConstant(name, "position", "INT");
    if (typeof literal === "number" && literal <= 0) throw badPosition(name, literal);
    const values = coerced(
      [text, pattern, replacement, start].filter((argument) => argument !== undefined),
      [STRING, STRING, STRING, INT],
      context,
      name,
    );
    return context.call(name, values, STRING, replace);
  }),
  inTypeScript("regexp_extract", "str regexp idx?", [STRING, STRING, INT], STRING, extract),
  inTypeScript("regexp_extract_all", "str regexp idx?", [STRING, STRING, INT], array(STRING), extractAll),
  inTypeScript("regexp_count", "str regexp", [STRING, STRING], INT, count),
  inTypeScript("regexp_substr", "str regexp", [STRING, STRING], STRING, first),
  inTypeScript("regexp_instr", "str regexp idx?", [STRING, STRING, INT], INT, position),
  inTypeScript("split", "str regex limit?", [STRING, STRING, INT], array(STRING), split),
];

function badPosition(name: string, position: number): SqlFailure {
  return outOfRange(name, `position must be between (0, 2147483647] (current value = ${position})`);
}
