import { unsupported } from "../../../engine/failure.ts";
import { findFunction } from "../../analysis/calls.ts";
import type { KnownRelation } from "../../analysis/catalog.ts";
import type { Field } from "../../analysis/compiler.ts";
import { titleOf } from "../../analysis/titles.ts";
import { BIGINT } from "../../data-types.ts";
import { type Expression, PIPE_INPUT, type Relation, type RelationAlias } from "../../syntax/ast.ts";
import { attribute, expressionText } from "../expressions.ts";
import type { Plan } from "../logical.ts";
import { generated } from "./generate.ts";
import { joined } from "./joins.ts";
import { pivoted, unpivoted } from "./pivots.ts";
import { newField, type Place, type Planned, typeIn } from "./place.ts";

/** The plan of an item of FROM. `left` has the columns to its left, which a lateral item can name. */
export function planRelation(relation: Relation, place: Place, left: readonly Field[] = []): Planned {
  const lateral: Place = {
    ...place,
    outer: { fields: left, ...(place.outer === undefined ? {} : { outer: place.outer }) },
  };
  const again = (one: Relation, before: readonly Field[] = left) => planRelation(one, place, before);
  switch (relation.kind) {
    case "named":
      return aliased(namedRelation(relation, place), relation.alias, place);
    case "derived":
      return aliased(place.planning.query(relation.query, relation.lateral ? lateral : place), relation.alias, place);
    case "inline":
      return aliased(inlineRows(relation.rows, place), relation.alias, place);
    case "function":
      return aliased(functionRelation(relation, lateral), relation.alias, place);
    case "join":
      return joined(relation, place, again, left);
    case "grouped":
      return aliased(again(relation.relation), relation.alias, place);
    case "sample": {
      const { plan, fields } = again(relation.input);
      const { sample } = relation;
      if (sample.kind === "rows") {
        const limited: Plan = { operator: "limit", count: titleOf(sample.size), input: plan };
        return aliased({ plan: limited, fields }, relation.alias, place);
      }
      const share = sample.kind === "bucket" ? sample.bucket / sample.of : Number(titleOf(sample.size)) / 100;
      const sampled: Plan = { operator: "sample", bounds: `0.0, ${share}, false, ${sample.seed ?? 0}`, input: plan };
      return aliased({ plan: sampled, fields }, relation.alias, place);
    }
    case "lateral_view": {
      const input: Planned =
        relation.input === undefined ? { plan: { operator: "one_row" }, fields: [] } : again(relation.input);
      const target = { alias: relation.alias ?? "", names: relation.columns, outer: relation.outer };
      return generated(relation.call, target, input, place);
    }
    case "pivot":
      return aliased(pivoted(again(relation.input), relation.pivot, place), relation.alias, place);
    case "unpivot":
      return aliased(unpivoted(again(relation.input), relation.unpivot, place), relation.alias, place);
  }
}

/** The relation under another name, and with other names for its columns. */
export function aliased({ plan, fields }: Planned, alias: RelationAlias | undefined, place: Place): Planned {
  if (alias === undefined || alias.name === "") return { plan, fields };
  const visible = fields.filter(({ hidden }) => hidden === undefined);
  const qualifier = [alias.name];
  if (alias.columns.length === 0) {
    const named = visible.map((field) => ({ ...field, qualifier }));
    return { plan: { operator: "alias", text: `SubqueryAlias ${alias.name}`, input: plan }, fields: named };
  }
  const columns = visible.map((field, index) => ({
    attribute: newField(alias.columns[index] ?? field.name, field.type, place, qualifier),
    value: attribute(field.sql),
  }));
  const project: Plan = { operator: "project", columns, input: plan };
  return {
    plan: { operator: "alias", text: `SubqueryAlias ${alias.name}`, input: project },
    fields: columns.map(({ attribute: field }) => field),
  };
}

