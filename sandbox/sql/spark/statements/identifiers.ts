import { SqlFailure } from "../../engine/failure.ts";
import { compileExpression } from "../analysis/compile.ts";
import type { IdentifierReader } from "../syntax/cursor.ts";
import type { StatementContext } from "./context.ts";

/** Reads `IDENTIFIER(:table)`: text that is known before the statement runs. */
export function identifierReader({ compiler }: Pick<StatementContext, "compiler">): IdentifierReader {
  return (expression) => {
    const value = compileExpression(expression, [], "IDENTIFIER", compiler).literal?.value;
    if (typeof value === "string") return value;
    throw new SqlFailure(
      "NOT_A_CONSTANT_STRING.NOT_CONSTANT",
      "The expression used for the routine or clause `IDENTIFIER` must be a constant STRING which is NOT NULL. To be considered constant the expression must not depend on any columns, contain a subquery, or invoke a non deterministic function.",
      "42601",
    );
  };
}
