import type { Expression } from "../../syntax/ast.ts";
import { substituted } from "../expressions.ts";
import { inputsOf, isKept, outputOf, type Plan, withInputs } from "../logical.ts";

/** Projections over projections are one, and those that change nothing are gone. Rows of the statement itself are computed. */
export function collapsed(plan: Plan): Plan {
  const inner = withInputs(plan, inputsOf(plan).map(collapsed));
  if (inner.operator === "filter" && inner.input.operator === "local") return inner.input;
  if (inner.operator === "aggregate" && inner.input.operator === "project" && !inner.input.columns.every(isKept)) {
    const values = valuesOf(inner.input);
    const columns = inner.columns.map((column) => ({ ...column, value: substituted(column.value, values) }));
    return { ...inner, keys: substituted(inner.keys, values), columns, input: inner.input.input };
  }
  if (inner.operator !== "project") return inner;
  const { input } = inner;
  if (input.operator === "local") return { ...input, output: outputOf(inner) };
  if (input.operator === "project") {
    const values = valuesOf(input);
    const columns = inner.columns.map((column) => ({ ...column, value: substituted(column.value, values) }));
    return collapsed({ ...inner, columns, input: input.input });
  }
  const below = outputOf(input);
  const same =
    inner.columns.length === below.length &&
    inner.columns.every((column, index) => isKept(column) && column.attribute.sql === below[index]?.sql);
  return same ? input : inner;
}

export const valuesOf = ({ columns }: Extract<Plan, { operator: "project" }>): ReadonlyMap<string, Expression> =>
  new Map(columns.map(({ attribute, value }) => [attribute.sql, value]));