function namedRelation(relation: Extract<Relation, { kind: "named" }>, place: Place): Planned {
  const [name = ""] = relation.name;
  const common = relation.name.length === 1 ? place.commonTables.get(name.toLowerCase()) : undefined;
  if (common !== undefined && relation.at === undefined) {
    const { query, columns } = common.table;
    if (name === PIPE_INPUT) return place.planning.query(query, common.place);
    const rows = place.planning.query(query, common.place);
    if (common.loop === undefined) return aliased(rows, { name, columns }, place);
    const output = rows.fields.map((field, index) => newField(columns[index] ?? field.name, field.type, place, [name]));
    return { plan: { operator: "loop", id: common.loop, output }, fields: output };
  }
  const found = place.compiler.catalog.relation(relation);
  if (found === undefined) return { plan: { operator: "local", rows: 0, output: [] }, fields: [] };
  if (found.kind === "metrics") throw unsupported("METRIC_VIEW", "EXPLAIN for a metric view in this workspace");
  return found.kind === "table" ? table(found, place) : view(found, place);
}

function table(found: Extract<KnownRelation, { kind: "table" }>, place: Place): Planned {
  const fields = found.columns.map(({ name, type }) => newField(name, type, place, found.name));
  const rows = place.planning.rows(found.name);
  const relation: Plan = { operator: "relation", name: found.name, rows, output: fields };
  return { plan: { operator: "alias", text: `SubqueryAlias ${found.name.join(".")}`, input: relation }, fields };
}

function view(found: Extract<KnownRelation, { kind: "view" }>, place: Place): Planned {
  const { planning, compiler } = place;
  const inner: Place = {
    planning,
    compiler: compiler.within(found.catalog),
    commonTables: new Map(),
    windows: new Map(),
  };
  const { plan, fields } = planning.query(found.query, inner);
  const columns = fields.map((field, index) => ({
    attribute: newField(found.columns[index] ?? field.name, field.type, place, found.name),
    value: attribute(field.sql),
  }));
  const project: Plan = { operator: "project", columns, input: plan };
  const output = columns.map(({ attribute: field }) => field);
  const text = `View (\`${found.name.join("`.`")}\`, [${output.map(({ sql }) => sql).join(", ")}])`;
  const named: Plan = { operator: "alias", text, input: project };
  return {
    plan: { operator: "alias", text: `SubqueryAlias ${found.name.join(".")}`, input: named },
    fields: output,
  };
}

/** Rows that the statement itself has. */
export function inlineRows(rows: readonly (readonly Expression[])[], place: Place): Planned {
  const fields = (rows[0] ?? []).map((value, index) => newField(`col${index + 1}`, typeIn(value, [], place), place));
  return { plan: { operator: "local", rows: rows.length, output: fields }, fields };
}

function functionRelation({ call }: Extract<Relation, { kind: "function" }>, place: Place): Planned {
  const name = call.name.at(-1)?.toLowerCase() ?? "";
  if (name === "range" && call.name.length === 1)
    return range(
      call.args.map(({ value }) => value),
      place,
    );
  if (findFunction(call, place.compiler)?.kind === "generator") {
    const target = { alias: name, names: [], outer: false };
    return generated(call, target, { plan: { operator: "one_row" }, fields: [] }, place);
  }
  const files = place.compiler.catalog.tableFunction?.(call);
  if (files !== undefined) return table(files, place);
  const routine = place.compiler.catalog.routine(call.name);
  if (routine === undefined || "kind" in routine.body)
    return { plan: { operator: "local", rows: 0, output: [] }, fields: [] };
  const parameters = routine.parameters.map((parameter) => newField(parameter.name, parameter.type, place, [name]));
  const body = place.planning.query(routine.body, {
    ...place,
    compiler: place.compiler.within(routine.catalog),
    outer: { fields: parameters },
  });
  const columns = "table" in routine.returns ? routine.returns.table.map((column) => column.name) : [];
  return aliased(body, { name, columns }, place);
}

function range(args: readonly Expression[], place: Place): Planned {
  const [a = attribute("0"), b, step = attribute("1")] = args;
  const [start, end] = b === undefined ? [attribute("0"), a] : [a, b];
  const bounds = [expressionText(start), expressionText(end), expressionText(step)] as const;
  const output = [newField("id", BIGINT, place, ["range"])];
  const [from, to, by] = bounds.map(Number);
  const rows = Math.ceil(((to ?? 0) - (from ?? 0)) / (by || 1)) || 0;
  return { plan: { operator: "range", bounds, rows: Math.max(0, rows), output }, fields: output };
}
