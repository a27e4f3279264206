import { array, STRING } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { inTypeScript } from "../define.ts";
import { strictly } from "../strict.ts";

const CODES: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."BFPV"].map((letter) => [letter, "1"])),
  ...Object.fromEntries([..."CGJKQSXZ"].map((letter) => [letter, "2"])),
  ...Object.fromEntries([..."DT"].map((letter) => [letter, "3"])),
  L: "4",
  ...Object.fromEntries([..."MN"].map((letter) => [letter, "5"])),
  R: "6",
  ...Object.fromEntries([..."HW"].map((letter) => [letter, "7"])),
};

/** The sound of a word in English: a letter and three digits. A text that does not start with a letter is returned as it is. */
function soundex(text: string): string {
  const first = text.charAt(0).toUpperCase();
  if (!/^[A-Z]$/.test(first)) return text;
  let code = first;
  let last = CODES[first] ?? "0";
  for (const character of text.slice(1)) {
    const upper = /^[a-zA-Z]$/.test(character) ? character.toUpperCase() : "";
    if (upper === "") {
      last = "0";
      continue;
    }
    const digit = CODES[upper] ?? "0";
    if (digit >= "1" && digit <= "6" && digit !== last) {
      code += digit;
      if (code.length === 4) break;
    }
    if (digit !== "7") last = digit;
  }
  return code.padEnd(4, "0");
}

/** Words of each sentence, without punctuation. */
function sentences(text: string, language = "en", country = "US"): string[][] {
  const locale = `${language || "en"}${country === "" ? "" : `-${country}`}`;
  const segmenter = (granularity: "sentence" | "word") => {
    try {
      return new Intl.Segmenter(locale, { granularity });
    } catch {
      return new Intl.Segmenter("en-US", { granularity });
    }
  };
  const words = segmenter("word");
  return Array.from(segmenter("sentence").segment(text), ({ segment }) =>
    Array.from(words.segment(segment))
      .filter(({ isWordLike }) => isWordLike === true)
      .map((word) => word.segment),
  ).filter((sentence) => sentence.length > 0);
}

/** Text as words of a language. */
export const wordFunctions: readonly FunctionDefinition[] = [
  strictly("soundex", "str", [STRING], STRING, soundex),
  inTypeScript("sentences", "str lang? country?", [STRING, STRING, STRING], array(array(STRING)), sentences),
];
