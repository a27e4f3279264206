import type { Driver } from "../compute/driver.ts";
import { type Outcome, startInterpreter, type Wheel } from "../compute/python/interpreter.ts";
import { isFields } from "../http.ts";

/** How Python code ended. `exit` is set if it called `dbutils.notebook.exit`. */
export interface Ended {
  readonly output: string;
  readonly error?: string;
  readonly trace?: string;
  readonly exit?: string;
}

/** A Python process for one task. */
export interface Python {
  run(name: string, source: string): Promise<Ended>;
  /** Makes packages importable from the next code on. */
  install(wheels: readonly Wheel[]): void;
  close(): Promise<void>;
}

const LOST = "The Python process of this task ended";

export interface Program {
  readonly argv: readonly string[];
  /** The file that runs, for `__file__`. */
  readonly file?: string;
  readonly wheels?: readonly Wheel[];
}

/** Starts an interpreter that belongs to a driver. Resolves once it is ready for the code of a task. */
export async function openPython(driver: Driver, { argv, file, wheels = [] }: Program): Promise<Python> {
  const interpreter = startInterpreter(driver.answer);
  let installed = wheels;
  const named = file === undefined ? "" : `\n__file__ = ${JSON.stringify(file)}`;
  await interpreter.run("<job>", `import sys\nsys.argv = ${JSON.stringify(argv)}${named}`, installed);
  return {
    async run(name, source) {
      const outcome = await interpreter.run(name, source, installed);
      if (outcome.kind !== "finished") return { output: "", error: lost(outcome) };
      const result: unknown = JSON.parse(outcome.result);
      const exit = driver.takeExit();
      const printed = driver.takePrinted();
      if (exit !== undefined) return { output: textOf(result).replace(/Notebook exited: .*$/s, ""), exit };
      if (!isFields(result) || result.resultType !== "error") return { output: textOf(result) };
      const error = plain(String(result.summary ?? ""));
      // A program that exits with code 0 has not failed.
      if (/^SystemExit: (0|None)?$/.test(error)) return { output: printed };
      return { output: printed, error, trace: String(result.cause ?? "") };
    },
    install(further) {
      installed = [...installed, ...further];
    },
    close: () => interpreter.close(),
  };
}

const lost = (outcome: Outcome): string =>
  outcome.kind === "lost" ? `${LOST}: ${outcome.reason}` : "KeyboardInterrupt";

/** A result as text: the printed output, or the rows of a table. */
function textOf(result: unknown): string {
  if (!isFields(result)) return "";
  if (result.resultType === "text") return String(result.data ?? "");
  if (result.resultType === "table" && Array.isArray(result.schema) && Array.isArray(result.data)) {
    return tableText(
      result.schema.map((column) => (isFields(column) ? String(column.name) : "")),
      result.data,
    );
  }
  return `<${String(result.resultType)}>`;
}

/** Rows as on the notebook's page, without styles. */
export function tableText(columns: readonly string[], rows: readonly unknown[]): string {
  const cell = (value: unknown) =>
    value === null ? "null" : typeof value === "string" ? value : JSON.stringify(value);
  const lines = rows.map((row) => (Array.isArray(row) ? row.map(cell).join(" | ") : cell(row)));
  return [columns.join(" | "), ...lines].join("\n");
}

function plain(html: string): string {
  return html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
