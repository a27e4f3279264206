import { createRanking, type RankingIndex, wordsOf } from "../../ranking.ts";
import type { Operation } from "./reference.ts";
import { ACTION_WORDS, API_WORDS, NOUNS_TOO, PHRASES, SERVICE_WORDS, vocabulary } from "./vocabulary.ts";

/** The result of a search. Without hits, the words it did not understand and the nearest service. */
export interface Found {
  readonly operations: readonly Operation[];
  readonly unknown: readonly string[];
  readonly nearest: { readonly service: string; readonly examples: readonly string[] } | undefined;
}

/** Weight of a word by where it occurs. */
const WEIGHT = { name: 5, title: 4, service: 2.5, path: 2, parameter: 1, prose: 0.7 } as const;
/** Minimum share of the query that a hit explains. */
const FLOOR = 0.5;
/** Minimum share of its nouns that a hit has: one of two is not enough. */
const NOUNS = 0.6;
/** A hit that the best one beats by more than this factor is not shown. */
const TAIL = 0.25;
/** A reading operation takes the place of the first one from this share of its score. */
const CLOSE = 0.8;

/** Parameters and fields that every list has. */
const PAGING = /^(page_token|page_size|max_results|limit|offset)$/;

interface Judged {
  readonly operation: Operation;
  readonly score: number;
}

type Action = "read" | "create" | "change" | "remove" | "start" | "stop" | "other";

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries(ACTION_WORDS).flatMap(([action, words]) =>
    wordsOf(words).map((word): [string, Action] => [word, action as Action]),
  ),
);

/** The action that a query asks for. A word that is also a noun is a verb only before an object: `tag a column`. */
function actionOfQuery(query: string): Action | undefined {
  const words = query
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  for (const [at, word] of words.entries()) {
    if (/(ed|ings?|ments?)$/.test(word)) continue;
    const action = ACTIONS.get(wordsOf(word)[0] ?? "");
    if (action === undefined) continue;
    const isVerb = !NOUNS_TOO.has(word) || (at === 0 && /^(an?|the|my|some\w*|this|that)$/.test(words[1] ?? ""));
    if (isVerb) return action;
  }
  return undefined;
}

/** Whether a query is about one object, `the owner of a table`, and not about several, `tables of a schema`. */
function asksForOne(query: string): boolean {
  const [head = ""] = query.split(/\b(?:of|in|for|from|on|at|with|into|to|by)\b/);
  const words = head.split(/[^a-z0-9]+/).filter((word) => word !== "");
  const article = words.findIndex((word) => /^(an?|the|my|this|that)$/.test(word));
  return (
    article >= 0 && words.every((word) => !isPlural(word)) && !/\b(?:list|all|every|which|search|find)\b/.test(head)
  );
}

const isPlural = (word: string): boolean =>
  /[^su]s$/.test(word) &&
  !vocabulary.ignored.has(wordsOf(word)[0] ?? "") &&
  !vocabulary.verbs.has(wordsOf(word)[0] ?? "");

/** The actions of an operation, by the names of its method and its title. */
function actionsOf({ id, method, title }: Operation): readonly Action[] {
  if (method === "GET") return ["read"];
  const [verb = ""] = wordsOf(title);
  const named = wordsOf(id.split(".").at(-1) ?? "").map((word) => ACTIONS.get(word));
  const found = [named.find((action) => action !== undefined), ACTIONS.get(verb)].filter((one) => one !== undefined);
  return found.length > 0 ? found : ["other"];
}

/** Operations that have a better-known sibling. */
const LESSER = [
  { at: ({ path }: Operation) => path.includes("{account_id}"), unless: /\baccount/i, factor: 0.75 },
  { at: ({ title }: Operation) => /legacy/.test(title), unless: /legacy/i, factor: 0.6 },
  {
    at: ({ service }: Operation) => /^(iamv2|genie-more|sandbox|agentkit|rest-1.2)$/.test(service),
    unless: /v2|identity|sandbox|memor|session/i,
    factor: 0.75,
  },
] as const;

