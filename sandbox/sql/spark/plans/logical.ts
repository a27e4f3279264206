import type { Field } from "../analysis/compiler.ts";
import type { Expression, JoinKind, NameParts, SortItem } from "../syntax/ast.ts";
import { attribute } from "./expressions.ts";

/** A column that an operator computes. For a column that it passes on, the value is the attribute itself. */
export interface Computed {
  readonly attribute: Field;
  readonly value: Expression;
}

type Operator<Name extends string, Parts> = { readonly operator: Name } & Readonly<Parts>;

/** An operator of a logical plan. The `sql` of each attribute is its text in the plan: `order_id#0L`. */
export type Plan =
  | Operator<"relation", { name: NameParts; rows: number; output: readonly Field[] }>
  | Operator<"local", { rows: number; output: readonly Field[] }>
  /** A recursive table inside its own query. */
  | Operator<"loop", { id: number; output: readonly Field[] }>
  | Operator<"one_row", object>
  | Operator<
      "range",
      { bounds: readonly [start: string, end: string, step: string]; rows: number; output: readonly Field[] }
    >
  /** A name for a relation, and a view: they are gone from the optimized plan. */
  | Operator<"alias", { text: string; input: Plan }>
  | Operator<"project", { columns: readonly Computed[]; input: Plan }>
  | Operator<"filter", { condition: Expression; input: Plan }>
  | Operator<"aggregate", { keys: readonly Expression[]; columns: readonly Computed[]; input: Plan }>
  /** A copy of each row for every grouping set. */
  | Operator<"expand", { sets: readonly (readonly Expression[])[]; output: readonly Field[]; input: Plan }>
  | Operator<
      "window",
      { calls: readonly Computed[]; partitionBy: readonly Expression[]; orderBy: readonly SortItem[]; input: Plan }
    >
  | Operator<"sort", { order: readonly SortItem[]; global: boolean; input: Plan }>
  | Operator<"repartition", { by: readonly Expression[]; input: Plan }>
  | Operator<"limit", { count: string; input: Plan }>
  | Operator<"offset", { count: string; input: Plan }>
  | Operator<"distinct", { input: Plan }>
  | Operator<"sample", { bounds: string; input: Plan }>
  | Operator<"generate", { call: Expression; outer: boolean; alias: string; added: readonly Field[]; input: Plan }>
  /** `loop` is the number of a recursion, whose second input is repeated. */
  | Operator<"union", { inputs: readonly Plan[]; loop?: number }>
  | Operator<"set", { word: "Intersect" | "Except"; all: boolean; left: Plan; right: Plan }>
  | Operator<"join", { join: JoinKind; on?: Expression; left: Plan; right: Plan }>;

export type Join = Extract<Plan, { operator: "join" }>;
export type Aggregate = Extract<Plan, { operator: "aggregate" }>;

export const keptOf = (field: Field): Computed => ({ attribute: field, value: attribute(field.sql) });

export const isKept = ({ attribute: { sql }, value }: Computed): boolean =>
  value.kind === "name" && value.parts.length === 1 && value.parts[0] === sql;

export function inputsOf(plan: Plan): readonly Plan[] {
  if ("input" in plan) return [plan.input];
  if ("inputs" in plan) return plan.inputs;
  return "left" in plan ? [plan.left, plan.right] : [];
}

export function withInputs(plan: Plan, inputs: readonly Plan[]): Plan {
  const [first = plan, second = plan] = inputs;
  if ("input" in plan) return { ...plan, input: first };
  if ("inputs" in plan) return { ...plan, inputs };
  return "left" in plan ? { ...plan, left: first, right: second } : plan;
}

/** The columns that an operator returns. */
export function outputOf(plan: Plan): readonly Field[] {
  switch (plan.operator) {
    case "one_row":
      return [];
    case "relation":
    case "local":
    case "loop":
    case "range":
    case "expand":
      return plan.output;
    case "project":
    case "aggregate":
      return plan.columns.map(({ attribute: field }) => field);
    case "window":
      return [...outputOf(plan.input), ...plan.calls.map(({ attribute: field }) => field)];
    case "generate":
      return [...outputOf(plan.input), ...plan.added];
    case "union":
      return plan.inputs[0] === undefined ? [] : outputOf(plan.inputs[0]);
    case "set":
      return outputOf(plan.left);
    case "join":
      return plan.join === "semi" || plan.join === "anti"
        ? outputOf(plan.left)
        : [...outputOf(plan.left), ...outputOf(plan.right)];
    default:
      return outputOf(plan.input);
  }
}
