import { PIPE_INPUT, type QueryBody, type RowOrder, type Select } from "../../syntax/ast.ts";
import { NO_ORDER } from "./order.ts";

export type Pipe = Extract<QueryBody, { kind: "pipe" }>;
type SelectOperator = Extract<
  Pipe["operator"],
  { kind: "select" | "extend" | "drop" | "where" | "order" | "aggregate" }
>;

/** A SELECT of everything before a pipe operator, unless `more` says otherwise. */
export function selectOfInput(span: Pipe["span"], more: Partial<Select>): Select {
  const from = { kind: "named", span, name: [PIPE_INPUT], stream: false, options: [] } as const;
  return { kind: "select", span, distinct: false, items: [every(span)], windows: [], ...more, from };
}

/** All columns but some. */
export const every = (span: Pipe["span"], except: readonly (readonly string[])[] = []) =>
  ({ expression: { kind: "star", span, qualifier: [], except } }) as const;

/** The SELECT that a pipe operator stands for, over what is before it. */
export function pipedSelect(operator: SelectOperator, span: Pipe["span"]): { body: Select; order: RowOrder } {
  const order = operator.kind === "order" ? operator.order : NO_ORDER;
  return { body: selectOfInput(span, clausesOf(operator, span)), order };
}

function clausesOf(operator: SelectOperator, span: Pipe["span"]): Partial<Select> {
  switch (operator.kind) {
    case "select":
      return operator.select;
    case "extend":
      return { items: [every(span), ...operator.items] };
    case "drop":
      return { items: [every(span, operator.columns)] };
    case "where":
      return { where: operator.condition };
    case "order":
      return {};
    case "aggregate": {
      const items = operator.groupBy.map(({ item }) => item);
      const keys = operator.groupBy.flatMap(({ item, alias }) =>
        item.kind === "expression" ? [{ expression: item.expression, ...(alias === undefined ? {} : { alias }) }] : [],
      );
      const groupBy = items.length === 0 ? {} : { groupBy: { kind: "items", items } as const };
      return { items: [...keys, ...operator.items], ...groupBy };
    }
  }
}
