import { rawWords, wordsOf } from "../../ranking.ts";
import { ACTIONS } from "./question.ts";
import type { Operation } from "./reference.ts";
import { isList } from "./suitability.ts";
import { vocabulary } from "./vocabulary.ts";

/** How many words a class of operations has at least, so that one with few phrases promises little. */
const SMOOTHING = 30;
/** The place of the API among the classes. */
const API = 4;

/** The classes of an operation: its kind of work, verb, object, both of these, API and access. */
function classesOf(operation: Operation): readonly string[] {
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

interface Phrase {
  readonly classes: readonly number[];
  readonly words: readonly number[];
}

interface Likelihood {
  /** Share of the words of the query that the phrases of its API have, by their rarity. */
  readonly known: number;
  readonly logarithms: readonly number[];
}

/**
 * Naive Bayes over the phrases of similar operations: by the logarithm, how much more often they have the words of a query
 * than all phrases. So a phrase for one operation helps to recognize requests for its siblings.
 */
export function createLikelihood(operations: readonly Operation[]) {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const silent = new Set<number>();
  // The plural of a noun is a word of its own: it asks for a list.
  const readWord = (word: string): number => {
    const [stem = word] = wordsOf(word);
    const number = numberOf(/[^su]s$/.test(word) && word.length > 3 ? `${stem}+` : stem);
    if (vocabulary.ignored.has(stem)) silent.add(number);
    return number;
  };
  const read = new Map<string, readonly number[]>();
  const wordsIn = (text: string): readonly number[] => {
    const found: number[] = [];
    for (const token of text.split(" ")) {
      const known = read.get(token) ?? rawWords(token).map(readWord);
      read.set(token, known);
      for (const word of known) found.push(word);
    }
    return found;
  };

  const postings = new Map<number, Phrase[]>();
  const sizes = new Map<number, number>();
  const classes = new Map<Operation, readonly number[]>();
  let size = 0;
  for (const operation of operations) {
    const own = classesOf(operation).map(numberOf);
    classes.set(operation, own);
    let count = 0;
    for (const text of [operation.title.replace(/ \(.*/, ""), ...operation.phrases]) {
      const phrase = { classes: own, words: wordsIn(text.toLowerCase()) };
      // Its words, its pairs of words and its first word.
      count += 2 * phrase.words.length;
      for (const word of phrase.words) {
        const found = postings.get(word);
        if (!found) postings.set(word, [phrase]);
        else if (found[found.length - 1] !== phrase) found.push(phrase);
      }
    }
    size += count;
    for (const one of own) sizes.set(one, (sizes.get(one) ?? 0) + count);
  }

  const worthOf = (word: number) => Math.log(size / ((postings.get(word)?.length ?? 0) + 0.5));
  return (query: string) => {
    const words = wordsIn(query.toLowerCase());
    const terms = [...new Set(words)].map((word) => postings.get(word) ?? []);
    const pairs = words
      .slice(1)
      .map((word, at) =>
        (postings.get(words[at] ?? -1) ?? []).filter(
          ({ words: own }) => own[own.indexOf(words[at] ?? -1) + 1] === word,
        ),
      );
    const first = (postings.get(words[0] ?? -1) ?? []).filter(({ words: own }) => own[0] === words[0]);
    const counted = [...terms, ...pairs, first]
      .filter(({ length }) => length > 0)
      .map((phrases) => {
        const counts = new Map<number, number>();
        for (const { classes: own } of phrases) for (const one of own) counts.set(one, (counts.get(one) ?? 0) + 1);
        return { counts, share: phrases.length / size };
      });
    const content = words
      .filter((word) => !silent.has(word))
      .map((word) => ({
        apis: new Set((postings.get(word) ?? []).map(({ classes: own }) => own[API])),
        worth: worthOf(word),
      }));
    const total = content.reduce((sum, { worth }) => sum + worth, 0);
    return (operation: Operation): Likelihood => ({
      known:
        content.reduce((sum, { apis, worth }) => sum + (apis.has(classes.get(operation)?.[API]) ? worth : 0), 0) /
        Math.max(1, total),
      logarithms: (classes.get(operation) ?? []).map((one) =>
        counted.reduce(
          (sum, { counts, share }) =>
            sum + Math.log(((counts.get(one) ?? 0) / share + SMOOTHING) / ((sizes.get(one) ?? 0) + SMOOTHING)),
          0,
        ),
      ),
    });
  };
}
