import type { Field } from "../../analysis/compiler.ts";
import type { Shown } from "../tree.ts";

/** An operator of a physical plan. */
export interface Physical {
  /** `HashAggregate`. */
  readonly name: string;
  /** The text after the name in a tree. */
  readonly detail: string;
  /** The name in the tree of EXPLAIN FORMATTED, where it says more than `name`. */
  readonly title?: string;
  readonly output: readonly Field[];
  /** The lines of EXPLAIN FORMATTED. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly inputs: readonly Physical[];
  /** Expressions whose values decide the partition of a row, as text. Empty for a single partition. */
  readonly partitions?: readonly string[];
  readonly subqueries?: readonly Physical[];
}

/** `Output [2]: [a#1, b#2L]`. */
export const counted = (label: string, items: readonly string[]): readonly [string, string] => [
  `${label} [${items.length}]`,
  `[${items.join(", ")}]`,
];

export const names = (fields: readonly Field[]): readonly string[] => fields.map(({ sql }) => sql);

export const shownPhysical = ({ name, detail, inputs, subqueries = [] }: Physical): Shown => ({
  text: `${name}${detail}`,
  inputs: inputs.map(shownPhysical),
  subqueries: subqueries.map(shownPhysical),
});

/** Whether rows move between partitions, so that the plan can change while it runs. */
const moves = ({ name, inputs, subqueries = [] }: Physical): boolean =>
  name.endsWith("Exchange") || subqueries.length > 0 || inputs.some(moves);

/** The plan as it starts: one that can change says so. */
export function adaptive(plan: Physical): Physical {
  if (!moves(plan)) return plan;
  return {
    name: "AdaptiveSparkPlan",
    detail: " isFinalPlan=false",
    output: plan.output,
    facts: [counted("Output", names(plan.output)), ["Arguments", "isFinalPlan=false"]],
    inputs: [plan],
  };
}
