import { SqlFailure, unsupported } from "../../engine/failure.ts";
import { type SparkType, typeText } from "../data-types.ts";
import { allowMemory } from "../execution/memory-watch.ts";
import type { Value } from "../values/value.ts";
import { type PythonProcess, startPython, tooSlowSeconds } from "./process.ts";
import { fromWire, toWire, type WireType, wireType } from "./wire.ts";

/** A function of Unity Catalog that is written in Python. */
export interface PythonFunction {
  readonly id: string;
  /** Catalog, schema and function. */
  readonly name: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly type: SparkType }[];
  readonly returns: SparkType;
  readonly body: string;
  readonly deterministic: boolean;
}

/** The Python of one statement. It starts when the statement first calls a function. */
export interface PythonSession {
  /** Stands for the session in calls: functions of DuckDB outlive a statement. */
  readonly number: number;
  start(): Promise<void>;
  close(): void;
}

/** Memory of an interpreter with what its functions import and keep. */
const MEMORY = 256 * 1024 * 1024;

const processes = new Map<number, PythonProcess>();
let sessions = 0;

export function createPythonSession(): PythonSession {
  sessions += 1;
  const number = sessions;
  let starting: Promise<void> | undefined;
  let closed = false;
  const start = async () => {
    const release = allowMemory(MEMORY);
    const process = await startPython().catch((error: unknown) => {
      release();
      throw lost("of the statement", error instanceof Error ? error.message : String(error));
    });
    const ended = async () => {
      await process.close();
      release();
    };
    if (closed) await ended();
    else processes.set(number, { ...process, close: ended });
  };
  return {
    number,
    start() {
      starting ??= start();
      return starting;
    },
    close() {
      closed = true;
      void processes.get(number)?.close();
      processes.delete(number);
    },
  };
}

/** @throws {SqlFailure} if no value of Python stands for a type of the function */
export function checkPythonTypes({ name, parameters, returns }: PythonFunction): void {
  for (const type of [...parameters.map((one) => one.type), returns]) {
    if (wireType(type) === undefined)
      throw unsupported(
        "PYTHON_UDF",
        `the type ${typeText(type).toUpperCase()} in the Python function ${name.join(".")}. Pass it as STRING, or write the function in SQL`,
      );
  }
}

/** Calls the function on rows of arguments; the first of each is the number of the session. @throws {SqlFailure} */
export function pythonBatch(called: PythonFunction): (rows: readonly (readonly Value[])[]) => readonly Value[] {
  const takes = called.parameters.map(({ type }) => type);
  const fixed = {
    id: called.id,
    parameters: called.parameters.map(({ name }) => name),
    body: called.body,
    takes: takes.map(wireType),
    returns: wireType(called.returns) as WireType,
  };
  const name = called.name.join(".");
  return (rows) => {
    const process = processes.get(Number(rows[0]?.[0]));
    if (process === undefined) throw lost(name, "it is not running");
    const given = rows.map((row) => takes.map((type, index) => toWire(row[index + 1] ?? null, type)));
    const reply = process.ask(JSON.stringify({ ...fixed, rows: given }));
    if (reply === undefined) throw tooSlow(name);
    const values = valuesOf(reply, name);
    if (values.length !== rows.length) throw lost(name, "it returned an incomplete reply");
    return values.map((value) => fromWire(value, called.returns));
  };
}

function valuesOf(reply: string, name: string): readonly unknown[] {
  const parsed: { values?: unknown; condition?: string; error?: string; stack?: string } = JSON.parse(reply);
  if (Array.isArray(parsed.values)) return parsed.values;
  const { condition = "GENERIC", error = "", stack = "" } = parsed;
  const trace = stack === "" ? "" : `\n== Stacktrace ==\n${stack}`;
  const advice: Readonly<Record<string, string>> = {
    OOM: "\nFunction ran out of memory during execution. This may be caused by excessive memory usage of the running code.",
    RESULT_CONVERSION: "\nConsider changing the function to return a value that fits the return type.",
  };
  throw new SqlFailure(
    `UDF_USER_CODE_ERROR.${condition}`,
    `Execution of function ${name} failed.${advice[condition] ?? ""}\n== Error ==\n${error}${trace}`,
    "39000",
  );
}

const tooSlow = (name: string) =>
  new SqlFailure(
    "QUERY_EXECUTION_TIMEOUT_EXCEEDED",
    `The Python function ${name} needed more than ${tooSlowSeconds} seconds for a batch of rows, so the statement was ended. Make the function faster, or call it for fewer rows.`,
    "57000",
  );

const lost = (name: string, reason: string) =>
  new SqlFailure(
    "UDF_ERROR.ENV_LOST",
    `Execution of function ${name} failed - the execution environment was lost during execution: ${reason}.`,
    "39000",
  );
