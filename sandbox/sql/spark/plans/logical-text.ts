import type { Field } from "../analysis/compiler.ts";
import type { JoinKind } from "../syntax/ast.ts";
import { expressionText, listText, sortText } from "./expressions.ts";
import { type Computed, inputsOf, isKept, type Plan } from "./logical.ts";
import type { Shown } from "./tree.ts";

export const JOIN_NAMES: Readonly<Record<JoinKind, string>> = {
  cross: "Cross",
  inner: "Inner",
  left: "LeftOuter",
  right: "RightOuter",
  full: "FullOuter",
  semi: "LeftSemi",
  anti: "LeftAnti",
};

/** A logical plan as a tree, with a note after each operator. */
export function shownPlan(plan: Plan, note: (plan: Plan) => string = () => ""): Shown {
  const [first, ...others] = lines(plan);
  const inputs = inputsOf(plan).map((input) => shownPlan(input, note));
  const text = `${first ?? ""}${note(plan)}`;
  return { text, inputs: others.length === 0 ? inputs : [{ text: others.join(""), inputs }] };
}

export const fieldsText = (fields: readonly Field[], separator = ", "): string =>
  `[${fields.map(({ sql }) => sql).join(separator)}]`;

export const computedText = (column: Computed): string =>
  isKept(column) ? column.attribute.sql : `${expressionText(column.value)} AS ${column.attribute.sql}`;

export const columnsText = (columns: readonly Computed[]): string => `[${columns.map(computedText).join(", ")}]`;

/** The names of an operator. A limit is two. */
function lines(plan: Plan): readonly string[] {
  switch (plan.operator) {
    case "relation":
      return [`Relation ${plan.name.join(".")}${fieldsText(plan.output, ",")} parquet`];
    case "local":
      return [`LocalRelation ${fieldsText(plan.output)}`];
    case "loop":
      return [`UnionLoopRef ${plan.id}, ${fieldsText(plan.output)}, false`];
    case "one_row":
      return ["OneRowRelation"];
    case "range": {
      const [start, end, step] = plan.bounds;
      return [`Range (${start}, ${end}, step=${step})`];
    }
    case "alias":
      return [plan.text];
    case "project":
      return [plan.columns.length === 0 ? "Project" : `Project ${columnsText(plan.columns)}`];
    case "filter":
      return [`Filter ${expressionText(plan.condition)}`];
    case "aggregate": {
      const keys = plan.keys.length === 0 ? "" : `${listText(plan.keys)}, `;
      return [`Aggregate ${keys}${columnsText(plan.columns)}`];
    }
    case "expand":
      return [`Expand [${plan.sets.map(listText).join(", ")}], ${fieldsText(plan.output)}`];
    case "window":
      return [windowText(plan)];
    case "sort":
      return [`Sort [${plan.order.map(sortText).join(", ")}], ${plan.global}`];
    case "repartition":
      return [`RepartitionByExpression ${listText(plan.by)}`];
    case "limit":
      return [`GlobalLimit ${plan.count}`, `LocalLimit ${plan.count}`];
    case "offset":
      return [`Offset ${plan.count}`];
    case "distinct":
      return ["Distinct"];
    case "sample":
      return [`Sample ${plan.bounds}`];
    case "generate": {
      const alias = plan.alias === "" ? "" : `${plan.alias}, `;
      return [`Generate ${expressionText(plan.call)}, ${plan.outer}, ${alias}${fieldsText(plan.added)}`];
    }
    case "union":
      return [plan.loop === undefined ? "Union false, false" : `UnionLoop ${plan.loop}`];
    case "set":
      return [`${plan.word}${plan.all ? " All" : ""} ${plan.all}`];
    case "join":
      return [`Join ${JOIN_NAMES[plan.join]}${plan.on === undefined ? "" : `, ${expressionText(plan.on)}`}`];
  }
}

export function windowText({ calls, partitionBy, orderBy }: Extract<Plan, { operator: "window" }>): string {
  const partitions = partitionBy.length === 0 ? "" : `, ${listText(partitionBy)}`;
  const order = orderBy.length === 0 ? "" : `, [${orderBy.map(sortText).join(", ")}]`;
  return `Window ${columnsText(calls)}${partitions}${order}`;
}
