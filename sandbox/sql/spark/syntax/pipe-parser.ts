import {
  type AggregateGroup,
  PIPE_INPUT,
  type PipeOperator,
  type QueryBody,
  type Relation,
  type SelectItem,
} from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { groupingItem } from "./grouping-parser.ts";
import { join } from "./join-parser.ts";
import { pivot, unpivot } from "./pivot-parser.ts";
import { lateralViews, relationPrimary, sampleOf, tableAlias } from "./relation-parser.ts";
import { rowOrder } from "./row-order-parser.ts";
import { isAlias, selectItems } from "./select-item-parser.ts";
import { pipeSelect } from "./select-parser.ts";

/** The operator after `|>`. `operand` reads the other side of a set operation. */
export function pipeOperator(cursor: Cursor, operand: (cursor: Cursor) => QueryBody): PipeOperator {
  if (cursor.isWord("SELECT")) return { kind: "select", select: pipeSelect(cursor) };
  if (cursor.take("EXTEND")) return { kind: "extend", items: selectItems(cursor) };
  if (cursor.take("SET")) return { kind: "set", items: cursor.list(() => assignment(cursor)) };
  if (cursor.take("DROP")) return { kind: "drop", columns: cursor.list(() => cursor.name()) };
  // An alias of columns does not belong here.
  if (cursor.take("AS")) return { kind: "as", alias: { name: cursor.identifier(), columns: [] } };
  if (cursor.take("WHERE")) return { kind: "where", condition: cursor.grammar.expression(cursor) };
  if (cursor.take("AGGREGATE")) return aggregate(cursor);
  if (ORDERS.some((word) => cursor.isWord(word))) return { kind: "order", order: rowOrder(cursor) };
  return setOperator(cursor, operand) ?? relationOperator(cursor);
}

const ORDERS = ["ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET"];

function assignment(cursor: Cursor): SelectItem {
  const alias = cursor.identifier();
  cursor.expectSymbol("=");
  return { expression: cursor.grammar.expression(cursor), alias };
}

function aggregate(cursor: Cursor): PipeOperator {
  const items = cursor.isWords("GROUP", "BY") ? [] : selectItems(cursor);
  if (!cursor.take("GROUP", "BY")) return { kind: "aggregate", items, groupBy: [] };
  const groups = cursor.list((): AggregateGroup => {
    const item = groupingItem(cursor);
    const named = cursor.take("AS") || isAlias(cursor);
    return named ? { item, alias: cursor.identifier() } : { item };
  });
  return { kind: "aggregate", items, groupBy: groups };
}

function setOperator(cursor: Cursor, operand: (cursor: Cursor) => QueryBody): PipeOperator | undefined {
  const { start } = cursor;
  const word = cursor.takeAny("UNION", "EXCEPT", "MINUS", "INTERSECT");
  if (word === undefined) return undefined;
  const operator = word === "UNION" ? "union" : word === "INTERSECT" ? "intersect" : "except";
  const all = cursor.takeAny("ALL", "DISTINCT") === "ALL";
  const right = operand(cursor);
  return { kind: "set_operation", operation: { kind: "set", span: cursor.span(start), operator, all, right } };
}

function relationOperator(cursor: Cursor): PipeOperator {
  const { start } = cursor;
  const input: Relation = { kind: "named", span: cursor.span(start), name: [PIPE_INPUT], stream: false, options: [] };
  return { kind: "relation", relation: over(cursor, start, input) };
}

function over(cursor: Cursor, start: number, input: Relation): Relation {
  if (cursor.isWord("PIVOT"))
    return aliased(cursor, { kind: "pivot", input, pivot: pivot(cursor), span: cursor.span(start) });
  if (cursor.isWord("UNPIVOT")) {
    return aliased(cursor, { kind: "unpivot", input, unpivot: unpivot(cursor), span: cursor.span(start) });
  }
  if (cursor.take("TABLESAMPLE")) {
    return aliased(cursor, { kind: "sample", input, sample: sampleOf(cursor), span: cursor.span(start) });
  }
  const joined = join(cursor, start, input, relationPrimary) ?? lateralViews(cursor, input);
  if (joined === undefined || joined === input) throw cursor.unexpected();
  return joined;
}

function aliased(cursor: Cursor, relation: Extract<Relation, { kind: "pivot" | "unpivot" | "sample" }>): Relation {
  const alias = tableAlias(cursor);
  return alias === undefined ? relation : { ...relation, alias };
}
