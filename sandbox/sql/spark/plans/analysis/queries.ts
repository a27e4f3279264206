import { widerType } from "../../analysis/coercion.ts";
import type { Compiler } from "../../analysis/compiler.ts";
import { NO_ORDER } from "../../analysis/queries/order.ts";
import { every, type Pipe, pipedSelect, selectOfInput } from "../../analysis/queries/piped-select.ts";
import { sameType } from "../../data-types.ts";
import {
  type CommonTable,
  type NameParts,
  PIPE_INPUT,
  type Query,
  type QueryBody,
  type RowOrder,
} from "../../syntax/ast.ts";
import { attribute } from "../expressions.ts";
import { inputsOf, outputOf, type Plan } from "../logical.ts";
import { limited, sortedPlan } from "./order.ts";
import { newField, type Place, type Planned, type Subquery } from "./place.ts";
import { aliased, inlineRows, planRelation } from "./relations.ts";
import { resolved } from "./resolve.ts";
import { planSelect } from "./select.ts";

export interface AnalyzedQuery extends Planned {
  readonly subqueries: ReadonlyMap<string, Subquery>;
  readonly number: () => number;
}

/** The logical plan of a query that has been compiled, with its names resolved. */
export function analyzedPlan(query: Query, compiler: Compiler, rows: (name: NameParts) => number): AnalyzedQuery {
  let last = 0;
  const subqueries = new Map<string, Subquery>();
  const number = () => last++;
  let recursions = 0;
  const place: Place = {
    planning: { number, loops: () => recursions++, subqueries, rows, query: planQuery },
    compiler,
    commonTables: new Map(),
    windows: new Map(),
  };
  return { ...planQuery(query, place), subqueries, number };
}

function planQuery(query: Query, around: Place): Planned {
  const commonTables = new Map(around.commonTables);
  for (const table of query.commonTables) {
    // A recursive table means itself inside: its first query gives the columns.
    const own = query.recursive
      ? new Map(commonTables).set(table.name.toLowerCase(), {
          table: anchor(table),
          place: around,
          loop: around.planning.loops(),
        })
      : commonTables;
    commonTables.set(table.name.toLowerCase(), { table, place: { ...around, commonTables: new Map(own) } });
  }
  return ordered(query.body, query.order, { ...around, commonTables });
}

function anchor(table: CommonTable): CommonTable {
  const { body } = table.query;
  return body.kind === "set" ? { ...table, query: { ...table.query, commonTables: [], body: body.left } } : table;
}

function ordered(body: QueryBody, order: RowOrder, place: Place): Planned {
  if (body.kind === "select") return planSelect(body, order, place);
  const { plan, fields } = planBody(body, place);
  const visible = fields.filter(({ hidden }) => hidden === undefined);
  const sorted = sortedPlan(plan, visible, order, [], (one) => resolved(one, visible, place));
  return { plan: limited(sorted, order), fields: visible };
}

function planBody(body: QueryBody, place: Place): Planned {
  switch (body.kind) {
    case "select":
      return planSelect(body, NO_ORDER, place);
    case "set":
      return combined(body.operator, body.all, planBody(body.left, place), planBody(body.right, place), place);
    case "values":
      return inlineRows(body.rows, place);
    case "table":
      return planRelation(body.relation, place);
    case "nested":
      return planQuery(body.query, place);
    case "pipe":
      return piped(body, place);
  }
}

function combined(
  word: "union" | "intersect" | "except",
  all: boolean,
  left: Planned,
  right: Planned,
  place: Place,
): Planned {
  const types = left.fields.map(({ type }, index) => widerType(type, right.fields[index]?.type ?? type) ?? type);
  const [a, b] = [left, right].map(({ plan, fields }): Plan => {
    if (fields.every(({ type }, index) => sameType(type, types[index] ?? type))) return plan;
    const columns = fields.map((field, index) => {
      const type = types[index] ?? field.type;
      const operand = attribute(field.sql);
      if (sameType(field.type, type)) return { attribute: field, value: operand };
      const value = { kind: "cast", span: operand.span, operand, target: { type }, safe: false } as const;
      return { attribute: newField(field.name, type, place), value };
    });
    return { operator: "project", columns, input: plan };
  });
  const [first = left.plan, second = right.plan] = [a, b];
  const fields = outputOf(first).map((field) => ({ ...field, qualifier: [] }));
  if (word !== "union")
    return {
      plan: { operator: "set", word: word === "except" ? "Except" : "Intersect", all, left: first, right: second },
      fields,
    };
  // UNION of more than two queries is one operator.
  const inputs = first.operator === "union" && all ? [...first.inputs, second] : [first, second];
  const loop = loopIn(second);
  const union: Plan = { operator: "union", inputs, ...(loop === undefined ? {} : { loop }) };
  return { plan: all ? union : { operator: "distinct", input: union }, fields };
}

/** The recursion that the second part of a recursive query reads. */
function loopIn(plan: Plan): number | undefined {
  if (plan.operator === "loop") return plan.id;
  // A union with a number of its own is another recursion.
  if (plan.operator === "union" && plan.loop !== undefined) return undefined;
  return inputsOf(plan)
    .map(loopIn)
    .find((id) => id !== undefined);
}

/** A pipe operator is the SELECT that it stands for, over what is before it. */
function piped({ input, operator, span }: Pipe, around: Place): Planned {
  const query = { span, recursive: false, commonTables: [], order: NO_ORDER };
  const table: CommonTable = { name: PIPE_INPUT, columns: [], query: input };
  const place: Place = {
    ...around,
    commonTables: new Map(around.commonTables).set(PIPE_INPUT, { table, place: around }),
  };
  switch (operator.kind) {
    case "set": {
      const names = operator.items.flatMap(({ alias }) => (alias === undefined ? [] : [[alias]]));
      return planSelect(selectOfInput(span, { items: [every(span, names), ...operator.items] }), NO_ORDER, place);
    }
    case "as":
      return aliased(planQuery(input, around), operator.alias, around);
    case "relation":
      return planRelation(operator.relation, place);
    case "set_operation": {
      const right = planQuery({ ...query, body: operator.operation.right }, around);
      return combined(operator.operation.operator, operator.operation.all, planQuery(input, around), right, around);
    }
    default: {
      const { body, order } = pipedSelect(operator, span);
      return planSelect(body, order, place);
    }
  }
}
