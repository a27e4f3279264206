import { findFunction } from "../../analysis/calls.ts";
import type { Field } from "../../analysis/compiler.ts";
import { groupingExpression, groupingSets } from "../../analysis/queries/grouping.ts";
import { keyOf, walk } from "../../analysis/queries/keys.ts";
import type { Item } from "../../analysis/queries/select-items.ts";
import { titleOf } from "../../analysis/titles.ts";
import { BIGINT } from "../../data-types.ts";
import type { Expression, Grouping } from "../../syntax/ast.ts";
import { attribute, written } from "../expressions.ts";
import { type Computed, keptOf, outputOf, type Plan } from "../logical.ts";
import { newField, type Place, type Planned, scopeAt, typeIn } from "./place.ts";
import { resolved } from "./resolve.ts";

export interface GroupedRows {
  /** The rows to aggregate: a copy for each grouping set where there are several. */
  readonly input: Plan;
  readonly keys: readonly Expression[];
  /** Keys as they are after the copies were made. */
  readonly computed: ReadonlyMap<string, Field>;
}

/** The rows that GROUP BY aggregates, and its keys. */
export function groupedRows(
  grouping: Grouping | undefined,
  items: readonly Item[],
  { plan, fields }: Planned,
  place: Place,
): GroupedRows {
  const scope = scopeAt(fields, place);
  const expressions: Expression[] = [];
  const keyIndex = (expression: Expression): number => {
    const meant = groupingExpression(expression, items, scope);
    const key = keyOf(meant, scope);
    const known = expressions.findIndex((one) => keyOf(one, scope) === key);
    return known === -1 ? expressions.push(meant) - 1 : known;
  };
  const sets = groupingSets(grouping, items, place.compiler, keyIndex);
  const keys = expressions.map((expression) => resolved(expression, fields, place));
  if (sets === undefined) return { input: plan, keys, computed: new Map() };
  const copies = expressions.map((expression) =>
    newField(titleOf(expression), typeIn(expression, fields, place), place),
  );
  const id = newField("spark_grouping_id", BIGINT, place);
  const rest = outputOf(plan).map(({ sql }) => attribute(sql));
  const rows = sets.map((set) => {
    const mask = keys.reduce((bits, _, index) => bits * 2 + (set.includes(index) ? 0 : 1), 0);
    return [
      ...rest,
      ...keys.map((key, index) => (set.includes(index) ? key : attribute("null"))),
      written(String(mask), []),
    ];
  });
  return {
    input: { operator: "expand", sets: rows, output: [...outputOf(plan), ...copies, id], input: plan },
    keys: [...copies, id].map(({ sql }) => attribute(sql)),
    computed: new Map(expressions.map((one, index) => [keyOf(one, scope), copies[index] ?? id] as const)),
  };
}

/** The calls in the expressions that the test accepts, each once. */
export function callsIn(
  expressions: unknown,
  fields: readonly Field[],
  place: Place,
  accepts: (call: Extract<Expression, { kind: "call" }>) => boolean,
): readonly Extract<Expression, { kind: "call" }>[] {
  const found = new Map<string, Extract<Expression, { kind: "call" }>>();
  walk(expressions, (part) => {
    if (part.kind !== "call" || !accepts(part)) return true;
    found.set(keyOf(part, scopeAt(fields, place)), part);
    return false;
  });
  return [...found.values()];
}

export const isAggregate = (call: Extract<Expression, { kind: "call" }>, { compiler }: Place): boolean =>
  call.over === undefined && findFunction(call, compiler)?.kind === "aggregate";

/** A computed column for each expression, with the name of its title where it has no other. */
export function computedColumns(
  expressions: readonly Expression[],
  fields: readonly Field[],
  place: Place,
  known: Parameters<typeof resolved>[3],
  nameOf: (key: string) => string | undefined = () => undefined,
): readonly (Computed & { readonly key: string })[] {
  return expressions.map((expression) => {
    const value = resolved(expression, fields, place, known);
    const key = keyOf(expression, scopeAt(fields, place));
    const plain = fields.find(({ sql }) => value.kind === "name" && value.parts.length === 1 && value.parts[0] === sql);
    if (plain !== undefined) return { ...keptOf(plain), key };
    const name = nameOf(key) ?? titleOf(expression);
    return { attribute: newField(name, typeIn(expression, fields, place), place), value, key };
  });
}
