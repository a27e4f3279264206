import { type Outcome, startInterpreter } from "../compute/python/interpreter.ts";
import { isFields } from "../http.ts";
import { shim } from "./shim.ts";

export interface Given {
  /** Values of the widgets. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly file: string | null;
  /** Task values of earlier tasks, by task key. */
  readonly values: Readonly<Record<string, unknown>>;
}

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
  /** Values that the task set with `dbutils.jobs.taskValues.set`. */
  values(): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

const LOST = "The Python process of this task ended";

/** Starts an interpreter. Resolves once it is ready for the code of a task. */
export async function openPython(given: Given): Promise<Python> {
  const interpreter = startInterpreter();
  let left: Fields = {};
  const read = async () => {
    const outcome = await interpreter.run("<job>", "__job_left__()");
    const text = outcome.kind === "finished" ? textOf(JSON.parse(outcome.result)) : "";
    left = text === "" ? {} : JSON.parse(text);
    return left;
  };
  await interpreter.run("<job>", `${shim}\n__job_start__(${JSON.stringify(JSON.stringify(given))})\ndel __job_start__`);
  return {
    async run(name, source) {
      const outcome = await interpreter.run(name, source);
      if (outcome.kind !== "finished") return { output: "", error: lost(outcome) };
      const result: unknown = JSON.parse(outcome.result);
      const { exit, printed } = await read();
      if (!isFields(result) || result.resultType !== "error") return { output: textOf(result) };
      const output = typeof printed === "string" ? printed : "";
      if (typeof exit === "string") return { output, exit };
      const error = plain(String(result.summary ?? ""));
      // A program that exits with code 0 has not failed.
      if (/^SystemExit: (0|None)?$/.test(error)) return { output };
      return { output, error, trace: String(result.cause ?? "") };
    },
    values: () => (isFields(left.values) ? left.values : {}),
    close: () => interpreter.close(),
  };
}

type Fields = Readonly<Record<string, unknown>>;

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
