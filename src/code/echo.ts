import { withoutFences } from "../core/output/fence.ts";
import { isPlainToken } from "../text.ts";

/** A failure of more characters is not compared: it counts as a repetition. */
const MOST_COMPARED = 20_000;

/** Letters and digits in a row that count as a repetition of a long text, even if it is cut or written in another way. */
const REPEATED = 12;

/**
 * Whether the server's own words in a failure repeat text from the arguments of a call. A script can pass text of the
 * workspace on in them. IDs, codes and the names that the script itself spells out are not such text.
 */
export function repeatsArguments(failure: string, args: unknown, script: string): boolean {
  if (failure.length > MOST_COMPARED) return true;
  const own = lettersOf(withoutFences(failure));
  const parts = new Set<string>();
  for (let at = 0; at + REPEATED <= own.length; at++) parts.add(own.slice(at, at + REPEATED));
  const repeats = (text: string): boolean => {
    if (isPlainToken(text) || (/^[\w.-]{1,64}$/.test(text) && script.includes(text))) return false;
    const letters = lettersOf(text);
    if (letters.length < 2 * REPEATED) return letters.length > 2 && own.includes(letters);
    // Of any 23 characters in a row, these parts include one whole.
    for (let at = 0; at + REPEATED <= letters.length; at += REPEATED)
      if (parts.has(letters.slice(at, at + REPEATED))) return true;
    return false;
  };
  const anyOf = (value: unknown): boolean => {
    if (typeof value === "string") return repeats(value);
    if (value === null || typeof value !== "object") return false;
    return Object.entries(value).some(([key, item]) => (!Array.isArray(value) && repeats(key)) || anyOf(item));
  };
  return anyOf(args);
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
