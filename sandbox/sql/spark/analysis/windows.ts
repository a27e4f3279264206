import { SqlFailure } from "../../engine/failure.ts";
import { type SparkType, sameType } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { NONE } from "../functions/define.ts";
import type { FrameBound, WindowFrame, WindowSpecification } from "../syntax/ast.ts";
import { isDatetime, isInterval, isNumeric, quotedType } from "./coercion.ts";
import type { Compiler, Environment } from "./compiler.ts";
import { hasOrder } from "./operators/comparison.ts";
import { isConstant } from "./queries/keys.ts";
import { sortSql } from "./sorting.ts";
import { titleOf } from "./titles.ts";

export interface WindowedCall {
  /** Whether the function needs an order: ranks, lag and lead. */
  readonly ranked: boolean;
  readonly subject: () => string;
}

/** The window of OVER in DuckDB, with brackets. */
export function windowSql(
  written: WindowSpecification,
  call: WindowedCall,
  environment: Environment,
  compiler: Compiler,
): string {
  const window = resolved(written, environment);
  if (call.ranked && window.orderBy.length === 0) {
    throw new SqlFailure(
      "WINDOW_FUNCTION_REQUIRES_ORDER_BY",
      `Window function ${call.subject()} requires window to be ordered, please add ORDER BY clause.`,
      "42601",
    );
  }
  const partition = window.partitionBy.map((one) => {
    const { type, sql } = compiler.expression(one, environment);
    if (hasOrder(type, true)) return sql;
    throw new SqlFailure(
      "EXPRESSION_TYPE_IS_NOT_ORDERABLE",
      `Column expression "${titleOf(one)}" cannot be sorted because its type ${quotedType(type)} is not orderable.`,
      "42822",
    );
  });
  const orderedBy = window.orderBy.map((item) => compiler.expression(item.expression, environment));
  const order = window.orderBy.map((item, i) => sortSql(orderedBy[i] ?? NONE, item));
  const parts = [
    ...(partition.length === 0 ? [] : [`PARTITION BY ${partition.join(", ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(", ")}`]),
    // Ranks, lag and lead look at the whole partition.
    ...(window.frame === undefined || call.ranked ? [] : [frameSql(window.frame, orderedBy, environment, compiler)]),
  ];
  return `(${parts.join(" ")})`;
}

/** The window with what it takes from the named window it extends. */
function resolved(window: WindowSpecification, environment: Environment): WindowSpecification {
  if (window.base === undefined) return window;
  const named = environment.windows.get(window.base.toLowerCase());
  if (named === undefined) {
    throw new SqlFailure(
      "MISSING_WINDOW_SPECIFICATION",
      `Window specification is not defined in the WINDOW clause for \`${window.base}\`. For more information about WINDOW clauses, please refer to the documentation.`,
      "42P20",
    );
  }
  const base = resolved(named, environment);
  return {
    span: window.span,
    partitionBy: window.partitionBy.length > 0 ? window.partitionBy : base.partitionBy,
    orderBy: window.orderBy.length > 0 ? window.orderBy : base.orderBy,
    ...((window.frame ?? base.frame) === undefined ? {} : { frame: (window.frame ?? base.frame) as WindowFrame }),
  };
}

function frameSql(
  frame: WindowFrame,
  orderedBy: readonly Typed[],
  environment: Environment,
  compiler: Compiler,
): string {
  const [first] = orderedBy;
  const hasOffset = "offset" in frame.start || "offset" in frame.end;
  if (frame.unit === "range" && hasOffset && orderedBy.length !== 1)
    throw orderedBy.length === 0
      ? mismatch(
          "RANGE_FRAME_WITHOUT_ORDER",
          "A range window frame cannot be used in an unordered window specification.",
        )
      : mismatch(
          "RANGE_FRAME_MULTI_ORDER",
          "A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions.",
        );
  if (frame.start.kind === "following" && (frame.end.kind === "preceding" || frame.end.kind === "current_row"))
    throw mismatch(
      "SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON",
      "The lower bound of a window frame must be less than or equal to the upper bound.",
    );
  const ordered = first?.type;
  const [from, to] = [frame.start, frame.end].map((bound) =>
    "offset" in bound ? compiler.expression(bound.offset, environment).type : undefined,
  );
  // Other bounds are converted to the type of the order.
  if (from !== undefined && to !== undefined && isInterval(from) && isInterval(to) && !sameType(from, to))
    throw new SqlFailure(
      "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES",
      `Cannot resolve the window frame due to data type mismatch: Window frame bounds do not have the same type: ${quotedType(from)} <> ${quotedType(to)}.`,
      "42K09",
    );
  const [start, end] = [frame.start, frame.end].map((bound) => boundSql(bound, frame, ordered, environment, compiler));
  return `${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}`;
}

const mismatch = (condition: string, reason: string) =>
  new SqlFailure(
    `DATATYPE_MISMATCH.${condition}`,
    `Cannot resolve the window frame due to data type mismatch: ${reason}`,
    "42K09",
  );

/** Types to which an offset of a RANGE can be added. */
const movable = (type: SparkType): boolean => isNumeric(type) || isInterval(type) || isDatetime(type);

function boundSql(
  bound: FrameBound,
  frame: WindowFrame,
  ordered: SparkType | undefined,
  environment: Environment,
  compiler: Compiler,
): string {
  const words = bound.kind.replace("_", " ").toUpperCase();
  if (!("offset" in bound)) return words;
  if (!isConstant(bound.offset)) throw new SqlFailure("", "Frame bound value must be a literal.", "42601");
  const offset = compiler.expression(bound.offset, environment);
  if (frame.unit === "rows" && !["int", "smallint", "tinyint"].includes(offset.type.kind))
    throw new SqlFailure(
      "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
      `Cannot resolve "${titleOf(bound.offset)}" due to data type mismatch: The data type of the ${bound.kind.includes("preceding") ? "lower" : "upper"} bound ${quotedType(offset.type)} does not match the expected data type "INT".`,
      "42K09",
    );
  if (
    frame.unit === "range" &&
    ordered !== undefined &&
    (!movable(ordered) || (isNumeric(ordered) && isInterval(offset.type)))
  )
    throw mismatch(
      "SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
      `The data type of the ${bound.kind.includes("preceding") ? "lower" : "upper"} bound ${quotedType(ordered)} does not match the expected data type "NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL".`,
    );
  if (ordered?.kind === "date" && offset.type.kind === "interval_dt" && offset.type.to !== "day")
    throw new SqlFailure(
      "DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE",
      `Cannot resolve "${titleOf(bound.offset)}" due to data type mismatch: The data type "DATE" used in the order specification does not support the data type ${quotedType(offset.type)} which is used in the range frame.`,
      "42K09",
    );
  if (!isInterval(offset.type)) return `${offset.sql} ${words}`;
  if (offset.type.kind === "interval") return `${offset.sql} ${words}`;
  return `${offset.type.kind === "interval_ym" ? "to_months" : "to_microseconds"}(${offset.sql}) ${words}`;
}
