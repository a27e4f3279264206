import { rawWords, wordsOf } from "../../ranking.ts";
import dictionary from "./languages.json" with { type: "json" };
import { ACTIONS } from "./question.ts";

const { grammar, ...words } = dictionary;
const ENGLISH = new Map(
  Object.entries(words).flatMap(([english, others]) => others.split(" ").map((word) => [word, english] as const)),
);
const GRAMMAR = new Set(grammar.split(" "));

/**
 * A query in German, Spanish or French with the platform's words in English: `tabelle löschen` → `delete table`. A query in
 * English is returned as it is.
 */
export function inEnglish(query: string): string {
  const folded = (ASCII.test(query) ? query : withoutAccents(query)).replace(/\bneu (?=start)/gi, "neu");
  const all = rawWords(folded);
  if (!all.some((word) => ENGLISH.has(word))) return query;
  const said = all.filter((word) => !GRAMMAR.has(word)).map((word) => ENGLISH.get(word) ?? word);
  // In German the verb comes last.
  const last = said.at(-1) ?? "";
  return [...(isVerb(last) && !isVerb(said[0] ?? "") ? [last, ...said.slice(0, -1)] : said)].join(" ");
}

/** Most queries need no other characters, and the first use of them takes some time. */
const ASCII = /^[ -~]*$/;

const withoutAccents = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");

const isVerb = (word: string): boolean => ACTIONS.has(wordsOf(word)[0] ?? "");
