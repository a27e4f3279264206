import { vocabulary } from "../api/reference/vocabulary.ts";
import type { Tool } from "../core/tool.ts";
import { createRanking, type RankingIndex } from "../ranking.ts";

/** The tools that a search found, and the words that it did not understand. */
export interface FoundTools {
  readonly tools: readonly Tool[];
  readonly unknown: readonly string[];
}

/** Minimum share of the query that a tool explains. */
const FLOOR = 0.45;
/** A tool that the best one beats by more than this factor is not shown. */
const TAIL = 0.3;

/** Finds tools by everyday words. */
export function createToolSearch(tools: readonly Tool[]): (query: string, limit: number) => FoundTools {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  let index: RankingIndex | undefined;
  return (query, limit) => {
    const exact = byName.get(query.trim().replace(/^databricks\./, ""));
    if (exact) return { tools: [exact], unknown: [] };
    index ??= createRanking(
      tools.map(({ name, title, description, input, toolset }) => ({
        id: name,
        name: name.replaceAll("_", " "),
        fields: [
          { text: name.replaceAll("_", " "), weight: 5 },
          { text: title, weight: 4 },
          { text: `${toolset.title} ${toolset.id}`, weight: 2 },
          { text: description, weight: 2 },
          { text: Object.keys(input.shape).join(" "), weight: 1 },
        ],
      })),
      vocabulary,
    );
    const { hits, unknown } = index.rank(query);
    const fitting = hits.filter(({ coverage }) => coverage >= FLOOR);
    const best = fitting[0]?.score ?? 0;
    return {
      tools: fitting
        .filter(({ score }) => score >= best * TAIL)
        .slice(0, limit)
        .flatMap(({ id }) => byName.get(id) ?? []),
      unknown,
    };
  };
}
