import type { Expression } from "../../syntax/ast.ts";
import { allOf, attribute, conjuncts, expressionText, isNotNull, substituted, usedBy } from "../expressions.ts";
import { inputsOf, isKept, type Join, outputOf, type Plan, withInputs } from "../logical.ts";
import { valuesOf } from "./collapse.ts";

type Conditions = readonly Expression[];

/** The plan with conditions as near to the tables as they can be. */
export function pushed(plan: Plan, conditions: Conditions): Plan {
  switch (plan.operator) {
    case "filter":
      return pushed(plan.input, [...conjuncts(plan.condition), ...conditions]);
    case "project":
      return { ...plan, input: pushed(plan.input, substituted(conditions, valuesOf(plan))) };
    case "sort":
    case "repartition":
      return { ...plan, input: pushed(plan.input, conditions) };
    case "aggregate": {
      const keys = new Set(
        [...usedBy(plan.keys)].filter((key) => plan.columns.some((one) => isKept(one) && one.attribute.sql === key)),
      );
      return below(plan, keys, conditions);
    }
    case "window":
      return below(plan, usedBy(plan.partitionBy), conditions);
    case "generate":
      return below(plan, new Set(outputOf(plan.input).map(({ sql }) => sql)), conditions);
    case "union": {
      // A row that a condition drops may lead to others.
      if (plan.loop !== undefined) return unmoved(plan, conditions);
      const output = outputOf(plan);
      const inputs = plan.inputs.map((input) => {
        const names = outputOf(input).map(({ sql }, index) => [output[index]?.sql ?? "", attribute(sql)] as const);
        return pushed(input, substituted(conditions, new Map(names)));
      });
      return { ...plan, inputs };
    }
    case "join":
      return joined(plan, conditions);
    default:
      return unmoved(plan, conditions);
  }
}

/** The conditions stay above the operator. */
function unmoved(plan: Plan, conditions: Conditions): Plan {
  const inputs = inputsOf(plan).map((input) => pushed(input, []));
  return filtered(withInputs(plan, inputs), conditions);
}

/** Conditions over these columns go below the operator, the others stay above it. */
function below(
  plan: Extract<Plan, { readonly input: Plan }>,
  columns: ReadonlySet<string>,
  conditions: Conditions,
): Plan {
  const [down, stay] = split(conditions, (condition) => within(condition, columns));
  return filtered({ ...plan, input: pushed(plan.input, down) }, stay, false);
}

const within = (condition: Expression, columns: ReadonlySet<string>): boolean => {
  const used = usedBy(condition);
  return used.size > 0 && [...used].every((name) => columns.has(name));
};

function split<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** Which sides of a join conditions reach: those above the join, and those of ON. */
const REACH: Readonly<Record<Join["join"], { readonly above: string; readonly on: string; readonly keys: string }>> = {
  inner: { above: "left right", on: "left right", keys: "left right" },
  cross: { above: "left right", on: "left right", keys: "left right" },
  left: { above: "left", on: "right", keys: "right" },
  right: { above: "right", on: "left", keys: "left" },
  full: { above: "", on: "", keys: "" },
  semi: { above: "left", on: "left right", keys: "" },
  anti: { above: "left", on: "right", keys: "" },
};

function joined(join: Join, conditions: Conditions): Plan {
  const reach = REACH[join.join];
  const columns = { left: namesOf(join.left), right: namesOf(join.right) };
  const sideOf = (condition: Expression, sides: string) =>
    (["left", "right"] as const).find((side) => sides.includes(side) && within(condition, columns[side]));
  const isInner = join.join === "inner" || join.join === "cross";
  const on = join.on === undefined ? [] : conjuncts(join.on);
  const placed: Record<"left" | "right", Expression[]> = { left: [], right: [] };
  const keep = (list: Conditions, sides: string) =>
    list.filter((condition) => {
      const side = sideOf(condition, sides);
      if (side !== undefined) placed[side].push(condition);
      return side === undefined;
    });
  const above = keep(conditions, reach.above);
  const tests = keep(on, reach.on);
  const all = isInner ? [...tests, ...above] : tests;
  for (const side of ["left", "right"] as const) {
    if (!reach.keys.includes(side)) continue;
    const keys = all.flatMap(nullFree).filter((name) => columns[side].has(name));
    for (const name of new Set(keys)) placed[side].push(isNotNull(attribute(name)));
  }
  const condition = allOf(all);
  const { on: _, ...rest } = join;
  const kind = join.join === "cross" && condition !== undefined ? "inner" : join.join;
  const result: Plan = {
    ...rest,
    join: kind,
    ...(condition === undefined ? {} : { on: condition }),
    left: pushed(join.left, placed.left),
    right: pushed(join.right, placed.right),
  };
  return isInner ? result : filtered(result, above);
}

const namesOf = (plan: Plan): ReadonlySet<string> => new Set(outputOf(plan).map(({ sql }) => sql));

/** A filter for the conditions. The columns that they compare cannot be NULL, which the tables can test first. */
function filtered(input: Plan, given: Conditions, infers = true): Plan {
  // The numbers of a range are never NULL.
  const conditions = input.operator === "range" ? given.filter((one) => !isNullTest(one)) : given;
  const unique = [...new Map(conditions.map((one) => [expressionText(one), one])).values()];
  const texts = new Set(unique.map(expressionText));
  const tests =
    infers && input.operator !== "range"
      ? [...new Set(unique.flatMap(nullFree))].map((name) => isNotNull(attribute(name)))
      : [];
  const [first, second] = [allOf(tests.filter((one) => !texts.has(expressionText(one)))), allOf(unique)];
  const condition = allOf([first, second].filter((one) => one !== undefined));
  return condition === undefined ? input : { operator: "filter", condition, input };
}

const isNullTest = (condition: Expression): boolean =>
  condition.kind === "is" && condition.test === "null" && condition.negated;

const COMPARISON = /^(=|<>|<|<=|>|>=)$/;
const ARITHMETIC = /^[-+*/%]$/;

/** Columns that cannot be NULL where the condition holds. */
function nullFree(condition: Expression): readonly string[] {
  switch (condition.kind) {
    case "binary":
      return COMPARISON.test(condition.operator) ? [...strict(condition.left), ...strict(condition.right)] : [];
    case "between":
      return [condition.operand, condition.low, condition.high].flatMap(strict);
    case "unary":
      return condition.operator === "not" ? nullFree(condition.operand) : [];
    case "like":
      return condition.quantifier === undefined ? strict(condition.operand) : [];
    default:
      return [];
  }
}

/** Columns whose NULL makes the value NULL. */
function strict(value: Expression): readonly string[] {
  if (value.kind === "name") return value.parts.length === 1 ? value.parts : [];
  if (value.kind === "cast") return strict(value.operand);
  if (value.kind === "binary" && ARITHMETIC.test(value.operator))
    return [...strict(value.left), ...strict(value.right)];
  return [];
}
