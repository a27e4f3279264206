import { type Cell, magicOf, type Notebook } from "../workspace/notebooks/notebook.ts";
import type { World } from "../world.ts";
import type { RanCell, TaskOutput } from "./model.ts";
import type { Ended, Python } from "./python.ts";
import { runStatements, statementsOf } from "./sql.ts";

/** One cell without its magic command. */
interface Step {
  readonly cell: Cell;
  readonly language: string;
  readonly source: string;
}

const LANGUAGES: Readonly<Record<string, string>> = { python: "PYTHON", sql: "SQL", scala: "SCALA", r: "R" };
const DEEPEST = 5;

/** Finds a notebook by its absolute path. */
export type Find = (path: string) => Notebook | undefined;

/** The cells of a notebook in execution order. `%run` is replaced by the cells of the other notebook. */
export function stepsOf(notebook: Notebook, path: string, find: Find, depth = 0): readonly Step[] {
  return notebook.cells.flatMap((cell): readonly Step[] => {
    const [magic, rest] = magicOf(cell.source) ?? ["", cell.source];
    if (magic === "run") {
      const at = target(path, rest.trim().replace(/^["']|["']$/g, ""));
      const other = depth < DEEPEST ? find(at) : undefined;
      const missing = { cell, language: "missing", source: `Notebook not found: ${at}` };
      return other ? stepsOf(other, at, find, depth + 1) : [missing];
    }
    const language = magic === "" ? notebook.language : (LANGUAGES[magic] ?? magic);
    return [{ cell, language, source: rest }];
  });
}

function target(from: string, path: string): string {
  if (path.startsWith("/")) return path;
  const steps = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") steps.pop();
    else if (part !== "." && part !== "") steps.push(part);
  }
  return steps.join("/") || "/";
}

export const needsPython = (steps: readonly Step[]): boolean => steps.some(({ language }) => language === "PYTHON");

const DISALLOWED =
  "Your administrator has only allowed sql and python commands on this cluster. This execution contained at least one disallowed language.";

/** Runs the cells until one fails or exits the notebook. Later cells have no output. */
export async function runNotebook(
  world: World,
  notebook: { readonly name: string; readonly language: Notebook["language"] },
  steps: readonly Step[],
  python: Python | undefined,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TaskOutput> {
  const cells: RanCell[] = [];
  let over: { error?: string; trace?: string; exit?: string } | undefined;
  for (const [index, { cell, language, source }] of steps.entries()) {
    const shown = { source: cell.source, ...(cell.title !== undefined && { title: cell.title }) };
    if (over !== undefined || signal.aborted) {
      cells.push(shown);
      continue;
    }
    const ended = await runCell(index + 1, language, source);
    const { output, error, trace, exit } = ended;
    cells.push({
      ...shown,
      ...(output && { output }),
      ...(error !== undefined && { error }),
      ...(trace !== undefined && { trace }),
      ...(exit !== undefined && { output: `${output}Notebook exited: ${exit}` }),
    });
    if (error !== undefined || exit !== undefined) over = ended;
  }
  return {
    notebook: { ...notebook, cells },
    values: python?.values() ?? {},
    ...(over?.error !== undefined && { error: over.error, trace: over.trace ?? over.error }),
    ...(over?.exit !== undefined && { exit: over.exit }),
  };

  async function runCell(number: number, language: string, source: string): Promise<Ended> {
    if (language === "PYTHON" && python) return python.run(`<command-${number}>`, source);
    if (language === "SQL") return sqlCell(world, source, parameters, signal);
    if (language === "md" || source.trim() === "") return { output: "" };
    if (language === "pip") return { output: "Nothing was installed: an embedded workspace has no package index.\n" };
    return { output: "", error: language === "missing" ? source : DISALLOWED };
  }
}

async function sqlCell(
  world: World,
  source: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  try {
    return { output: await runStatements(world, statementsOf(source, parameters), signal) };
  } catch (error) {
    return { output: "", error: error instanceof Error ? error.message : String(error) };
  }
}
