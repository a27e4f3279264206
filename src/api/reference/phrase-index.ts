import { doneOnce, rawWords, wordsOf } from "../../ranking.ts";
import { GRAMMAR, GRAMMAR_OF_PHRASES } from "./ignored-words.ts";
import { objectNamesOf } from "./object-names.ts";
import type { Searchable } from "./reference.ts";
import { bareTitle } from "./subject.ts";
import type { Tokens } from "./tokens.ts";
import { vocabulary } from "./vocabulary.ts";

/** How an operation's phrases fit a query. */
export interface PhraseFit {
  /** How much one phrase resembles the query, 0 to 1 (Dice's coefficient of their words by rarity). */
  readonly resemblance: number;
  /** Share of the query that all its phrases explain, 0 to 1. */
  readonly coverage: number;
  /** Number of the query's nouns that they have. */
  readonly nouns: number;
}

/** The phrases of operations, as an index. */
export interface PhraseIndex {
  /** The operations whose phrases share words with one of the readings of a query, by ID. */
  find(readings: readonly string[]): ReadonlyMap<string, PhraseFit>;
  knows(word: string): boolean;
}

const IGNORED = new Set(wordsOf(`${GRAMMAR} ${GRAMMAR_OF_PHRASES}`));
/** Worth of a verb, compared with a noun. */
const VERB = 0.5;
/** Worth of a word that a search of names ignores. */
const VAGUE = 0.5;
/** Worth of a word that no phrase has, compared with one that a single operation has: it may be a name. */
const UNKNOWN = 0.8;
/** Factor for a synonym, so that the word itself counts more. */
const SYNONYM = 0.75;

/** The name of an operation as a request if its title has another verb: `clusters.delete` terminates a cluster. */
function nameAsRequest(id: string, title: string): readonly string[] {
  const [api = "", method = ""] = id.split(".");
  // Most titles begin with the verb of the ID.
  if (title.slice(0, title.indexOf(" ")).toLowerCase() === method) return [];
  if (!ONE_WORD.test(method) || wordsOf(method)[0] === wordsOf(title.split(" ", 1)[0] ?? "")[0]) return [];
  return [`${method} ${rawWords(api).join(" ")}`];
}
const ONE_WORD = /^[a-z]+$/;

/** A word of phrases. */
interface Word {
  readonly stem: string;
  /** The phrases that have it. */
  readonly phrases: number[];
  /** The last operation with such a phrase. Operations come in order, so that it says whether another one is a new one. */
  last: number;
  /** The number of operations. */
  count: number;
  /** Its worth, once it was needed. */
  worth: number | undefined;
}

const unknownWord = (stem: string): Word => ({ stem, phrases: [], last: -1, count: 0, worth: undefined });

const isKnown = ({ count }: Word): boolean => count > 0;

