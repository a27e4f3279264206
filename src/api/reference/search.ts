import { createRanking, rawWords, wordsOf } from "../../ranking.ts";
import { DAILY, ELSEWHERE } from "./ignored-words.ts";
import { createJudge, type Judged, weigh } from "./judge.ts";
import { inEnglish } from "./languages.ts";
import { objectWordsOf } from "./object-words.ts";
import { createPhraseIndex, type PhraseFit } from "./phrase-index.ts";
import { readQuestion } from "./question.ts";
import type { Operation, Searchable } from "./reference.ts";
import { subjectOf, subjectOfTitle, withSynonyms } from "./subject.ts";
import { createTokens } from "./tokens.ts";
import type { Action } from "./verbs.ts";
import { API_WORDS, PHRASES, SERVICE_WORDS, vocabulary } from "./vocabulary.ts";
import weights from "./weights.json" with { type: "json" };

/** The result of a search. Without hits, the words it did not understand and the nearest service. */
export interface Found<T extends Searchable = Searchable> {
  readonly operations: readonly T[];
  readonly unknown: readonly string[];
  readonly nearest: { readonly service: string; readonly examples: readonly string[] } | undefined;
}

/** Weight of a word by where it occurs. */
const WEIGHT = { name: 5, title: 4, object: 3, service: 2.5, path: 2, parameter: 1, prose: 0.7 } as const;
/** Words for what is not part of the platform, or not for every operation. */
const FOREIGN = new Set(`${ELSEWHERE} ${DAILY}`.split(" "));
const isForeign = (word: string): boolean => FOREIGN.has(word) || FOREIGN.has(word.replace(/s$/, ""));
/** Data about things of daily life: `a table of hotels`. */
const DATA_ABOUT = new RegExp(`\\b(?:${DAILY.replaceAll(" ", "|")})s?\\b(?=.*\\b(?:data|datasets?|tables?)\\b)`, "g");
/** The search finds something if so many best candidates have enough of the query together. */
const DECISIVE = 4;
/** How much speaks at least for an answer to a query of which the name of a place is left out. */
const CERTAIN = 5;
/** A hit whose score is lower than that of the best one by more than this is not shown. */
const TAIL = 8;

/** Parameters and fields that every list has. */
const PAGING = new Set(["page_token", "page_size", "max_results", "limit", "offset"]);

const toDocument = ({ id, title, service, path, parameterNames, note }: Searchable) => ({
  id,
  name: nameOf(id),
  fields: [
    { text: nameOf(id), weight: WEIGHT.name },
    // The verb of a title alone says nothing: "Record an ML model" is not about records.
    { text: title.replace(/^\S+/, ""), weight: WEIGHT.title },
    { text: title, weight: WEIGHT.parameter },
    { text: `${service} ${SERVICE_WORDS[service] ?? ""}`, weight: WEIGHT.service },
    { text: objectWordsOf(id), weight: WEIGHT.object },
    { text: path.replace(/\{\+?\w+=?|[}/]/g, " ").replace(/\bapi\b|\bv?\d+(\.\d+)?\b/g, " "), weight: WEIGHT.path },
    { text: parameterNames.filter((name) => !PAGING.has(name)).join(" "), weight: WEIGHT.parameter },
    { text: note ?? "", weight: WEIGHT.prose },
  ],
});

/** The words of an id, without versions and with the names that people use. */
function nameOf(id: string): string {
  const [api = "", ...rest] = id.split(".");
  return `${API_WORDS[api] ?? api} ${rest.map((part) => API_WORDS[part] ?? part).join(" ")}`.replace(
    /V2\b|Proxy\b/g,
    "",
  );
}

/** A search among operations, or among tools that are described like operations. */
export interface Search<T extends Searchable> {
  /**
   * Up to `limit` operations that fit the query, best first; only that operation for an exact ID. None if no operation
   * explains enough of the query. For a question that reads, the first one is never destructive.
   */
  find(query: string, limit: number): Found<T>;
  /** The operations that have something of a query, best first, without a floor. */
  judge(query: string): Judgement<T>;
}

