import type { Field } from "../../analysis/compiler.ts";
import { titleOf } from "../../analysis/titles.ts";
import type { Expression, RowOrder } from "../../syntax/ast.ts";
import { attribute, usedBy } from "../expressions.ts";
import { keptOf, outputOf, type Plan } from "../logical.ts";

/** The rows in order. Columns that are sorted by but not returned pass through the projection below, and are dropped above. */
export function sortedPlan(
  plan: Plan,
  output: readonly Field[],
  order: RowOrder,
  items: readonly { readonly alias?: string; readonly name: string }[],
  resolve: (expression: Expression) => Expression,
): Plan {
  const spread: Plan =
    order.distributeBy.length === 0
      ? plan
      : {
          operator: "repartition",
          by: order.distributeBy.map((one) => meant(one, output, items, resolve)),
          input: plan,
        };
  if (order.all !== undefined) {
    const keys = output.map(({ sql }) => ({
      expression: attribute(sql),
      ...{ descending: false, nullsFirst: true },
      ...order.all,
    }));
    return { operator: "sort", order: keys, global: true, input: spread };
  }
  const written = order.orderBy.length > 0 ? order.orderBy : order.sortBy;
  if (written.length === 0) return spread;
  const keys = written.map((item) => ({ ...item, expression: meant(item.expression, output, items, resolve) }));
  const global = order.orderBy.length > 0;
  const given = new Set(outputOf(spread).map(({ sql }) => sql));
  const missing = [...usedBy(keys)].filter((name) => !given.has(name));
  const below = spread.operator === "project" ? outputOf(spread.input).filter(({ sql }) => missing.includes(sql)) : [];
  if (below.length === 0 || spread.operator !== "project")
    return { operator: "sort", order: keys, global, input: spread };
  const wide: Plan = { ...spread, columns: [...spread.columns, ...below.map(keptOf)] };
  const sorted: Plan = { operator: "sort", order: keys, global, input: wide };
  return { operator: "project", columns: output.map(keptOf), input: sorted };
}

/** An item of ORDER BY: a position, a column of the result, or an expression over the rows below. */
function meant(
  expression: Expression,
  output: readonly Field[],
  items: readonly { readonly name: string }[],
  resolve: (expression: Expression) => Expression,
): Expression {
  if (expression.kind === "literal" && typeof expression.value === "number") {
    const field = output[expression.value - 1];
    if (field !== undefined) return attribute(field.sql);
  }
  const name =
    expression.kind === "name" && expression.parts.length === 1 ? (expression.parts[0] ?? "") : titleOf(expression);
  const index = items.findIndex((item) => item.name.toLowerCase() === name.toLowerCase());
  const field =
    output[index] ??
    (items.length === 0 ? output.find((one) => one.name.toLowerCase() === name.toLowerCase()) : undefined);
  return field === undefined ? resolve(expression) : attribute(field.sql);
}

/** The first rows. */
export function limited(plan: Plan, { limit, offset }: RowOrder): Plan {
  const skipped: Plan = offset === undefined ? plan : { operator: "offset", count: titleOf(offset), input: plan };
  return limit === undefined ? skipped : { operator: "limit", count: titleOf(limit), input: skipped };
}
