import { SqlFailure } from "../../../engine/failure.ts";
import { BOOLEAN, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { inTypeScript } from "../define.ts";

const kept = new Map<string, RegExp>();

/**
 * The regular expression of a LIKE pattern. The escape character quotes `%`, `_` and itself.
 * @throws {SqlFailure} INVALID_FORMAT for an escape character before anything else
 */
function likeRegex(pattern: string, quoting = "\\"): RegExp {
  const key = quoting + pattern;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const characters = Array.from(pattern);
  let source = "";
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    if (character === quoting) {
      i += 1;
      const next = characters[i];
      if (next === undefined) throw invalid(pattern, "ESC_AT_THE_END", "is not allowed to end with");
      if (next !== "%" && next !== "_" && next !== quoting)
        throw invalid(pattern, "ESC_IN_THE_MIDDLE", `is not allowed to precede '${next}'`);
      source += quote(next);
    } else source += character === "%" ? ".*" : character === "_" ? "." : quote(character);
  }
  const regex = new RegExp(`^${source}$`, "su");
  if (kept.size >= 500) kept.clear();
  kept.set(key, regex);
  return regex;
}

const quote = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");

function invalid(pattern: string, condition: string, detail: string): SqlFailure {
  const shown = pattern.replaceAll("\\", "\\\\");
  return new SqlFailure(
    `INVALID_FORMAT.${condition}`,
    `The format is invalid: '${shown}'. The escape character ${detail}.`,
    "42601",
  );
}

const like = (text: string, pattern: string, quoting?: string): boolean => likeRegex(pattern, quoting).test(text);

/** LIKE as a function. */
export const likeFunctions: readonly FunctionDefinition[] = [
  inTypeScript("like", "str pattern escape?", [STRING, STRING, STRING], BOOLEAN, like),
  inTypeScript(
    "ilike",
    "str pattern escape?",
    [STRING, STRING, STRING],
    BOOLEAN,
    (text: string, pattern: string, quoting?: string) => like(text.toLowerCase(), pattern.toLowerCase(), quoting),
  ),
];
