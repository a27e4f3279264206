import type { Field } from "../../analysis/compiler.ts";
import { generatorOf } from "../../analysis/queries/generators.ts";
import { hasAggregate } from "../../analysis/queries/grouping.ts";
import { keyOf } from "../../analysis/queries/keys.ts";
import { expandItems, type Item } from "../../analysis/queries/select-items.ts";
import type { Expression, RowOrder, Select } from "../../syntax/ast.ts";
import { attribute } from "../expressions.ts";
import { type Computed, keptOf, outputOf, type Plan } from "../logical.ts";
import { generated } from "./generate.ts";
import { callsIn, computedColumns, groupedRows, isAggregate } from "./grouping.ts";
import { limited, sortedPlan } from "./order.ts";
import { newField, type Place, type Planned, scopeAt, typeIn } from "./place.ts";
import { planRelation } from "./relations.ts";
import { type Known, resolved } from "./resolve.ts";
import { windowed } from "./windows.ts";

/** The plan of a SELECT, with the ORDER BY and LIMIT that follow it. */
export function planSelect(select: Select, order: RowOrder, around: Place): Planned {
  const windows = new Map([
    ...around.windows,
    ...select.windows.map(({ name, window }) => [name.toLowerCase(), window] as const),
  ]);
  const place: Place = { ...around, windows };
  const source: Planned =
    select.from === undefined ? { plan: { operator: "one_row" }, fields: [] } : planRelation(select.from, place);
  const rows: Planned =
    select.where === undefined
      ? source
      : {
          plan: { operator: "filter", condition: resolved(select.where, source.fields, place), input: source.plan },
          fields: source.fields,
        };
  const generates = (expression: Expression) => generatorOf(expression, place.compiler) !== undefined;
  const expanded = expandItems(select.items, scopeAt(rows.fields, place), generates);
  const own = select.items.map(({ expression }) => expression);
  const groups =
    select.groupBy !== undefined || hasAggregate([own, select.having, order.orderBy, select.qualify], place.compiler);
  const result: Computing = groups ? aggregated(select, order, expanded, rows, place) : { ...rows, known: {} };
  const { items, plan } = withGenerators(expanded, result, place);
  return projected(select, order, items, { ...result, plan }, place);
}

interface Column {
  readonly expression: Expression;
  readonly name: string;
  readonly alias?: string;
  /** The attribute that a generator gives. */
  readonly generated?: Field;
}

/** The items with the columns of generators in their place. */
function withGenerators(
  items: readonly Item[],
  { plan: input, fields, known }: Computing,
  place: Place,
): { readonly items: readonly Column[]; readonly plan: Plan } {
  let plan = input;
  const columns = items.flatMap((item): readonly Column[] => {
    if (item.kind !== "generator") return [item];
    const { expression, alias, aliases = [] } = item.item;
    if (expression.kind !== "call") return [];
    const names = alias === undefined ? aliases : [alias];
    // The scope stays: what the generator gives is not visible to the other items.
    const next = generated(expression, { alias: "", names, outer: false }, { plan, fields }, place, known);
    plan = next.plan;
    const added = next.fields.slice(fields.length);
    return added.map((field) => ({ expression, name: field.name, generated: field }));
  });
  return { items: columns, plan };
}

interface Computing extends Planned {
  readonly known: Known;
  /** The columns of the items, where an aggregation has computed them. */
  readonly columns?: readonly Computed[];
}

