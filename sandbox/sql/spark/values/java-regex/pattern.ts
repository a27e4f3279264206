import { refuseGiant } from "../text-limit.ts";
import { RegexSyntaxError } from "./failure.ts";
import { translateRegex } from "./translate.ts";

export interface JavaRegex {
  /** With the flags `g` and `v`: set `lastIndex` before `exec`. */
  readonly regex: RegExp;
  /** Number of groups of the pattern. */
  readonly groupCount: number;
  /** The number of the JavaScript group for each group of the pattern. */
  readonly groups: readonly number[];
  readonly names: ReadonlyMap<string, number>;
}

export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** Group 0 is the whole match; `undefined` for a group that did not take part in the match. */
  readonly groups: readonly (string | undefined)[];
}

const MOST_KEPT = 500;
const kept = new Map<string, JavaRegex>();

/** A pattern of `java.util.regex`. @throws {RegexSyntaxError} */
export function compileJavaRegex(pattern: string): JavaRegex {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const { source, groups, names } = translateRegex(pattern);
  let regex: RegExp;
  try {
    regex = new RegExp(source, "gv");
  } catch (error) {
    throw new RegexSyntaxError(error instanceof Error ? error.message : String(error));
  }
  const compiled = { regex, groupCount: groups.length - 1, groups, names };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}

/** Whether the pattern matches anywhere in the text. */
export function finds({ regex }: JavaRegex, text: string): boolean {
  regex.lastIndex = 0;
  return regex.test(text);
}

/** All matches from a position on, as `Matcher.find` gives them. */
export function* matches({ regex, groups }: JavaRegex, text: string, from = 0): Generator<RegexMatch> {
  let at = from;
  while (at <= text.length) {
    regex.lastIndex = at;
    const match = regex.exec(text);
    if (match === null) return;
    const end = match.index + match[0].length;
    yield { start: match.index, end, groups: groups.map((group) => match[group]) };
    at = match[0] === "" ? end + characterSize(text, end) : end;
  }
}

/** A match never starts inside of a surrogate pair. */
const characterSize = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** Replaces all matches from a position on. `$1` and `${name}` in the replacement are groups, and `\` quotes. @throws {RangeError} for a group that does not exist */
export function replaceAll(regex: JavaRegex, text: string, replacement: string, from = 0): string {
  let result = "";
  let copied = 0;
  for (const match of matches(regex, text, from)) {
    result += text.slice(copied, match.start) + expand(regex, match, replacement);
    copied = match.end;
    refuseGiant("regexp_replace", result.length);
  }
  return result + text.slice(copied);
}

function expand({ groupCount, names }: JavaRegex, { groups }: RegexMatch, replacement: string): string {
  let result = "";
  for (let i = 0; i < replacement.length; i++) {
    const character = replacement.charAt(i);
    if (character === "\\") {
      i += 1;
      if (i >= replacement.length) throw new RangeError("character to be escaped is missing");
      result += replacement.charAt(i);
    } else if (character !== "$") result += character;
    else if (replacement.charAt(i + 1) === "{") {
      const close = replacement.indexOf("}", i);
      const group = close < 0 ? undefined : names.get(replacement.slice(i + 2, close));
      if (group === undefined) throw new RangeError("No group with this name");
      result += groups[group] ?? "";
      i = close;
    } else {
      let digits = replacement.charAt(i + 1);
      if (!/^\d$/.test(digits)) throw new RangeError("Illegal group reference");
      if (Number(digits) > groupCount) throw new RangeError(`No group ${digits}`);
      i += 1;
      while (/^\d$/.test(replacement.charAt(i + 1)) && Number(digits + replacement.charAt(i + 1)) <= groupCount) {
        i += 1;
        digits += replacement.charAt(i);
      }
      result += groups[Number(digits)] ?? "";
    }
  }
  return result;
}
