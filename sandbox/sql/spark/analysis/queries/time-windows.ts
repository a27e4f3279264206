import type { Select } from "../../syntax/ast.ts";
import type { Compiler, Environment } from "../compiler.ts";
import type { Rows } from "./rows.ts";

/** The rows with the windows of `window(…)` and `session_window(…)` in GROUP BY. */
export function withTimeWindows(
  select: Select,
  rows: Rows,
  _around: Environment,
  _compiler: Compiler,
): { readonly select: Select; readonly rows: Rows } {
  return { select, rows };
}
