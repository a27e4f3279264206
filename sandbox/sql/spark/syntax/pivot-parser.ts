import type { Expression, Pivot, SelectItem, Unpivot } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { isAlias, selectItem } from "./select-item-parser.ts";

/** `PIVOT (sum(x) AS s FOR c IN ('a' AS a, 'b'))`. */
export function pivot(cursor: Cursor): Pivot {
  cursor.expect("PIVOT");
  cursor.expectSymbol("(");
  const aggregates = cursor.list(() => selectItem(cursor, "FOR"));
  cursor.expect("FOR");
  const columns = cursor.isSymbol("(") ? cursor.bracketed(() => column(cursor)) : [column(cursor)];
  cursor.expect("IN");
  const values = cursor.bracketed(() => pivotValue(cursor));
  cursor.expectSymbol(")");
  return { aggregates, columns, values };
}

function column(cursor: Cursor): Expression {
  const { start } = cursor;
  const parts = cursor.name();
  return { kind: "name", span: cursor.span(start), parts };
}

function pivotValue(cursor: Cursor): SelectItem {
  return selectItem(cursor);
}

/** `UNPIVOT [INCLUDE NULLS] (value FOR name IN (a AS x, b))`, or with sets of columns. */
export function unpivot(cursor: Cursor): Unpivot {
  cursor.expect("UNPIVOT");
  const includeNulls = cursor.take("INCLUDE", "NULLS");
  if (!includeNulls) cursor.take("EXCLUDE", "NULLS");
  cursor.expectSymbol("(");
  const many = cursor.isSymbol("(");
  const valueColumns = many ? cursor.identifiers() : [cursor.identifier()];
  cursor.expect("FOR");
  const nameColumn = cursor.identifier();
  cursor.expect("IN");
  const sets = cursor.bracketed(() => {
    const columns = many ? cursor.bracketed(() => column(cursor)) : [column(cursor)];
    const named = cursor.take("AS") || isAlias(cursor);
    return { columns, ...(named ? { alias: cursor.identifier() } : {}) };
  });
  cursor.expectSymbol(")");
  return { includeNulls, valueColumns, nameColumn, sets };
}