/** `tokens` reads the phrases. The other index of them has the same. */
export function createPhraseIndex(operations: readonly Searchable[], tokens: Tokens): PhraseIndex {
  const byStem = new Map<string, Word>();
  const wordOf = (stem: string): Word => {
    const known = byStem.get(stem) ?? unknownWord(stem);
    byStem.set(stem, known);
    return known;
  };
  const byToken: (readonly Word[])[] = [];
  const readToken = (token: number): readonly Word[] => {
    const known =
      byToken[token] ??
      wordsOf(tokens.word(token))
        .filter((stem) => !IGNORED.has(stem))
        .map(wordOf);
    byToken[token] = known;
    return known;
  };
  const wordsIn = (text: string): readonly Word[] => {
    const found: Word[] = [];
    for (const token of tokens.of(text))
      for (const word of readToken(token)) if (!found.includes(word)) found.push(word);
    return found;
  };
  // The names of an object recur with each of its operations.
  const texts = new Map<string, readonly Word[]>();
  const wordsOfPhrase = (text: string) => {
    const found = texts.get(text) ?? wordsIn(text);
    texts.set(text, found);
    return found;
  };
  /** The operation of each phrase, by its place, and the words of the phrase. */
  const operationOf: number[] = [];
  const wordsByPhrase: (readonly Word[])[] = [];
  operations.forEach(({ id, title, phrases }, at) => {
    const add = (text: string) => {
      const words = wordsOfPhrase(text);
      const number = wordsByPhrase.push(words) - 1;
      operationOf.push(at);
      for (const word of words) {
        word.phrases.push(number);
        if (word.last === at) continue;
        word.last = at;
        word.count += 1;
      }
    };
    add(bareTitle(title));
    for (const text of nameAsRequest(id, title)) add(text);
    for (const text of phrases) add(text);
    for (const text of objectNamesOf(id)) add(text);
  });
  const worthOf = (word: Word): number => {
    word.worth ??= measured(word);
    return word.worth;
  };
  const measured = ({ stem, count }: Word): number => {
    const part = vocabulary.verbs.has(stem) ? VERB : vocabulary.ignored.has(stem) ? VAGUE : 1;
    return Math.log(1 + (operations.length + 1) / (count + 0.5)) * part;
  };
  /** The words of a query. Those that no phrase has are not kept. */
  const wordsOfQuery = (text: string): readonly Word[] =>
    [...new Set(text.toLowerCase().split(" ").flatMap(wordsOf))]
      .filter((stem) => !IGNORED.has(stem))
      .map((stem) => byStem.get(stem) ?? unknownWord(stem));
  const worths = new Map<number, number>();
  /** The worth of all words of a phrase. Most phrases share no word with a query, so that theirs is never needed. */
  const worthOfPhrase = (number: number): number => {
    const known = worths.get(number) ?? wordsByPhrase[number]?.reduce((total, word) => total + worthOf(word), 0) ?? 0;
    worths.set(number, known);
    return known;
  };

  function read(text: string, best: Map<string, PhraseFit>): void {
    const spelled = (word: Word): Word => {
      const once = isKnown(word) ? undefined : byStem.get(doneOnce(word.stem) ?? "");
      return once !== undefined && isKnown(once) ? once : word;
    };
    const words = wordsOfQuery(text)
      .map(spelled)
      .filter((word) => isKnown(word) || !vocabulary.ignored.has(word.stem));
    const total = words.reduce((sum, word) => sum + worthOf(word) * (isKnown(word) ? 1 : UNKNOWN), 0);
    const shared = new Map<number, number>();
    const explained = new Map<number, { readonly worth: number; readonly nouns: number }>();
    for (const word of words) {
      const worth = worthOf(word);
      const inPhrases = new Map<number, number>();
      const inOperations = new Map<number, number>();
      const terms = [
        [word, 1] as const,
        ...(vocabulary.synonyms.get(word.stem) ?? []).map((stem) => [byStem.get(stem), SYNONYM] as const),
      ];
      for (const [term, factor] of terms) {
        for (const number of term?.phrases ?? []) {
          const at = operationOf[number] ?? 0;
          inPhrases.set(number, Math.max(inPhrases.get(number) ?? 0, factor));
          inOperations.set(at, Math.max(inOperations.get(at) ?? 0, factor));
        }
      }
      for (const [number, factor] of inPhrases) shared.set(number, (shared.get(number) ?? 0) + factor * worth);
      const isNoun = !vocabulary.verbs.has(word.stem) && !vocabulary.ignored.has(word.stem);
      for (const [at, factor] of inOperations) {
        const before = explained.get(at) ?? { worth: 0, nouns: 0 };
        explained.set(at, { worth: before.worth + factor * worth, nouns: before.nouns + (isNoun ? 1 : 0) });
      }
    }
    for (const [number, part] of shared) {
      const at = operationOf[number] ?? 0;
      const worth = worthOfPhrase(number);
      const id = operations[at]?.id ?? "";
      const known = best.get(id) ?? { resemblance: 0, coverage: 0, nouns: 0 };
      const found = explained.get(at) ?? { worth: 0, nouns: 0 };
      best.set(id, {
        resemblance: Math.max(known.resemblance, (2 * part) / (total + Math.max(worth, part))),
        coverage: Math.max(known.coverage, found.worth / total),
        nouns: Math.max(known.nouns, found.nouns),
      });
    }
  }

  return {
    find(readings) {
      const best = new Map<string, PhraseFit>();
      for (const reading of new Set(readings)) read(reading, best);
      return best;
    },
    knows: (word) => wordsOfQuery(word).some(isKnown),
  };
}
