import { rawWords, wordsOf } from "../../ranking.ts";
import { ACTIONS } from "./question.ts";
import type { Searchable } from "./reference.ts";
import { bareTitle } from "./subject.ts";
import { isList } from "./suitability.ts";
import type { Tokens } from "./tokens.ts";
import { vocabulary } from "./vocabulary.ts";

/** How many words a class of operations has at least, so that one with few phrases promises little. */
const SMOOTHING = 30;
/** The place of the API among the classes. */
const API = 4;

/** Words that no phrase has: one that asks for nothing, and others. */
const SILENT = -1;
const UNKNOWN = -2;

/** The classes of an operation: its kind of work, verb, object, both of these, API and access. */
function classesOf(operation: Searchable): readonly string[] {
  const { id, access } = operation;
  const [api = "", method = ""] = id.split(".");
  const [verb = ""] = rawWords(method);
  const object = `${api}.${method.replace(/^[a-z]+/, "").replace(/s$/, "")}`;
  const kind = isList(operation)
    ? "list"
    : operation.method === "GET"
      ? "get"
      : (ACTIONS.get(wordsOf(verb)[0] ?? "") ?? "other");
  return [`kind ${kind}`, `verb ${verb}`, `object ${object}`, `${kind} ${object}`, `api ${api}`, `access ${access}`];
}

interface Likelihood {
  /** Share of the words of the query that the phrases of its API have, by their rarity. */
  readonly known: number;
  readonly logarithms: readonly number[];
}

/** Numbers of texts, in the order in which they are first asked for. */
function createNumbers() {
  const numbers = new Map<string, number>();
  return {
    of(text: string): number {
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    },
    find: (text: string): number | undefined => numbers.get(text),
    count: () => numbers.size,
  };
}

/**
 * Naive Bayes over the phrases of similar operations: by the logarithm, how much more often they have the words of a query
 * than all phrases. So a phrase for one operation helps to recognize requests for its siblings.
 */
export function createLikelihood(operations: readonly Searchable[], tokens: Tokens) {
  const wordNumbers = createNumbers();
  const silent = new Set<number>([SILENT]);
  // The plural of a noun is a word of its own: it asks for a list.
  const termOf = (word: string, stem: string) => (/[^su]s$/.test(word) && word.length > 3 ? `${stem}+` : stem);
  const readWord = (word: string): number => {
    const [stem = word] = wordsOf(word);
    const number = wordNumbers.of(termOf(word, stem));
    if (vocabulary.ignored.has(stem)) silent.add(number);
    return number;
  };
  /** A word of a query. One that no phrase has gets no number of its own, so that queries leave nothing behind. */
  const findWord = (word: string): number => {
    const [stem = word] = wordsOf(word);
    return wordNumbers.find(termOf(word, stem)) ?? (vocabulary.ignored.has(stem) ? SILENT : UNKNOWN);
  };
  const byToken: (readonly number[])[] = [];
  const readToken = (token: number): readonly number[] => {
    const known = byToken[token] ?? rawWords(tokens.word(token)).map(readWord);
    byToken[token] = known;
    return known;
  };
  const wordsIn = (text: string): readonly number[] => {
    const found: number[] = [];
    for (const token of tokens.of(text)) for (const word of readToken(token)) found.push(word);
    return found;
  };

  const classNumbers = createNumbers();
  /** The words of each phrase, and the classes of its operation. */
  const words: (readonly number[])[] = [];
  const classesByPhrase: (readonly number[])[] = [];
  /** The phrases with a word, by its number. */
  const postings: number[][] = [];
  const sizes: number[] = [];
  const classes = new Map<Searchable, readonly number[]>();
  let size = 0;
  for (const operation of operations) {
    const own = classesOf(operation).map(classNumbers.of);
    classes.set(operation, own);
    let count = 0;
    const add = (text: string) => {
      const read = wordsIn(text);
      const phrase = words.push(read) - 1;
      classesByPhrase.push(own);
      // Its words, its pairs of words and its first word.
      count += 2 * read.length;
      for (const word of read) {
        const found = postings[word];
        if (!found) postings[word] = [phrase];
        else if (found[found.length - 1] !== phrase) found.push(phrase);
      }
    };
    add(bareTitle(operation.title));
    for (const text of operation.phrases) add(text);
    size += count;
    for (const one of own) sizes[one] = (sizes[one] ?? 0) + count;
  }

  const worthOf = (word: number) => Math.log(size / ((postings[word]?.length ?? 0) + 0.5));
  return (query: string) => {
    const asked = rawWords(query.toLowerCase()).map(findWord);
    const terms = [...new Set(asked)].map((word) => postings[word] ?? []);
    const follows = (phrase: number, word: number, next: number): boolean => {
      const own = words[phrase] ?? [];
      return own[own.indexOf(word) + 1] === next;
    };
    const pairs = asked.slice(1).map((next, at) => {
      const word = asked[at] ?? -1;
      return (postings[word] ?? []).filter((phrase) => follows(phrase, word, next));
    });
    const [beginning = -1] = asked;
    const first = (postings[beginning] ?? []).filter((phrase) => words[phrase]?.[0] === beginning);
    const counted = [...terms, ...pairs, first]
      .filter(({ length }) => length > 0)
      .map((phrases) => {
        const counts = new Int32Array(classNumbers.count());
        for (const phrase of phrases)
          for (const one of classesByPhrase[phrase] ?? []) counts[one] = (counts[one] ?? 0) + 1;
        return { counts, share: phrases.length / size };
      });
    const content = asked
      .filter((word) => !silent.has(word))
      .map((word) => ({
        apis: new Set((postings[word] ?? []).map((phrase) => classesByPhrase[phrase]?.[API])),
        worth: worthOf(word),
      }));
    const total = content.reduce((sum, { worth }) => sum + worth, 0);
    return (operation: Searchable): Likelihood => ({
      known:
        content.reduce((sum, { apis, worth }) => sum + (apis.has(classes.get(operation)?.[API]) ? worth : 0), 0) /
        Math.max(1, total),
      logarithms: (classes.get(operation) ?? []).map((one) =>
        counted.reduce(
          (sum, { counts, share }) =>
            sum + Math.log(((counts[one] ?? 0) / share + SMOOTHING) / ((sizes[one] ?? 0) + SMOOTHING)),
          0,
        ),
      ),
    });
  };
}
