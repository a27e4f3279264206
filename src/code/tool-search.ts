import { loadPhrases, type Searchable } from "../api/reference/reference.ts";
import { createSearch } from "../api/reference/search.ts";
import { vocabulary } from "../api/reference/vocabulary.ts";
import { highestAccess, type ListedTool } from "../core/tool.ts";
import { rawWords, wordsOf } from "../ranking.ts";
import operations from "./tool-operations.json" with { type: "json" };
import phrases from "./tool-phrases.json" with { type: "json" };

/** The tools that a search found, and the words that it did not understand. */
export interface FoundTools<T extends ListedTool> {
  readonly tools: readonly T[];
  readonly unknown: readonly string[];
}

/** The names of a tool's arguments. */
export type ArgumentsOf = (tool: ListedTool) => readonly string[];

interface SearchableTool<T> extends Searchable {
  readonly tool: T;
}

/** There are fewer tools than operations, so that less speaks for each. */
const FLOOR = -0.8;

const OPERATIONS: Readonly<Record<string, string>> = operations;
const PHRASES: Readonly<Record<string, string>> = phrases;

const camelCase = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Tools as the search of operations reads them. A tool has the everyday words of the operations that do its work, and words
 * of its own in `tool-phrases.json` if it does more than they.
 */
function searchable<T extends ListedTool>(
  tools: readonly T[],
  argumentsOf: ArgumentsOf,
  operationPhrases: Readonly<Record<string, string>>,
): readonly SearchableTool<T>[] {
  const used = new Set<string>();
  return tools.map((tool) => {
    const [service = tool.toolset.id, ids = ""] = OPERATIONS[tool.name]?.split(": ") ?? [];
    const work = ids === "" ? [] : ids.split(" ");
    const [first = ""] = work;
    const api = first === "" ? tool.toolset.id : (first.split(".")[0] ?? "");
    const id = first === "" || used.has(first) ? `${api}.${camelCase(tool.name)}` : first;
    used.add(id);
    const reads = highestAccess(tool) === "read";
    return {
      tool,
      id,
      service,
      common: true,
      title: tool.title,
      method: reads ? "GET" : "POST",
      path: "",
      access: highestAccess(tool),
      note: tool.description,
      phrases: [
        tool.name.replaceAll("_", " "),
        ...work.flatMap((one) => operationPhrases[one]?.split("; ") ?? []),
        ...(PHRASES[tool.name]?.split("; ") ?? []),
      ],
      parameterNames: argumentsOf(tool),
    };
  });
}

/** Tools by parts of their names, for queries of words that say nothing about an operation: "call REST API". */
function byPartsOfName<T extends ListedTool>(tools: readonly T[], query: string): readonly T[] {
  const words = rawWords(query);
  if (!wordsOf(query).every((word) => vocabulary.ignored.has(word))) return [];
  const shared = ({ name }: T): number => name.split("_").filter((part) => words.includes(part)).length;
  return tools.filter((tool) => shared(tool) > 0).sort((a, b) => shared(b) - shared(a));
}

/** Finds up to `limit` tools by everyday words, or one by its name. */
export type ToolSearch<T extends ListedTool> = (query: string, limit: number) => FoundTools<T>;

/** The search of these tools, with the phrases of the operations that they call. */
export async function loadToolSearch<T extends ListedTool>(
  tools: readonly T[],
  argumentsOf: ArgumentsOf,
): Promise<ToolSearch<T>> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const search = createSearch(searchable(tools, argumentsOf, await loadPhrases()), FLOOR);
  return (query, limit) => {
    const exact = byName.get(query.trim().replace(/^databricks\./, ""));
    if (exact) return { tools: [exact], unknown: [] };
    const { operations: found, unknown } = search.find(query.includes(" ") ? query : query.replaceAll("_", " "), limit);
    const fitting = found.length > 0 ? found.map(({ tool }) => tool) : byPartsOfName(tools, query).slice(0, limit);
    return { tools: fitting, unknown };
  };
}
