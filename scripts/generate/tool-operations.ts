import { ACTIONS } from "../../src/api/reference/question.ts";
import type { Operation, Reference } from "../../src/api/reference/reference.ts";
import { API_WORDS } from "../../src/api/reference/vocabulary.ts";
import { coverageOf, highestAccess, type Tool } from "../../src/core/tool.ts";
import { wordsOf } from "../../src/ranking.ts";
import type { ToolReach } from "./operations.ts";

/** An operation counts as the work of a tool from this likeness of their names, and a second one if it is almost as near. */
const LIKE = 0.9;
const ALMOST = 0.3;

/**
 * The operations that do the work of a tool, nearest first: those of its recorded calls that are named like it, and those that
 * it covers. Other calls only look something up. Tools that combine the results of several operations have none.
 */
export function toolOperations(catalogue: readonly Tool[], reference: Reference, reach: ToolReach) {
  const entries = catalogue.map((tool) => {
    const calls = (reach[tool.name]?.calls ?? []).flatMap((id) => reference.operations.get(id) ?? []);
    const reads = highestAccess(tool) === "read";
    const near = calls
      .filter(({ access }) => reads === (access === "read"))
      .map((operation) => ({ operation, like: likeness(tool.name, operation) }))
      .filter(({ like }) => like > LIKE)
      .sort((a, b) => b.like - a.like);
    const nearest = near.filter(({ like }) => like >= (near[0]?.like ?? 0) - ALMOST).map(({ operation }) => operation);
    const covered = coverageOf(tool).flatMap(({ operation }) => reference.operations.get(operation) ?? []);
    const own = [...new Set([...nearest, ...covered])];
    const [first] = own;
    if (first === undefined || tool.toolset.id === "answers") return undefined;
    return [tool.name, `${first.service}: ${own.map(({ id }) => id).join(" ")}`] as const;
  });
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

/** How much the name of a tool is like that of an operation: its nouns, its kind of work, its verb. */
function likeness(tool: string, { id, title }: Operation): number {
  const [verb = "", ...nouns] = wordsOf(tool.replaceAll("_", " "));
  const parts = id.split(".").map((part) => API_WORDS[part] ?? part);
  const words = new Set(wordsOf(`${parts.join(" ")} ${title}`));
  const found = nouns.filter((noun) => words.has(noun)).length / Math.max(1, nouns.length);
  if (found === 0) return 0;
  const action = ACTIONS.get(verb);
  const sameWork = words.has(verb) || [...words].some((word) => action !== undefined && ACTIONS.get(word) === action);
  return 2 * found + Number(sameWork) + Number(words.has(verb)) / 2 - words.size / 20;
}