/** How the operations fit a query, and how it was read. */
interface Judgement<T extends Searchable> {
  readonly judged: readonly Judged<T>[];
  readonly action: Action | undefined;
  /** The query in the platform's words. */
  readonly meant: string;
  readonly unknown: readonly string[];
}

const searches = new WeakMap<readonly Operation[], Search<Operation>>();

/** The search of a list of operations. Its indexes are made with its first use and kept with the list. */
export function searchOf(operations: readonly Operation[]): Search<Operation> {
  const search = searches.get(operations) ?? createSearch(operations);
  searches.set(operations, search);
  return search;
}

/** @see Search.find */
export const searchOperations = (operations: readonly Operation[], query: string, limit: number): Found<Operation> =>
  searchOf(operations).find(query, limit);

/** `floor`: how much speaks at least for an answer. */
export function createSearch<T extends Searchable>(operations: readonly T[], floor = 0): Search<T> {
  const tokens = createTokens();
  const ranking = createRanking(operations.map(toDocument), vocabulary);
  const phrases = createPhraseIndex(operations, tokens);
  const subjects = operations.map(({ title }) => subjectOfTitle(title));
  const judge = createJudge(operations, subjects, tokens);
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const heads = new Set(subjects.map(({ head }) => head));

  function judgeAll(query: string): Judgement<T> {
    const spelled = ranking.spelled(query.toLowerCase().replace(COURTESY, ""));
    const meant = PHRASES.reduce((text, [phrase, words]) => text.replace(phrase, words), ` ${spelled} `);
    const question = readQuestion(meant);
    const { hits, unknown } = ranking.rank(meant);
    const phrased = phrases.find([spelled, meant]);
    const ranked = new Map(hits.map((hit) => [hit.id, hit]));
    const candidates = [...new Set([...ranked.keys(), ...phrased.keys()])].flatMap((id) => {
      const operation = byId.get(id);
      return operation ? [{ operation, hit: ranked.get(id), phrases: phrased.get(id) ?? NO_PHRASES }] : [];
    });
    return {
      judged: judge(candidates, { query: spelled, meant, question }, hits[0]),
      action: question.action,
      meant,
      unknown: unknown.filter((word) => !phrases.knows(word)),
    };
  }

  /** The candidates for a query, and those of them that are shown if it is answered. */
  function findIn(query: string, least = floor) {
    const found = judgeAll(query);
    const { judged, meant } = found;
    const [best] = judged;
    const elsewhere = best !== undefined && !isMeant(best, `${query} ${meant}`, subjectOf(meant).head);
    const answered = best !== undefined && !elsewhere && evidenceOf(judged) > least;
    return {
      ...found,
      elsewhere,
      answered,
      shown: answered ? judged.filter(({ score }) => score >= best.score - TAIL) : [],
    };
  }

  function findWithoutNames(query: string, asked: ReturnType<typeof findIn>) {
    const bare = withoutNames(heads, query);
    const found = bare === query ? asked : findIn(bare);
    const place = withoutPlaces(found.unknown, bare);
    return found.answered || place === bare ? found : findIn(place, CERTAIN);
  }

  return {
    judge: judgeAll,
    find(given, limit) {
      const wanted = given.trim().toLowerCase();
      const exact = operations.find(({ id }) => id.toLowerCase() === wanted);
      if (exact) return { operations: [exact], unknown: [], nearest: undefined };

      const query = inEnglish(given);
      const asked = findIn(query);
      const { shown, judged, action } = asked.answered || asked.elsewhere ? asked : findWithoutNames(query, asked);
      const ordered = readingFirst(shown, action);
      if (ordered.length > 0)
        return { operations: ordered.slice(0, limit), unknown: asked.unknown, nearest: undefined };
      return { operations: [], unknown: asked.unknown, nearest: nearest(judged.map(({ operation }) => operation)) };
    },
  };
}

/** Reasons for an answer: how well the best candidates fit. The weights are learned with those of the judge. */
export function evidence(judged: readonly Judged[]) {
  const decisive = judged.slice(0, DECISIVE);
  const most = (of: (one: Judged) => number) => Math.max(0, ...decisive.map(of));
  return {
    resemblance: most(({ phrases }) => phrases.resemblance),
    nounsOfPhrases: most(({ phrases }) => phrases.nouns),
    nouns: most(({ hit }) => hit?.nouns ?? 0),
    known: most(({ features }) => features.knownShare),
    score: judged[0]?.score ?? 0,
    always: 1,
  };
}

