import { createRanking, type RankingIndex, wordsOf } from "../../ranking.ts";
import { objectWordsOf } from "./object-words.ts";
import { createPhraseIndex, type PhraseIndex } from "./phrase-index.ts";
import { ACTIONS, type Question, readQuestion } from "./question.ts";
import type { Operation } from "./reference.ts";
import type { Action } from "./verbs.ts";
import { API_WORDS, PHRASES, SERVICE_WORDS, vocabulary } from "./vocabulary.ts";

/** The result of a search. Without hits, the words it did not understand and the nearest service. */
export interface Found {
  readonly operations: readonly Operation[];
  readonly unknown: readonly string[];
  readonly nearest: { readonly service: string; readonly examples: readonly string[] } | undefined;
}

/** Weight of a word by where it occurs. */
const WEIGHT = { name: 5, title: 4, object: 3, service: 2.5, path: 2, parameter: 1, prose: 0.7 } as const;
/** Minimum share of the query that a hit explains. */
const FLOOR = 0.5;
/** Minimum share of its nouns that a hit has: one of two is not enough. */
const NOUNS = 0.6;
/** A hit that the best one beats by more than this factor is not shown. */
const TAIL = 0.25;
/** How much a phrase that is the query itself counts, compared with the names that the query has. */
const PHRASES_WEIGHT = 2;
/** Of this, the part of all phrases together. The rest is the phrase that resembles the query most. */
const TOGETHER = 0.6;
/** Minimum share of the query that the phrases of a hit explain. */
const PHRASE_COVERAGE = 0.6;
/** Minimum resemblance of one of them, and if it has only one noun of the query. */
const RESEMBLANCE = 0.4;
const RESEMBLANCE_OF_ONE = 0.6;
/** How much a phrase that is the query itself outweighs a verb of the query that the operation is not named after. */
const TRUST = 0.5;
/** A reading operation takes the place of the first one from this share of its score. */
const CLOSE = 0.8;

/** How well an operation suits the action of a query. */
const ACTION = {
  reads: 1.2,
  same: 1.2,
  unnamed: 0.8,
  kin: [0.85, 0.75],
  creates: 0.85,
  other: 0.6,
  wrong: 0.5,
  readsInstead: 0.45,
} as const;
/** Worth of a list or of a get for a query about several objects, about one, or about neither for certain. */
const COUNT = {
  several: { list: 1.3, get: 1 },
  one: { list: 1, get: 1.3 },
  either: { list: 1.17, get: 1.08 },
} as const;

/** Parameters and fields that every list has. */
const PAGING = /^(page_token|page_size|max_results|limit|offset)$/;

interface Judged {
  readonly operation: Operation;
  readonly score: number;
}

/** The actions of an operation, by the names of its method and its title. None for a verb of its own. */
function actionsOf({ id, method, title }: Operation): readonly Action[] {
  if (method === "GET") return ["read"];
  const [verb = ""] = wordsOf(title);
  const named = wordsOf(id.split(".").at(-1) ?? "").map((word) => ACTIONS.get(word));
  return [named.find((action) => action !== undefined), ACTIONS.get(verb)].filter((one) => one !== undefined);
}

/** A query that is about the account, not about the login of a user: `a new colleague needs an account`. */
const ACCOUNT =
  /^account|\b(?:of|in|from|to|by|across) (?:the |our |my |this )?account\b|\baccount(?:-| )(?!for\b|to\b)\w/i;

/** Operations that have a better-known sibling. */
const LESSER = [
  { at: ({ path }: Operation) => path.includes("{account_id}"), unless: ACCOUNT, factor: 0.75 },
  { at: ({ title }: Operation) => /legacy/.test(title), unless: /legacy/i, factor: 0.6 },
  {
    at: ({ service }: Operation) => /^(iamv2|genie-more|sandbox|agentkit|rest-1.2)$/.test(service),
    unless: /v2|identity|sandbox|memor|session/i,
    factor: 0.75,
  },
  { at: ({ service }: Operation) => service === "aisearch", unless: /\bai.?search/i, factor: 0.75 },
  {
    at: ({ id }: Operation) => /^(postgres|endpoints)\.\w*Endpoint|^pipelines\.clone/.test(id),
    unless: /lakebase|postgres|branch|network|private/i,
    factor: 0.75,
  },
  { at: ({ id }: Operation) => id.startsWith("secretsUc."), unless: /catalog|schema|\buc\b/i, factor: 0.8 },
  {
    at: ({ id }: Operation) => id.startsWith("workspaceEntityTagAssignments."),
    unless: /dashboard|notebook|\bapps?\b|genie|workspace/i,
    factor: 0.8,
  },
] as const;

