import { absolutePath, type Driver, type NotebookRequest, openDriver } from "../compute/driver.ts";
import { NotInstallable, wheelsOf } from "../compute/packages.ts";
import type { Wheel } from "../compute/python/interpreter.ts";
import { apiOf } from "../compute/workspace.ts";
import { type Cell, magicOf, type Notebook } from "../workspace/notebooks/notebook.ts";
import type { World } from "../world.ts";
import type { RanCell, TaskOutput } from "./model.ts";
import { type Ended, openPython, type Python } from "./python.ts";
import { runSqlCell } from "./sql-cell.ts";

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
      const { target, given } = runOf(rest);
      const at = absolutePath(target, path);
      const other = depth < DEEPEST ? find(at) : undefined;
      if (other === undefined) return [{ cell, language: "missing", source: `Notebook not found: ${at}` }];
      return [...given.map((source) => ({ cell, language: "widget", source })), ...stepsOf(other, at, find, depth + 1)];
    }
    const language = magic === "" ? notebook.language : (LANGUAGES[magic] ?? magic);
    return [{ cell, language, source: rest }];
  });
}

/** The notebook of `%run ./other $day="x"`, and its parameters as `day=x`. */
function runOf(text: string): { readonly target: string; readonly given: readonly string[] } {
  const [, quoted, plain = "", rest = ""] = /^\s*(?:"([^"]+)"|'?([^\s'"]+)'?)(.*)$/s.exec(text) ?? [];
  const given = [...rest.matchAll(/\$(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(
    ([, name, ...values]) => `${name}=${values.find((value) => value !== undefined) ?? ""}`,
  );
  return { target: quoted ?? plain, given };
}

export const needsPython = (steps: readonly Step[]): boolean =>
  steps.some(({ language }) => ["PYTHON", "pip", "fs"].includes(language));

const DISALLOWED =
  "Your administrator has only allowed sql and python commands on this cluster. This execution contained at least one disallowed language.";

/** Runs the cells until one fails or exits the notebook. Later cells have no output. */
export async function runNotebook(
  world: World,
  notebook: { readonly name: string; readonly language: Notebook["language"] },
  steps: readonly Step[],
  python: Python | undefined,
  driver: Driver,
  signal: AbortSignal,
): Promise<TaskOutput> {
  const cells: RanCell[] = [];
  let over: { error?: string; trace?: string; exit?: string } | undefined;
  for (const [index, { cell, language, source }] of steps.entries()) {
    if (language === "widget") {
      const [name = "", ...value] = source.split("=");
      driver.widgets.define(name, value.join("="));
      continue;
    }
    const shown = { source: cell.source, ...(cell.title !== undefined && { title: cell.title }) };
    if (over !== undefined || signal.aborted) {
      cells.push(shown);
      continue;
    }
    const ended = await runCell(index, language, source);
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
    values: driver.values(),
    ...(over?.error !== undefined && { error: over.error, trace: over.trace ?? over.error }),
    ...(over?.exit !== undefined && { exit: over.exit }),
  };

  async function runCell(index: number, language: string, source: string): Promise<Ended> {
    const name = `<command-${index + 1}>`;
    if (language === "PYTHON" && python) return python.run(name, source);
    if (language === "fs" && python) return python.run(name, fileCommand(source));
    if (language === "pip" && python) return pip(world, python, source);
    if (language === "SQL") return sqlCell(source, steps.slice(index + 1));
    if (language === "md" || source.trim() === "") return { output: "" };
    return { output: "", error: language === "missing" ? source : DISALLOWED };
  }

  async function sqlCell(source: string, later: readonly Step[]): Promise<Ended> {
    const { query, ...ended } = await runSqlCell(driver, source, signal);
    // The result is a DataFrame for the next Python cells.
    const isUsed = query !== undefined && later.some((step) => step.source.includes("_sqldf"));
    if (isUsed) await python?.run("<sql>", `_sqldf = spark.sql(${JSON.stringify(query)})`);
    return ended;
  }
}

/** `%fs ls /tmp` as a call of `dbutils.fs`. */
function fileCommand(text: string): string {
  const [command = "", ...given] = text.trim().split(/\s+/);
  const call = `dbutils.fs.${/^\w+$/.test(command) ? command : "help"}(${given.map((word) => JSON.stringify(word)).join(", ")})`;
  return command === "ls" ? `display([item._asdict() for item in ${call}])` : call;
}

async function pip(world: World, python: Python, text: string): Promise<Ended> {
  const [command, ...words] = text.trim().split(/\s+/);
  if (command !== "install") return { output: `Only %pip install is available in this workspace, not ${command}.\n` };
  try {
    const packages = words.filter((word) => !word.startsWith("-")).map((word) => word.replace(/^["']|["']$/g, ""));
    for (const name of packages) {
      const library = name.endsWith(".whl")
        ? { whl: name }
        : words.includes("-r")
          ? { requirements: name }
          : { pypi: { package: name } };
      python.install(await wheelsOf(world, library));
    }
    return { output: `Successfully installed ${packages.join(" ")}\n` };
  } catch (error) {
    if (!(error instanceof NotInstallable)) throw error;
    return { output: `${error.message}\n`, error: error.message };
  }
}

/** Runs a notebook for `dbutils.notebook.run` and returns the value that it exits with. Rejects if it fails. */
async function runForExit(world: World, request: NotebookRequest, wheels: readonly Wheel[]): Promise<string> {
  const { path, parameters, depth, signal } = request;
  const find: Find = (at) => {
    const entry = world.findObject(at.replace(/^\/Workspace(?=\/)/, ""));
    return entry?.type === "NOTEBOOK" ? entry.notebook : undefined;
  };
  const found = find(path);
  if (found === undefined) throw new Error(`Notebook not found: ${path}`);
  const driver = openNotebookDriver(world, { parameters, notebookPath: path, depth }, wheels);
  const steps = stepsOf(found, path, find);
  const python = needsPython(steps) ? await openPython(driver, { argv: [path], wheels }) : undefined;
  const stop = () => void python?.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const about = { name: path.slice(path.lastIndexOf("/") + 1), language: found.language };
    const { error, exit } = await runNotebook(world, about, steps, python, driver, signal);
    if (signal.aborted) throw new Error(`Notebook ${path} was stopped.`);
    if (error !== undefined) throw new Error(`Notebook ${path} failed: ${error}`);
    return exit ?? "";
  } finally {
    signal.removeEventListener("abort", stop);
    await python?.close();
  }
}

/** A driver whose notebooks can run others. */
export function openNotebookDriver(
  world: World,
  facts: Parameters<typeof openDriver>[1],
  wheels: readonly Wheel[] = [],
): Driver {
  const runOther = (request: NotebookRequest) => runForExit(world, request, wheels);
  return openDriver({ world, app: apiOf(world), runNotebook: runOther }, facts);
}
