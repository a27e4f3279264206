import type { Expression } from "../../syntax/ast.ts";
import type { Subquery } from "../analysis/place.ts";
import { allOf, attribute, conjuncts, substituted, textsIn, usedBy, withTexts } from "../expressions.ts";
import { inputsOf, type Join, keptOf, outputOf, type Plan, withInputs } from "../logical.ts";
import { simplified } from "./simplify.ts";

/** IN and EXISTS as semi and anti joins, and scalar subqueries that use the query around as outer joins. */
export function withJoinedSubqueries(plan: Plan, subqueries: ReadonlyMap<string, Subquery>): Plan {
  const inner = withInputs(
    plan,
    inputsOf(plan).map((input) => withJoinedSubqueries(input, subqueries)),
  );
  if (inner.operator === "join") return withLateral(inner);
  if (inner.operator === "filter") return filtered(inner, subqueries);
  if (inner.operator !== "project") return inner;
  const { input, columns } = joinedScalars(inner.input, inner.columns, subqueries);
  return { ...inner, input, columns };
}

/** The conditions of a lateral side that use the other side join the two. */
function withLateral(join: Join): Plan {
  const { plan, conditions } = decorrelated(join.right);
  const on = allOf([...(join.on === undefined ? [] : [join.on]), ...conditions]);
  return conditions.length === 0 || on === undefined ? join : { ...join, right: plan, on };
}

function filtered(filter: Extract<Plan, { operator: "filter" }>, subqueries: ReadonlyMap<string, Subquery>): Plan {
  let input = filter.input;
  const rest: Expression[] = [];
  for (const condition of conjuncts(filter.condition)) {
    const negated = condition.kind === "unary" && condition.operator === "not";
    const test = negated ? condition.operand : condition;
    const found = test.kind === "name" ? subqueries.get(test.parts[0] ?? "") : undefined;
    if (found === undefined || found.kind === "scalar") rest.push(condition);
    else input = semiJoin(input, found, negated, subqueries);
  }
  const scalars = joinedScalars(input, rest, subqueries);
  const condition = allOf(scalars.columns);
  if (condition === undefined) return scalars.input;
  const result: Plan = { operator: "filter", condition, input: scalars.input };
  if (scalars.input === input) return result;
  return { operator: "project", columns: outputOf(filter.input).map(keptOf), input: result };
}

function semiJoin(left: Plan, subquery: Subquery, negated: boolean, all: ReadonlyMap<string, Subquery>): Plan {
  const { plan, conditions } = decorrelated(withJoinedSubqueries(simplified(subquery.plan), all));
  const [first] = outputOf(plan);
  const tests: Expression[] = [...conditions];
  if (subquery.operand !== undefined && first !== undefined) {
    const right = attribute(first.sql);
    tests.unshift({ kind: "binary", span: right.span, operator: "=", left: subquery.operand, right });
  }
  const on = allOf(tests);
  return { operator: "join", join: negated ? "anti" : "semi", ...(on === undefined ? {} : { on }), left, right: plan };
}

/** The rows joined with those of the scalar subqueries that depend on them. */
function joinedScalars<Tree>(
  input: Plan,
  columns: Tree,
  subqueries: ReadonlyMap<string, Subquery>,
): { readonly input: Plan; readonly columns: Tree } {
  let joined = input;
  const values = new Map<string, Expression>();
  for (const [text, subquery] of subqueries) {
    if (subquery.kind !== "scalar" || text.endsWith("[]") || !textsIn(columns).has(text)) continue;
    const { plan, conditions } = decorrelated(withJoinedSubqueries(simplified(subquery.plan), subqueries));
    const [value] = outputOf(plan);
    const on = allOf(conditions);
    if (value === undefined || on === undefined) continue;
    joined = { operator: "join", join: "left", on, left: joined, right: plan };
    values.set(text, attribute(value.sql));
  }
  return { input: joined, columns: values.size === 0 ? columns : withTexts(columns, values) };
}

/** The plan without the conditions that use the query around, which then join it. */
function decorrelated(plan: Plan): { readonly plan: Plan; readonly conditions: readonly Expression[] } {
  switch (plan.operator) {
    case "filter": {
      const { plan: input, conditions } = decorrelated(plan.input);
      const all = conjuncts(plan.condition);
      const outer = all.filter(usesOuter);
      const rest = allOf(all.filter((one) => !usesOuter(one)));
      const own = outer.map(inner);
      return {
        plan: rest === undefined ? input : { operator: "filter", condition: rest, input },
        conditions: [...conditions, ...own],
      };
    }
    case "project":
    case "aggregate": {
      const { plan: input, conditions } = decorrelated(plan.input);
      const shown = new Set(outputOf(plan).map(({ sql }) => sql));
      const used = usedBy(conditions);
      const more = outputOf(input).filter(({ sql }) => used.has(sql) && !shown.has(sql));
      const columns = [...plan.columns, ...more.map(keptOf)];
      if (plan.operator === "project") return { plan: { ...plan, columns, input }, conditions };
      return {
        plan: { ...plan, keys: [...plan.keys, ...more.map(({ sql }) => attribute(sql))], columns, input },
        conditions,
      };
    }
    case "sort":
    case "limit": {
      const { plan: input, conditions } = decorrelated(plan.input);
      return { plan: { ...plan, input }, conditions };
    }
    default:
      return { plan, conditions: [] };
  }
}

const usesOuter = (expression: Expression): boolean =>
  [...usedBy(expression)].some((name) => name.startsWith("outer("));

/** The columns of the query around, as the columns that they are. */
const inner = (expression: Expression): Expression =>
  substituted(
    expression,
    new Map([...usedBy(expression)].map((name) => [name, attribute(name.replace(/^outer\((.*)\)/, "$1"))])),
  );
