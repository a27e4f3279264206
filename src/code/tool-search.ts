import { ACTIONS, readQuestion } from "../api/reference/question.ts";
import { vocabulary } from "../api/reference/vocabulary.ts";
import { highestAccess, type ListedTool } from "../core/tool.ts";
import { createRanking, type RankingIndex, wordsOf } from "../ranking.ts";

/** The tools that a search found, and the words that it did not understand. */
export interface FoundTools<T extends ListedTool> {
  readonly tools: readonly T[];
  readonly unknown: readonly string[];
}

/** Minimum share of the query that a tool explains: of one with unknown words, and of one in a user's own words. */
const FLOOR = 0.38;
const FLOOR_OF_KNOWN = 0.25;
/** A tool that the best one beats by more than this factor is not shown. */
const TAIL = 0.3;

/** Factor for a tool that does what the query's verb asks for, and for one that only reads where the verb changes something. */
const SAME_ACTION = 1.3;
const ONLY_READS = 0.6;
/** The same where the query has no verb. */
const READS = 1.15;

/** Other words for the work of a tool, for which its description has no room. */
const EVERYDAY: Readonly<Record<string, string>> = {
  execute_sql:
    "comment on a table or column, alter, create, insert rows, load or import a CSV file of a volume into a table, restore a Delta table to an earlier version",
  execute_sql_read_only: "select, count rows, compare two tables, history of a Delta table, system tables, audit log",
  explain_cost: "billing usage DBUs spend money expensive summary",
  profile_table: "compare data quality duplicates",
  get_run: "why an MLflow run failed, its error and note",
  search_runs: "experiment runs failed best metric",
  get_permissions: "who can use or manage a job, cluster or notebook",
  update_permissions: "change the owner of a job, give access",
};

/** The names of a tool's arguments. */
export type ArgumentsOf = (tool: ListedTool) => readonly string[];

function preference(tool: ListedTool, action: ReturnType<typeof readQuestion>["action"]): number {
  const reads = highestAccess(tool) === "read";
  if (action === undefined) return reads ? READS : 1;
  if (reads && action !== "read") return ONLY_READS;
  return ACTIONS.get(wordsOf(tool.name.split("_")[0] ?? "")[0] ?? "") === action ? SAME_ACTION : 1;
}

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
          { text: EVERYDAY[tool.name] ?? "", weight: 4 },
          { text: argumentsOf(tool).join(" "), weight: 1 },
        ],
      })),
      vocabulary,
    );
    const words = query.replaceAll("_", " ");
    const { hits, unknown } = index.rank(words);
    const { action } = readQuestion(words);
    const floor = unknown.length > 0 ? FLOOR : FLOOR_OF_KNOWN;
    const fitting = hits
      .filter(({ coverage }) => coverage >= floor)
      .flatMap(({ id, score }) => {
        const tool = byName.get(id);
        return tool ? [{ tool, score: score * preference(tool, action) }] : [];
      })
      .sort((one, other) => other.score - one.score);
    const best = fitting[0]?.score ?? 0;
    const ranked = fitting.filter(({ score }) => score >= best * TAIL).map(({ tool }) => tool);
    const found = ranked.length > 0 || unknown.length > 0 ? ranked : byPartsOfName(tools, query);
    return { tools: found.slice(0, limit), unknown };
  };
}
