import type { SqlResult } from "../sql/engine/collect.ts";
import { jsonText } from "./cluster-record.ts";
import { type SparkType, sparkType } from "./commands-spark-type.ts";
import type { Outcome } from "./python/interpreter.ts";
import type { SparkSession } from "./spark-session.ts";

const ROW_LIMIT = 1000;

/** Runs a SQL command on the workspace's engine and returns its rows as a command's `table` result. */
export async function runSqlCommand(session: SparkSession, source: string, signal: AbortSignal): Promise<Outcome> {
  try {
    const table = await session.sql(source, { signal, rowLimit: ROW_LIMIT + 1 });
    return signal.aborted ? { kind: "interrupted" } : { kind: "finished", result: jsonText(tableResult(table)) };
  } catch (error) {
    if (signal.aborted) return { kind: "interrupted" };
    const message = error instanceof Error ? error.message : String(error);
    const cause = `org.apache.spark.sql.AnalysisException: ${message}`;
    return { kind: "finished", result: JSON.stringify({ resultType: "error", summary: message, cause }) };
  }
}

function tableResult({ columns, rows }: SqlResult): object {
  const types = columns.map(({ type_text }) => sparkType(type_text));
  return {
    resultType: "table",
    truncated: rows.length > ROW_LIMIT,
    isJsonSchema: true,
    schema: columns.map(({ name }, index) => ({ name, type: JSON.stringify(types[index]), metadata: "{}" })),
    data: rows.slice(0, ROW_LIMIT).map((row) => row.map((value, index) => cell(value, types[index] ?? "string"))),
  };
}

function cell(value: string | null, type: SparkType): unknown {
  if (value === null) return null;
  if (typeof type === "object") return JSON.parse(value);
  if (type === "long" || type === "integer" || type === "short" || type === "byte") return wholeNumber(value);
  if (type === "boolean") return value === "true";
  if (type === "double" || type === "float") {
    const number = Number(value);
    return Number.isFinite(number) ? number : value;
  }
  return value;
}

/** A long can exceed 2^53, so its digits are kept. */
function wholeNumber(digits: string): number | bigint | string {
  if (!/^-?\d+$/.test(digits)) return digits;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
