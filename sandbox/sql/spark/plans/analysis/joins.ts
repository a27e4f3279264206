import { widerType } from "../../analysis/coercion.ts";
import type { Field } from "../../analysis/compiler.ts";
import { sameType } from "../../data-types.ts";
import type { Expression, Join, Relation } from "../../syntax/ast.ts";
import { allOf, attribute } from "../expressions.ts";
import type { Plan } from "../logical.ts";
import { newField, type Place, type Planned } from "./place.ts";
import { resolved } from "./resolve.ts";

type PlanOf = (relation: Relation, before: readonly Field[]) => Planned;

export function joined(join: Join, place: Place, planOf: PlanOf, before: readonly Field[]): Planned {
  const left = planOf(join.left, before);
  const right = planOf(join.right, [...before, ...left.fields]);
  const names = join.natural ? shared(left.fields, right.fields) : join.using;
  const both = [...left.fields, ...right.fields];
  const condition = (on: Expression | undefined): Plan => {
    const inputs = { left: left.plan, right: right.plan };
    const kind = join.join === "cross" && on !== undefined ? "inner" : join.join;
    return on === undefined
      ? { operator: "join", join: kind, ...inputs }
      : { operator: "join", join: kind, on, ...inputs };
  };
  const oneSided = join.join === "semi" || join.join === "anti";
  if (names === undefined) {
    const plan = condition(join.on && resolved(join.on, both, place));
    return { plan, fields: oneSided ? left.fields : both };
  }
  const pairs = names.flatMap((name) => {
    const [a, b] = [named(name, left.fields), named(name, right.fields)];
    return a === undefined || b === undefined ? [] : [{ left: a, right: b }];
  });
  const plan = condition(allOf(pairs.map(({ left: a, right: b }) => equal(a, b))));
  const keys = (fields: readonly Field[], side: "left" | "right") =>
    fields.map((field) => (pairs.some((pair) => pair[side] === field) ? { ...field, hidden: true as const } : field));
  const rest = [...keys(left.fields, "left"), ...keys(right.fields, "right")];
  if (join.join !== "full") {
    const kept = pairs.map((pair) => ({ ...(join.join === "right" ? pair.right : pair.left), qualifier: [] }));
    return { plan, fields: [...kept, ...(oneSided ? keys(left.fields, "left") : rest)] };
  }
  const merged = pairs.map(({ left: a, right: b }) => ({
    attribute: newField(a.name, widerType(a.type, b.type) ?? a.type, place),
    value: coalesce(a, b),
  }));
  const columns = [...merged, ...both.map((field) => ({ attribute: field, value: attribute(field.sql) }))];
  return {
    plan: { operator: "project", columns, input: plan },
    fields: [...merged.map(({ attribute: field }) => field), ...rest],
  };
}

function equal(a: Field, b: Field): Expression {
  const type = widerType(a.type, b.type) ?? a.type;
  const side = (field: Field): Expression => {
    const operand = attribute(field.sql);
    if (sameType(field.type, type)) return operand;
    return { kind: "cast", span: operand.span, operand, target: { type }, safe: false };
  };
  return { kind: "binary", span: attribute("").span, operator: "=", left: side(a), right: side(b) };
}

const coalesce = (a: Field, b: Field): Expression => ({
  kind: "call",
  span: attribute("").span,
  name: ["coalesce"],
  args: [{ value: attribute(a.sql) }, { value: attribute(b.sql) }],
  distinct: false,
  ignoreNulls: false,
});

const named = (name: string, fields: readonly Field[]): Field | undefined =>
  fields.find((field) => field.hidden === undefined && field.name.toLowerCase() === name.toLowerCase());

/** Names of NATURAL JOIN. */
const shared = (left: readonly Field[], right: readonly Field[]): readonly string[] =>
  left.filter(({ name, hidden }) => hidden === undefined && named(name, right) !== undefined).map(({ name }) => name);
