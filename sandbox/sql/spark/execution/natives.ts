import { type DuckDBConnection, DuckDBScalarFunction } from "@duckdb/node-api";
import { SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import { duckdbType } from "../analysis/storage.ts";
import { INT, type SparkType, typeText } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { checkPythonTypes, type PythonFunction, pythonBatch } from "../python/calls.ts";
import type { Value } from "../values/value.ts";
import { memoryExceeded } from "./memory-watch.ts";
import { insufficientMemory, MOST_UNITS, measure } from "./sizes.ts";
import { withinTime } from "./time-limit.ts";
import { reader, writer } from "./transfer.ts";

export interface NativeFunction {
  readonly name: string;
  readonly parameters: readonly SparkType[];
  readonly returns: SparkType;
  readonly implementation: (...values: never[]) => Value;
  readonly seesNulls: boolean;
  readonly volatile: boolean;
  /** Computes several rows at once, in place of `implementation`. It limits its own time. */
  readonly batch?: (rows: readonly (readonly Value[])[]) => readonly Value[];
}

/** Scalar functions written in TypeScript that a statement calls, by their names in DuckDB. */
export interface Natives {
  readonly functions: ReadonlyMap<string, NativeFunction>;
  /** The call of a function, which is registered before the statement runs. */
  call(native: Omit<NativeFunction, "parameters">, args: readonly Typed[]): Typed;
  /** The call of a function that is written in Python. */
  python(called: PythonFunction, args: readonly Typed[]): Typed;
  /** Whether the statement calls one. */
  needsPython(): boolean;
}

/** `session` is the number of the statement's Python. */
export function createNatives(session = 0): Natives {
  const functions = new Map<string, NativeFunction>();
  let python = false;
  const natives: Natives = {
    functions,
    call(native, args) {
      const parameters = args.map(({ type }) => type);
      const name = caseless(`spark ${native.name}(${parameters.map(typeText).join(",")}) ${typeText(native.returns)}`);
      functions.set(name, { ...native, parameters });
      return { type: native.returns, sql: `${quote(name)}(${args.map(({ sql }) => sql).join(", ")})` };
    },
    python(called, args) {
      checkPythonTypes(called);
      python = true;
      const { id, returns, deterministic } = called;
      const native = { name: `python ${id}`, returns, seesNulls: true, volatile: !deterministic };
      const first: Typed = { type: INT, sql: `CAST(${session} AS INTEGER)` };
      return natives.call({ ...native, implementation: () => null, batch: pythonBatch(called) }, [first, ...args]);
    },
    needsPython: () => python,
  };
  return natives;
}

/** DuckDB ignores the case of names, but fields `a` and `A` of a type are different. */
const caseless = (name: string): string => name.replace(/[\^A-Z]/g, (letter) => `^${letter.toLowerCase()}`);

/** Makes the functions callable in DuckDB. A function stays registered for the life of the instance. */
export function register(connection: DuckDBConnection, natives: Natives, known: Set<string>): void {
  for (const [name, native] of natives.functions) {
    if (known.has(name)) continue;
    connection.registerScalarFunction(scalarFunction(name, native));
    known.add(name);
  }
}

/** Input of one batch of rows, in the units of `measure`. */
const BATCH_UNITS = 4 * 1024 * 1024;

function scalarFunction(name: string, native: NativeFunction): DuckDBScalarFunction {
  const columns = native.parameters.map((type) => ({ read: reader(type), size: measure(type) }));
  const write = writer(native.returns);
  const size = measure(native.returns);
  const implementation = native.implementation as (...values: readonly Value[]) => Value;
  const result = (values: readonly Value[]) =>
    !native.seesNulls && values.includes(null) ? null : implementation(...values);
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: native.parameters.map(duckdbType),
    returnType: duckdbType(native.returns),
    specialHandling: true,
    volatile: native.volatile,
    mainFunction(info, input, output) {
      // An error that leaves this function would end the process.
      try {
        const vectors = columns.map(({ read, size: sizeOf }, index) => {
          const vector = input.getColumnVector(index);
          return { sizeOf, value: (row: number) => read(vector.getItem(row)) };
        });
        let made = 0;
        for (let row = 0; row < input.rowCount; ) {
          if (memoryExceeded()) throw insufficientMemory();
          const start = row;
          const batch: (readonly Value[])[] = [];
          for (let taken = 0; row < input.rowCount && taken < BATCH_UNITS; row++) {
            const values: Value[] = [];
            for (const { sizeOf, value } of vectors) {
              values.push(value(row));
              taken += sizeOf?.(values.at(-1) ?? null) ?? 0;
              if (taken > MOST_UNITS) throw insufficientMemory();
            }
            batch.push(values);
          }
          const results: Value[] = [];
          const keep = (value: Value) => {
            made += size?.(value) ?? 0;
            if (made > MOST_UNITS) throw insufficientMemory();
            results.push(value);
          };
          if (native.batch !== undefined) for (const value of native.batch(batch)) keep(value);
          else
            withinTime(() => {
              for (const values of batch) keep(result(values));
            });
          for (const [index, value] of results.entries()) output.setItem(start + index, write(value));
        }
        output.flush();
      } catch (error) {
        info.setError(messageOf(error));
      }
    },
  });
}

function messageOf(error: unknown): string {
  if (error instanceof SqlFailure) return error.message;
  // JavaScript's own limits: the length of a string or array, and the depth of calls.
  if (error instanceof RangeError || /Out of Memory/.test(String(error))) return insufficientMemory().message;
  return `[INTERNAL_ERROR] ${String(error)} SQLSTATE: XX000`;
}
