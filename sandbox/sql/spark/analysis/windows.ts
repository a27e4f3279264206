import { SqlFailure } from "../../engine/failure.ts";
import type { FrameBound, WindowFrame, WindowSpecification } from "../syntax/ast.ts";
import { isInterval } from "./coercion.ts";
import type { Compiler, Environment } from "./compiler.ts";
import { sortSql } from "./sorting.ts";

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
  const partition = window.partitionBy.map((one) => compiler.expression(one, environment).sql);
  const order = window.orderBy.map((item) => sortSql(compiler.expression(item.expression, environment), item));
  const parts = [
    ...(partition.length === 0 ? [] : [`PARTITION BY ${partition.join(", ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(", ")}`]),
    // Ranks, lag and lead look at the whole partition.
    ...(window.frame === undefined || call.ranked ? [] : [frameSql(window.frame, environment, compiler)]),
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

function frameSql(frame: WindowFrame, environment: Environment, compiler: Compiler): string {
  const [start, end] = [frame.start, frame.end].map((bound) => boundSql(bound, environment, compiler));
  return `${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}`;
}

function boundSql(bound: FrameBound, environment: Environment, compiler: Compiler): string {
  const words = bound.kind.replace("_", " ").toUpperCase();
  if (!("offset" in bound)) return words;
  const offset = compiler.expression(bound.offset, environment);
  if (!isInterval(offset.type)) return `${offset.sql} ${words}`;
  if (offset.type.kind === "interval") return `${offset.sql} ${words}`;
  return `${offset.type.kind === "interval_ym" ? "to_months" : "to_microseconds"}(${offset.sql}) ${words}`;
}
