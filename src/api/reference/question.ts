import { doneOnce, rawWords, wordsOf } from "../../ranking.ts";
import { ACTION_WORDS, type Action, NOUNS_TOO } from "./verbs.ts";
import { vocabulary } from "./vocabulary.ts";

/** The kind of work that a query asks for, and whether with one object or with several. */
export interface Question {
  readonly action: Action | undefined;
  readonly number: "one" | "several" | undefined;
}

/** The action that a word stands for, by its stem. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [...ACTION_WORDS].flatMap(([action, words]) => wordsOf(words).map((word) => [word, action] as const)),
);

export const readQuestion = (query: string): Question => ({ action: actionOf(query), number: numberOf(query) });

/** Words after a verb: `run now`, `run sql`, `tag a column`. */
const OBJECT = /^(an?|the|my|our|some\w*|this|that|all|now|sql|python|code|only)$/;

/** A word after these is a noun: `history of updates`. */
const BEFORE_NOUN = /^(of|for|in|on|by)$/;

/** A question without another verb asks to read. */
const INTERROGATIVE = /^\s*(?:is|are|was|were|does|do|did|has|have|how|when|whose)\b/;

/** A question about what is there, regardless of its verbs: `when does my token expire`. `How do I delete` asks to do it. */
const ABOUT_FACTS =
  /^\s*(?:what|which|who|whose|when|where|is|are|was|were|does|did|has|how (?:many|much|often|long|old|big|large|far|is|are|does|did))\b(?!.*\b(?:(?:can|do|could|should|would) (?:i|we|you)|to|of \w+ing)\b)/;

/** The action that a query asks for. A word that is also a noun is a verb only before an object: `tag a column`. */
function actionOf(query: string): Action | undefined {
  if (ABOUT_FACTS.test(query)) return "read";
  const words = rawWords(query);
  for (const [at, word] of words.entries()) {
    if (/(ed|ings?|ments?)$/.test(word) || BEFORE_NOUN.test(words[at - 1] ?? "")) continue;
    const action = ACTIONS.get(wordsOf(word)[0] ?? "") ?? againOf(word);
    if (action === undefined) continue;
    const isVerb = !NOUNS_TOO.has(word) || (at === 0 && !isPlural(word) && OBJECT.test(words[1] ?? ""));
    if (isVerb) return action;
  }
  return INTERROGATIVE.test(query) ? "read" : undefined;
}

/** Minimum length of a verb for something done again: a `reset` does not set. */
const SHORTEST_AGAIN = 6;

const againOf = (word: string): Action | undefined =>
  word.length < SHORTEST_AGAIN ? undefined : ACTIONS.get(wordsOf(doneOnce(word) ?? "")[0] ?? "");

/** Words after which a noun only describes another. */
export const PREPOSITIONS = "of in for from on at with into to by behind under inside";

const PREPOSITION = new RegExp(`\\b(?:${PREPOSITIONS.replaceAll(" ", "|")})\\b`);
/** Nouns that only say what of an object is asked for: of `state of a branch`, the branch is looked for. */
const ASPECT = /\b(?:details?|info(?:rmation)?|stat(?:e|us)|properties|definition|metadata|summary|description)\b/g;
/** Names and nouns that end like a plural. */
const NOT_PLURAL = new Set("postgres details dbfs aws https sms news always perhaps kubernetes pandas".split(" "));

/** Whether a query is about one object, `the owner of a table`, or about several, `tables of a schema`. */
function numberOf(query: string): Question["number"] {
  const parts = query.split(PREPOSITION).map((part) => ({ part, bare: part.replace(ASPECT, " ") }));
  const head = parts.find(({ bare }) => nounsIn(bare).length > 0) ?? parts[0];
  if (!head) return undefined;
  const words = rawWords(head.bare);
  if (words.some(isPlural) || /\b(?:list|all|every|which|search|find|many|history)\b/.test(head.part)) return "several";
  const single = words.some((word) => /^(an?|the|my|our|this|that|one)$/.test(word));
  if (/\bwho\b/.test(query)) return undefined;
  return single || head.bare !== head.part || head !== parts[0] ? "one" : undefined;
}

const nounsIn = (text: string): string[] =>
  rawWords(text).filter((word) => {
    const [stem = ""] = wordsOf(word);
    return !vocabulary.ignored.has(stem) && !vocabulary.verbs.has(stem);
  });

const isPlural = (word: string): boolean => /[^su]s$/.test(word) && !NOT_PLURAL.has(word) && nounsIn(word).length > 0;
