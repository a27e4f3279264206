import { wordsOf } from "../../ranking.ts";
import { ACTIONS, type Question } from "./question.ts";
import type { Searchable } from "./reference.ts";
import type { Action } from "./verbs.ts";

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

/** The actions of an operation, by the names of its method and its title. None for a verb of its own. */
function actionsOf({ id, method, title }: Searchable): readonly Action[] {
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
  { at: ({ path }: Searchable) => path.includes("{account_id}"), unless: ACCOUNT, factor: 0.75 },
  { at: ({ title }: Searchable) => /legacy/.test(title), unless: /legacy/i, factor: 0.6 },
  {
    at: ({ service }: Searchable) => /^(iamv2|genie-more|sandbox|agentkit|rest-1.2)$/.test(service),
    unless: /v2|identity|sandbox|memor|session/i,
    factor: 0.75,
  },
  { at: ({ service }: Searchable) => service === "aisearch", unless: /\bai.?search/i, factor: 0.75 },
  {
    at: ({ id }: Searchable) => /^(postgres|endpoints)\.\w*Endpoint|^pipelines\.clone/.test(id),
    unless: /lakebase|postgres|branch|network|private/i,
    factor: 0.75,
  },
  { at: ({ id }: Searchable) => id.startsWith("secretsUc."), unless: /catalog|schema|\buc\b/i, factor: 0.8 },
  {
    at: ({ id }: Searchable) => id.startsWith("workspaceEntityTagAssignments."),
    unless: /dashboard|notebook|\bapps?\b|genie|workspace/i,
    factor: 0.8,
  },
] as const;

/** Facts of an operation that do not depend on a query. They are read once. */
export interface Kind {
  readonly actions: readonly Action[];
  readonly lesser: readonly (typeof LESSER)[number][];
}

export const kindOf = (operation: Searchable): Kind => ({
  actions: actionsOf(operation),
  lesser: LESSER.filter(({ at }) => at(operation)),
});

/** How well an operation does what the verb of a query asks, in the three parts of which it is made. */
export function suitability(operation: Searchable, kind: Kind, { action, number }: Question, query: string) {
  return {
    better: kind.lesser.reduce((product, { unless, factor }) => (unless.test(query) ? product : product * factor), 1),
    action: doesWhatIsAsked(operation, kind.actions, action),
    number: asksToRead(action) ? countFits(operation, number) : 1,
  };
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

export const asksToRead = (action: Action | undefined): boolean => action === undefined || action === "read";

function doesWhatIsAsked(operation: Searchable, own: readonly Action[], action: Action | undefined): number {
  if (operation.access === "read" && asksToRead(action)) return ACTION.reads;
  if (action === undefined) return own.some(isNew) ? ACTION.creates : ACTION.other;
  if (own.includes(action)) return ACTION.same;
  if (own.length === 0) return ACTION.unnamed;
  if (operation.access === "read") return ACTION.readsInstead;
  return ACTION.kin[KIN[action].findIndex((kin) => own.includes(kin))] ?? ACTION.wrong;
}

function countFits(operation: Searchable, number: Question["number"]): number {
  if (operation.access !== "read") return 1;
  const worth = COUNT[number ?? "either"];
  return isList(operation) ? worth.list : isGet(operation) ? worth.get : 1;
}

const isNew = (action: Action): boolean => action === "create" || action === "start";
export const isGet = (operation: Searchable): boolean => operation.method === "GET" && !isList(operation);
export const isList = ({ id }: Searchable): boolean => /\.(list|search)/.test(id);