const indexes = new WeakMap<readonly Operation[], RankingIndex>();

function indexOf(operations: readonly Operation[]): RankingIndex {
  const index = indexes.get(operations) ?? createRanking(operations.map(toDocument), vocabulary);
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
    { text: path.replace(/\{\+?\w+=?|\}/g, " ").replace(/\bapi\b|\bv?\d+(\.\d+)?\b/g, " "), weight: WEIGHT.path },
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

  const meant = PHRASES.reduce((text, [phrase, words]) => text.replace(phrase, words), ` ${query} `.toLowerCase());
  const action = actionOfQuery(meant);
  const one = asksForOne(meant);
  const { hits, unknown } = indexOf(operations).rank(meant);
  const byId = new Map(operations.map((operation) => [operation.id as string, operation]));
  const judged = hits.flatMap(({ id, score, coverage, nouns }) => {
    const operation = byId.get(id);
    return operation
      ? [
          {
            operation,
            fits: coverage >= FLOOR && nouns >= NOUNS,
            score: score * suitability(operation, action, query, one),
          },
        ]
      : [];
  });
  judged.sort((a, b) => b.score - a.score || a.operation.id.length - b.operation.id.length);
  const fitting = judged.filter(({ fits }) => fits);
  const best = fitting[0];
  const shown = fitting.filter(({ score }) => best && score >= best.score * TAIL);
  const ordered = readingFirst(shown, action);
  if (ordered.length > 0) return { operations: ordered.slice(0, limit), unknown, nearest: undefined };
  return { operations: [], unknown, nearest: nearest(judged.map(({ operation }) => operation)) };
}

/** How well the operation does what the verb of the query asks. */
function suitability(operation: Operation, action: Action | undefined, query: string, one: boolean): number {
  const own = actionsOf(operation);
  const preferred = one ? isGet(operation) : isList(operation);
  const lesser = LESSER.filter(({ at, unless }) => at(operation) && !unless.test(query));
  const prior = lesser.reduce((product, { factor }) => product * factor, 1);
  const reads = operation.access === "read";
  if (action === undefined) return prior * (reads ? (preferred ? 1.4 : 1.2) : own.some(isNew) ? 0.85 : 0.6);
  if (action === "read" && reads) return prior * (preferred ? 1.3 : 1.2);
  if (own.includes(action)) return prior * 1.2;
  return prior * (own.includes("other") ? 0.8 : 0.6);
}

const isNew = (action: Action): boolean => action === "create" || action === "start";
const isGet = ({ id, method }: Operation): boolean => method === "GET" && /\.get(?!\w*s$)/.test(id);
const isList = ({ id }: Operation): boolean => /\.(list|search)/.test(id);

/** Where nothing in the query asks for a change, an operation that reads comes first if there is one. */
function readingFirst(found: readonly Judged[], action: Action | undefined): readonly Operation[] {
  const operations = found.map(({ operation }) => operation);
  const [first] = found;
  if (!first || (action !== undefined && action !== "read") || first.operation.access === "read") return operations;
  const reading = found.find(({ operation }) => operation.access === "read");
  const close = reading && (action === "read" || reading.score >= first.score * CLOSE);
  const harmless = close ? reading : found.find(({ operation }) => operation.access !== "destructive");
  if (first.operation.access !== "destructive" && !close) return operations;
  if (harmless) return [harmless.operation, ...operations.filter((one) => one !== harmless.operation)];
  return action === "read" ? [] : operations;
}

/** The service of the best guesses, with operations that read. */
function nearest(guesses: readonly Operation[]): Found["nearest"] {
  const service = guesses.find(({ access }) => access === "read")?.service;
  if (service === undefined) return undefined;
  const examples = guesses.filter((one) => one.service === service && one.access === "read").slice(0, 3);
  return { service, examples: examples.map(({ id }) => id) };
}