const evidenceOf = (judged: readonly Judged[]): number => weigh(evidence(judged), weights.answer);

/**
 * Whether a query that names a product of others is about an operation: it must have the product and the object in its texts.
 * Connections are to snowflake as well, and a Git credential can be for Azure DevOps, but no operation is about a pipeline of Azure DevOps.
 */
function isMeant({ operation }: Judged, query: string, head: string | undefined): boolean {
  const foreign = rawWords(query.replace(DATA_ABOUT, " ")).filter(isForeign);
  if (foreign.length === 0) return true;
  const words = new Set(
    [...toDocument(operation).fields.map(({ text }) => text), ...operation.phrases].flatMap(wordsOf),
  );
  return (
    foreign.every((word) => words.has(wordsOf(word)[0] ?? "")) &&
    (head === undefined || [...withSynonyms([head])].some((word) => words.has(word)))
  );
}

/** A word between an article and a noun. It may be the name of an object: `the marketing cluster`. */
const NAMED = /\b(the|my|our|this|that|an?) ([\w-]+) (?=(\w+))/gi;
/** A name of several parts, a path or an address: `main.sales.orders`, `ana@example.com`. */
const OF_PARTS = /(?<![\w.])[\w-]+(?:[.@][\w-]+)+|\/[\w./-]+|\b\w*_\w+/g;
/** A word after a preposition, which may be a name as well: `tables in bronze`. */
const PLACE = /\b(?:of|in|for|from|on|to|into|by|with|named|called) (?:the |my |our )?(\w+)/gi;

/** A query without the words that may be names of objects. `heads`: the objects of the operations. */
const withoutNames = (heads: ReadonlySet<string | undefined>, query: string): string =>
  query
    .replace(OF_PARTS, " ")
    .replace(NAMED, (whole, article: string, name: string, noun: string) =>
      heads.has(wordsOf(noun)[0]) && !isForeign(name.toLowerCase()) ? `${article} ` : whole,
    );

/** A query without the unknown words that may be the names of places. */
const withoutPlaces = (unknown: readonly string[], query: string): string =>
  query.replace(PLACE, (whole, name: string) => (unknown.includes(name.toLowerCase()) ? " " : whole));

/** The beginning of a request that says nothing about it: `how do I delete a cluster` asks to delete one. */
const COURTESY =
  /^\s*(?:please |how to |i (?:want|need|would like) to |(?:how |where )?(?:do|can|could|should|would) (?:i|we|you) (?:please )?)/;

const NO_PHRASES: PhraseFit = { resemblance: 0, coverage: 0, nouns: 0 };

/** A destructive operation comes first for a query without a verb only if it leads by more than this. */
const CLEAR = 1;

/** Where nothing in the query asks for a change, the first operation is not destructive; where it asks to read, it reads. */
function readingFirst<T extends Searchable>(found: readonly Judged<T>[], action: Action | undefined): readonly T[] {
  const operations = found.map(({ operation }) => operation);
  const allowed = ({ access }: T) =>
    action === "read" ? access === "read" : action !== undefined || access !== "destructive";
  const [first] = operations;
  if (!first || allowed(first)) return operations;
  if (action === undefined) {
    const other = found.find(({ operation }) => allowed(operation));
    if (!other || other.score < (found[0]?.score ?? 0) - CLEAR) return operations;
  }
  const harmless = operations.find(allowed) ?? operations.find(({ access }) => access !== "destructive");
  if (harmless) return [harmless, ...operations.filter((one) => one !== harmless)];
  return action === "read" ? [] : operations;
}

/** The service of the best guesses, with operations that read. */
function nearest(guesses: readonly Searchable[]): Found["nearest"] {
  const service = guesses.find(({ access }) => access === "read")?.service;
  if (service === undefined) return undefined;
  const examples = guesses.filter((one) => one.service === service && one.access === "read").slice(0, 3);
  return { service, examples: examples.map(({ id }) => id) };
}
