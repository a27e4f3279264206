import { SqlFailure } from "../../engine/failure.ts";
import type { StatementCompiler } from "../analysis/compile.ts";
import { compileExpression } from "../analysis/compile.ts";
import { BIGINT, TIMESTAMP } from "../data-types.ts";
import type { TimeTravel } from "../syntax/ast.ts";

/** The version or the time of a time travel, which are literals or computed from them. */
export function travelOf(
  at: TimeTravel,
  { compiler }: { readonly compiler: StatementCompiler },
): { readonly version: number } | { readonly micros: bigint } {
  const type = at.kind === "version" ? BIGINT : TIMESTAMP;
  const given = at.kind === "version" ? at.version : at.timestamp;
  const value = compiler.context.cast(compileExpression(given, [], "TIME TRAVEL", compiler), type).literal?.value;
  if (at.kind === "version" && typeof value === "bigint") return { version: Number(value) };
  if (at.kind === "timestamp" && typeof value === "bigint") return { micros: value };
  throw new SqlFailure(
    at.kind === "version" ? "INVALID_TIME_TRAVEL_VERSION" : "INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.UNEVALUABLE",
    "The time travel expression is invalid. It must be a constant.",
    "42K0E",
  );
}
