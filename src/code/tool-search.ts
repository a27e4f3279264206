import { vocabulary } from "../api/reference/vocabulary.ts";
import type { ListedTool } from "../core/tool.ts";
import { createRanking, type RankingIndex } from "../ranking.ts";

/** The tools that a search found, and the words that it did not understand. */
export interface FoundTools<T extends ListedTool> {
  readonly tools: readonly T[];
  readonly unknown: readonly string[];
}

/** Minimum share of the query that a tool explains, and of a query whose words are all known: a user's own words for a thing. */
const FLOOR = 0.45;
const FLOOR_OF_KNOWN = 0.25;
/** A tool that the best one beats by more than this factor is not shown. */
const TAIL = 0.3;

/** The names of a tool's arguments. */
export type ArgumentsOf = (tool: ListedTool) => readonly string[];

/** Tools by parts of their names, for queries of words that say nothing about most operations: "call REST API". */
function byPartsOfName<T extends ListedTool>(tools: readonly T[], query: string): readonly T[] {
  const words = new Set(query.toLowerCase().split(/[^a-z]+/));
  const shared = ({ name }: T): number => name.split("_").filter((part) => words.has(part)).length;
  return tools.filter((tool) => shared(tool) > 0).sort((a, b) => shared(b) - shared(a));
}

/** Finds tools by everyday words. */
export function createToolSearch<T extends ListedTool>(
  tools: readonly T[],
  argumentsOf: ArgumentsOf,
): (query: string, limit: number) => FoundTools<T> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  let index: RankingIndex | undefined;
  return (query, limit) => {
    const exact = byName.get(query.trim().replace(/^databricks\./, ""));
    if (exact) return { tools: [exact], unknown: [] };
    index ??= createRanking(
      tools.map((tool) => ({
        id: tool.name,
        name: tool.name.replaceAll("_", " "),
        fields: [
          { text: tool.name.replaceAll("_", " "), weight: 5 },
          { text: tool.title, weight: 4 },
          { text: `${tool.toolset.title} ${tool.toolset.id}`, weight: 2 },
          { text: tool.description, weight: 2 },
          { text: argumentsOf(tool).join(" "), weight: 1 },
        ],
      })),
      vocabulary,
    );
    const { hits, unknown } = index.rank(query);
    const floor = unknown.length > 0 ? FLOOR : FLOOR_OF_KNOWN;
    const fitting = hits.filter(({ coverage }) => coverage >= floor);
    const best = fitting[0]?.score ?? 0;
    const ranked = fitting.filter(({ score }) => score >= best * TAIL).flatMap(({ id }) => byName.get(id) ?? []);
    const found = ranked.length > 0 || unknown.length > 0 ? ranked : byPartsOfName(tools, query);
    return { tools: found.slice(0, limit), unknown };
  };
}
