import { createRanking, type RankingIndex, rawWords, wordsOf } from "../../ranking.ts";
import { ELSEWHERE } from "./ignored-words.ts";
import { createJudge, type Judged, weigh } from "./judge.ts";
import { objectWordsOf } from "./object-words.ts";
import { createPhraseIndex, type PhraseFit, type PhraseIndex } from "./phrase-index.ts";
import { readQuestion } from "./question.ts";
import type { Operation } from "./reference.ts";
import { subjectOfTitle } from "./subject.ts";
import type { Action } from "./verbs.ts";
import { API_WORDS, PHRASES, SERVICE_WORDS, vocabulary } from "./vocabulary.ts";
import weights from "./weights.json" with { type: "json" };

/** The result of a search. Without hits, the words it did not understand and the nearest service. */
export interface Found {
  readonly operations: readonly Operation[];
  readonly unknown: readonly string[];
  readonly nearest: { readonly service: string; readonly examples: readonly string[] } | undefined;
}

/** Weight of a word by where it occurs. */
const WEIGHT = { name: 5, title: 4, object: 3, service: 2.5, path: 2, parameter: 1, prose: 0.7 } as const;
/** Words for what is not part of the platform, or not for every operation. */
const FOREIGN = new Set(ELSEWHERE.split(" "));
const isForeign = (word: string): boolean => FOREIGN.has(word) || FOREIGN.has(word.replace(/s$/, ""));
/** The search finds something if so many best candidates have enough of the query together. */
const DECISIVE = 4;
/** A hit whose score is lower than that of the best one by more than this is not shown. */
const TAIL = 8;

/** Parameters and fields that every list has. */
const PAGING = /^(page_token|page_size|max_results|limit|offset)$/;

interface Indexes {
  readonly ranking: RankingIndex;
  readonly phrases: PhraseIndex;
  readonly judge: ReturnType<typeof createJudge>;
  readonly byId: ReadonlyMap<string, Operation>;
}

const indexes = new WeakMap<readonly Operation[], Indexes>();

function indexesOf(operations: readonly Operation[]): Indexes {
  const index = indexes.get(operations) ?? {
    ranking: createRanking(operations.map(toDocument), vocabulary),
    phrases: createPhraseIndex(operations),
    judge: createJudge(operations),
    byId: new Map(operations.map((operation) => [operation.id, operation])),
  };
  indexes.set(operations, index);
  return index;
}

const toDocument = ({ id, title, service, path, parameters, note, returns }: Operation) => ({
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
    { text: parameters.map(({ name }) => (PAGING.test(name) ? "" : name)).join(" "), weight: WEIGHT.parameter },
    { text: `${note ?? ""} ${returns?.replace(/\b(next_)?page_token\b/g, "") ?? ""}`, weight: WEIGHT.prose },
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

/**
 * Up to `limit` operations that fit the query, best first; only that operation for an exact ID. None if no operation
 * explains enough of the query. For a question that reads, the first one is never destructive.
 */
export function searchOperations(operations: readonly Operation[], query: string, limit: number): Found {
  const wanted = query.trim().toLowerCase();
  const exact = operations.find(({ id }) => id.toLowerCase() === wanted);
  if (exact) return { operations: [exact], unknown: [], nearest: undefined };

  const asked = findIn(operations, query);
  const bare = asked.answered ? query : withoutNames(operations, query);
  const { shown, judged, action, unknown } = bare === query ? asked : findIn(operations, bare);
  const ordered = readingFirst(shown, action);
  if (ordered.length > 0) return { operations: ordered.slice(0, limit), unknown, nearest: undefined };
  return { operations: [], unknown: asked.unknown, nearest: nearest(judged.map(({ operation }) => operation)) };
}

/** The candidates for a query, and those of them that are shown if it is answered. */
function findIn(operations: readonly Operation[], query: string) {
  const found = judgeOperations(operations, query);
  const { judged, meant } = found;
  const [best] = judged;
  const answered =
    best !== undefined &&
    evidenceOf(judged) > 0 &&
    rawWords(`${query} ${meant}`)
      .filter(isForeign)
      .every((word) => isAbout(best, word));
  return { ...found, answered, shown: answered ? judged.filter(({ score }) => score >= best.score - TAIL) : [] };
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

/** Whether an operation has a word in its texts: connections are to snowflake as well. */
const isAbout = ({ operation }: Judged, word: string): boolean =>
  [...toDocument(operation).fields.map(({ text }) => text), ...operation.phrases]
    .flatMap(wordsOf)
    .includes(wordsOf(word)[0] ?? "");

/** A word between an article and a noun. It may be the name of an object: `the marketing cluster`. */
const NAMED = /\b(the|my|our|this|that|an?) ([\w-]+) (?=(\w+))/gi;

/** A query without the words that may be names of objects. */
function withoutNames(operations: readonly Operation[], query: string): string {
  const heads = new Set(operations.map(({ title }) => subjectOfTitle(title).head));
  return query.replace(NAMED, (whole, article: string, name: string, noun: string) =>
    heads.has(wordsOf(noun)[0]) && !isForeign(name.toLowerCase()) ? `${article} ` : whole,
  );
}

/** The beginning of a request that says nothing about it: `how do I delete a cluster` asks to delete one. */
const COURTESY =
  /^\s*(?:please |how to |i (?:want|need|would like) to |(?:how |where )?(?:do|can|could|should|would) (?:i|we|you) (?:please )?)/;

/** The operations that have something of a query, best first, without a floor. */
export function judgeOperations(operations: readonly Operation[], query: string) {
  const { ranking, phrases, judge, byId } = indexesOf(operations);
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

const NO_PHRASES: PhraseFit = { resemblance: 0, coverage: 0, nouns: 0 };

/** A destructive operation comes first for a query without a verb only if it leads by more than this. */
const CLEAR = 1;

/** Where nothing in the query asks for a change, the first operation is not destructive; where it asks to read, it reads. */
function readingFirst(found: readonly Judged[], action: Action | undefined): readonly Operation[] {
  const operations = found.map(({ operation }) => operation);
  const allowed = ({ access }: Operation) =>
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
function nearest(guesses: readonly Operation[]): Found["nearest"] {
  const service = guesses.find(({ access }) => access === "read")?.service;
  if (service === undefined) return undefined;
  const examples = guesses.filter((one) => one.service === service && one.access === "read").slice(0, 3);
  return { service, examples: examples.map(({ id }) => id) };
}
