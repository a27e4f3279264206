import { commonType } from "../../analysis/coercion.ts";
import type { Field } from "../../analysis/compiler.ts";
import { titleOf } from "../../analysis/titles.ts";
import { STRING } from "../../data-types.ts";
import type { Expression, Pivot, Unpivot } from "../../syntax/ast.ts";
import { attribute, expressionText, usedBy, written } from "../expressions.ts";
import { type Computed, keptOf, type Plan } from "../logical.ts";
import { newField, type Place, type Planned, typeIn } from "./place.ts";
import { resolved } from "./resolve.ts";

/** PIVOT: an aggregate per value, grouped by the columns that the clause does not name. */
export function pivoted({ plan, fields }: Planned, pivot: Pivot, place: Place): Planned {
  const columns = resolved(pivot.columns, fields, place);
  const used = new Set([...usedBy(columns), ...usedBy(resolved(pivot.aggregates, fields, place))]);
  const rest = fields.filter(({ sql, hidden }) => hidden === undefined && !used.has(sql));
  const values = pivot.values.flatMap(({ expression, alias }): readonly Computed[] => {
    const title = alias ?? titleOf(expression);
    return pivot.aggregates.map((item) => {
      const suffix = item.alias ?? (pivot.aggregates.length > 1 ? titleOf(item.expression) : undefined);
      const type = typeIn(item.expression, fields, place);
      const value = resolved(item.expression, fields, place);
      const test = `(${columns.map(expressionText).join(", ")} <=> ${titleOf(expression)})`;
      return {
        attribute: newField(suffix === undefined ? title : `${title}_${suffix}`, type, place),
        value: written(`${expressionText(value)} FILTER (WHERE ${test})`, [...usedBy(value), ...usedBy(columns)]),
      };
    });
  });
  const keys = rest.map(({ sql }) => attribute(sql));
  const all = [...rest.map(keptOf), ...values];
  return {
    plan: { operator: "aggregate", keys, columns: all, input: plan },
    fields: all.map(({ attribute: field }) => ({ ...field, qualifier: [] })),
  };
}

/** UNPIVOT: a row per set of columns. */
export function unpivoted({ plan, fields }: Planned, unpivot: Unpivot, place: Place): Planned {
  const sets = unpivot.sets.map(({ columns, alias }) => ({
    values: resolved(columns, fields, place),
    types: columns.map((column) => typeIn(column, fields, place)),
    title: alias ?? columns.map((column) => titleOf(column)).join("_"),
  }));
  const used = usedBy(sets.map(({ values }) => values));
  const rest = fields.filter(({ sql, hidden }) => hidden === undefined && !used.has(sql));
  const added: readonly Field[] = [
    newField(unpivot.nameColumn, STRING, place),
    ...unpivot.valueColumns.map((name, index) =>
      newField(name, commonType(sets.map(({ types }) => types[index] ?? STRING)) ?? STRING, place),
    ),
  ];
  const rows = sets.map(({ values, title }): readonly Expression[] => [
    ...rest.map(({ sql }) => attribute(sql)),
    attribute(title),
    ...values,
  ]);
  const expand: Plan = { operator: "expand", sets: rows, output: [...rest, ...added], input: plan };
  if (unpivot.includeNulls) return { plan: expand, fields: [...rest, ...added] };
  const values = added.slice(1).map(({ sql }) => attribute(sql));
  const texts = values.map((value) => `isnotnull(${expressionText(value)})`).join(" OR ");
  const condition = written(values.length > 1 ? `(${texts})` : texts, usedBy(values));
  return { plan: { operator: "filter", condition, input: expand }, fields: [...rest, ...added] };
}