interface Indexes {
  readonly ranking: RankingIndex;
  readonly phrases: PhraseIndex;
  readonly byId: ReadonlyMap<string, Operation>;
}

const indexes = new WeakMap<readonly Operation[], Indexes>();

function indexesOf(operations: readonly Operation[]): Indexes {
  const index = indexes.get(operations) ?? {
    ranking: createRanking(operations.map(toDocument), vocabulary),
    phrases: createPhraseIndex(operations),
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

  const meant = PHRASES.reduce((text, [phrase, words]) => text.replace(phrase, words), ` ${query} `.toLowerCase());
  const question = readQuestion(meant);
  const { ranking, phrases, byId } = indexesOf(operations);
  const { hits, unknown: unnamed } = ranking.rank(meant);
  const phrased = phrases.find([query, meant]);
  const unknown = unnamed.filter((word) => !phrases.knows(word));
  const ranked = new Map(hits.map((hit) => [hit.id, hit]));
  const [top] = hits;
  const judged = [...new Set([...ranked.keys(), ...phrased.keys()])].flatMap((id) => {
    const operation = byId.get(id);
    if (!operation) return [];
    const hit = ranked.get(id);
    const named = hit && top ? (hit.score / top.score) * top.coverage : 0;
    const { resemblance, coverage, nouns } = phrased.get(id) ?? { resemblance: 0, coverage: 0, nouns: 0 };
    const likeness = resemblance * (1 - TOGETHER) + coverage * TOGETHER;
    const fits =
      (hit !== undefined && hit.coverage >= FLOOR && hit.nouns >= NOUNS) ||
      (coverage >= PHRASE_COVERAGE && resemblance >= (nouns > 1 ? RESEMBLANCE : RESEMBLANCE_OF_ONE));
    return [
      {
        operation,
        fits,
        score:
          (named + PHRASES_WEIGHT * likeness) * suitability(operation, question, query) ** (1 - TRUST * resemblance),
      },
    ];
  });
  judged.sort((a, b) => b.score - a.score || a.operation.id.length - b.operation.id.length);
  const fitting = judged.filter(({ fits }) => fits);
  const best = fitting[0];
  const shown = fitting.filter(({ score }) => best && score >= best.score * TAIL);
  const ordered = readingFirst(shown, question.action);
  if (ordered.length > 0) return { operations: ordered.slice(0, limit), unknown, nearest: undefined };
  return { operations: [], unknown, nearest: nearest(judged.map(({ operation }) => operation)) };
}

/** How well the operation does what the verb of the query asks. */
function suitability(operation: Operation, { action, number }: Question, query: string): number {
  const lesser = LESSER.filter(({ at, unless }) => at(operation) && !unless.test(query));
  const prior = lesser.reduce((product, { factor }) => product * factor, 1);
  return prior * doesWhatIsAsked(operation, action) * (asksToRead(action) ? countFits(operation, number) : 1);
}

/** Actions that people call by each other's verbs: to pause a schedule is to change it, to turn off a link is to delete it. */
const KIN: Readonly<Record<Action, readonly Action[]>> = {
  create: ["change", "start"],
  remove: ["change", "stop"],
  change: ["create"],
  start: ["change", "create"],
  stop: ["change", "remove"],
  read: [],
};

const asksToRead = (action: Action | undefined): boolean => action === undefined || action === "read";

function doesWhatIsAsked(operation: Operation, action: Action | undefined): number {
  const own = actionsOf(operation);
  if (operation.access === "read" && asksToRead(action)) return ACTION.reads;
  if (action === undefined) return own.some(isNew) ? ACTION.creates : ACTION.other;
  if (own.includes(action)) return ACTION.same;
  if (own.length === 0) return ACTION.unnamed;
  if (operation.access === "read") return ACTION.readsInstead;
  return ACTION.kin[KIN[action].findIndex((kin) => own.includes(kin))] ?? ACTION.wrong;
}

function countFits(operation: Operation, number: Question["number"]): number {
  if (operation.access !== "read") return 1;
  const worth = COUNT[number ?? "either"];
  return isList(operation) ? worth.list : isGet(operation) ? worth.get : 1;
}

const isNew = (action: Action): boolean => action === "create" || action === "start";
const isGet = (operation: Operation): boolean => operation.method === "GET" && !isList(operation);
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