function aggregated(
  select: Select,
  order: RowOrder,
  expanded: readonly Item[],
  rows: Planned,
  place: Place,
): Computing {
  const items = expanded.map(
    (item): Column => (item.kind === "generator" ? { expression: item.item.expression, name: "" } : item),
  );
  const { input, keys, computed } = groupedRows(select.groupBy, expanded, rows, place);
  const { fields } = rows;
  const above = [select.having, select.qualify, order.orderBy.map(({ expression }) => expression)];
  const key = (expression: Expression) => keyOf(expression, scopeAt(fields, place));
  const windows = callsIn(
    [items.map(({ expression }) => expression), above],
    fields,
    place,
    ({ over }) => over !== undefined,
  );
  // Window functions and generators use the groups, so the items are computed above them.
  const apart = windows.length > 0 || expanded.some(({ kind }) => kind === "generator");
  const direct = apart ? [] : columnsOf(items, fields, place, { computed });
  const known = new Map<string, Field>();
  for (const [index, { attribute: field }] of direct.entries()) {
    const item = items[index];
    if (item !== undefined) known.set(key(item.expression), field);
  }
  const needed = !apart ? above : [items.map(({ expression }) => expression), above, windows];
  const calls = callsIn(needed, fields, place, (call) => isAggregate(call, place)).filter(
    (call) => !known.has(key(call)),
  );
  const inside = windows.flatMap((call) =>
    callsIn([call.args, call.over], fields, place, (one) => isAggregate(one, place)),
  );
  const more = computedColumns(
    [...new Map([...calls, ...inside].map((call) => [key(call), call])).values()],
    fields,
    place,
    {
      computed,
    },
  );
  for (const column of more) known.set(column.key, column.attribute);
  const shown = new Set(direct.map(({ attribute: { sql } }) => sql));
  const grouped = keys.flatMap((one) => {
    const field = [...outputOf(input)].find(({ sql }) => one.kind === "name" && one.parts[0] === sql);
    return field === undefined ||
      shown.has(field.sql) ||
      (!apart && select.having === undefined && order.orderBy.length === 0)
      ? []
      : [keptOf(field)];
  });
  for (const [name, field] of computed) if (!known.has(name)) known.set(name, field);
  const columns = [...direct, ...(apart || more.length > 0 ? grouped : []), ...more];
  const aggregate: Plan = { operator: "aggregate", keys, columns, input };
  const after: Known = { computed: known, aliases: aliasesOf(items, direct) };
  const plan: Plan =
    select.having === undefined
      ? aggregate
      : { operator: "filter", condition: resolved(select.having, fields, place, after), input: aggregate };
  return { plan, fields, known: after, ...(apart ? {} : { columns: direct }) };
}

function aliasesOf(items: readonly Column[], columns: readonly Computed[]): ReadonlyMap<string, Expression> {
  return new Map(
    columns.flatMap(({ attribute: field }, index) => {
      const alias = items[index]?.alias;
      return alias === undefined ? [] : [[alias.toLowerCase(), attribute(field.sql)] as const];
    }),
  );
}

/** The columns of SELECT. A bare column keeps its attribute. */
function columnsOf(
  items: readonly Column[],
  fields: readonly Field[],
  place: Place,
  known: Known,
): readonly Computed[] {
  const aliases = new Map(known.aliases);
  return items.map(({ expression, name, alias, generated: given }) => {
    if (given !== undefined) return keptOf(given);
    const value = resolved(expression, fields, place, { ...known, aliases });
    if (alias !== undefined) aliases.set(alias.toLowerCase(), value);
    const all = [...fields, ...(known.computed?.values() ?? [])];
    const same = all.find(({ sql }) => value.kind === "name" && value.parts.length === 1 && value.parts[0] === sql);
    if (same !== undefined && (alias === undefined || alias === same.name)) return keptOf(same);
    return { attribute: newField(name, typeIn(expression, fields, place), place), value };
  });
}

function projected(select: Select, order: RowOrder, items: readonly Column[], rows: Computing, place: Place): Planned {
  const { fields } = rows;
  const ordering = order.orderBy.map(({ expression }) => expression);
  const { plan: wide, computed } = windowed(
    [items.map(({ expression }) => expression), select.qualify, ordering],
    rows.plan,
    fields,
    place,
    rows.known,
    (key) => items.find(({ expression }) => keyOf(expression, scopeAt(fields, place)) === key)?.name,
  );
  const known: Known = { ...rows.known, computed: new Map([...(rows.known.computed ?? []), ...computed]) };
  const columns = rows.columns ?? columnsOf(items, fields, place, known);
  const output = columns.map(({ attribute: field }) => ({ ...field, qualifier: [] }));
  const after: Known = { ...known, aliases: new Map([...(known.aliases ?? []), ...aliasesOf(items, columns)]) };
  const filtered: Plan =
    select.qualify === undefined
      ? wide
      : {
          operator: "filter",
          condition: resolved(select.qualify, fields, place, withValues(after, columns)),
          input: wide,
        };
  const same = outputOf(filtered).length === columns.length && rows.columns !== undefined;
  const plan: Plan =
    same && select.qualify === undefined
      ? filtered
      : {
          operator: "project",
          columns: rows.columns === undefined ? columns : output.map((field) => keptOf(field)),
          input: filtered,
        };
  const distinct: Plan = select.distinct ? { operator: "distinct", input: plan } : plan;
  const resolve = (expression: Expression) => resolved(expression, fields, place, after);
  return { plan: limited(sortedPlan(distinct, output, order, items, resolve), order), fields: output };
}

/** Below the projection, an alias is its value. */
const withValues = (known: Known, columns: readonly Computed[]): Known => ({
  ...known,
  aliases: new Map(columns.map(({ attribute: field, value }) => [field.name.toLowerCase(), value])),
});
