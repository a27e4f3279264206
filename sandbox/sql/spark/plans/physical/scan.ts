import { typeText } from "../../data-types.ts";
import type { Expression } from "../../syntax/ast.ts";
import { conjuncts, expressionText, usedBy } from "../expressions.ts";
import { outputOf, type Plan } from "../logical.ts";
import { fieldsText } from "../logical-text.ts";
import { counted, names, type Physical } from "./operator.ts";

type Relation = Extract<Plan, { operator: "relation" }>;

/** Reads the columns of a table that are used. Its files are skipped by the conditions that their statistics can answer. */
export function scanned(relation: Relation, used: ReadonlySet<string>, condition: Expression | undefined): Physical {
  const output = outputOf(relation).filter(({ sql }) => used.has(sql));
  const filters = condition === undefined ? [] : conjuncts(condition);
  const name = relation.name.join(".");
  const files = filters.flatMap((filter) => pushedFilter(filter, relation) ?? []);
  const schema = `struct<${output.map((field) => `${field.name}:${typeText(field.type)}`).join(",")}>`;
  const location = `PreparedDeltaFileIndex(1 paths)[${name}]`;
  const parts = [
    "Batched: true",
    `DataFilters: [${filters.map(expressionText).join(", ")}]`,
    "Format: Parquet",
    `Location: ${location}`,
    "PartitionFilters: []",
    `PushedFilters: [${files.join(", ")}]`,
    `ReadSchema: ${schema}`,
  ];
  return {
    name: "FileScan",
    title: `Scan parquet ${name}`,
    detail: ` parquet ${name}${fieldsText(output, ",")} ${parts.join(", ")}`,
    output,
    facts: [
      counted("Output", names(output)),
      ["Batched", "true"],
      ["Location", `PreparedDeltaFileIndex [${name}]`],
      ...(files.length === 0 ? [] : [["PushedFilters", `[${files.join(", ")}]`] as const]),
      ["ReadSchema", schema],
    ],
    inputs: [],
  };
}

const COMPARISONS: Readonly<Record<string, string>> = {
  "=": "EqualTo",
  "<=>": "EqualNullSafe",
  "<": "LessThan",
  "<=": "LessThanOrEqual",
  ">": "GreaterThan",
  ">=": "GreaterThanOrEqual",
};

/** A condition as the files are asked: `GreaterThan(amount,10.00)`. */
function pushedFilter(filter: Expression, relation: Relation): string | undefined {
  const again = (one: Expression) => pushedFilter(one, relation);
  const column = (one: Expression) =>
    one.kind === "name"
      ? relation.output.find(({ sql }) => sql === one.parts[0] && one.parts.length === 1)?.name
      : undefined;
  const constant = (one: Expression) => usedBy(one).size === 0;
  switch (filter.kind) {
    case "is": {
      const name = column(filter.operand);
      if (name === undefined || filter.test !== "null") return undefined;
      return `${filter.negated ? "IsNotNull" : "IsNull"}(${name})`;
    }
    case "in": {
      const name = column(filter.operand);
      if (name === undefined || !filter.list.every(constant)) return undefined;
      const test = `In(${name}, [${filter.list.map(expressionText).join(",")}])`;
      return filter.negated ? `Not(${test})` : test;
    }
    case "unary": {
      const inner = filter.operator === "not" ? again(filter.operand) : undefined;
      return inner === undefined ? undefined : `Not(${inner})`;
    }
    case "between": {
      const name = column(filter.operand);
      if (name === undefined || filter.negated || !constant(filter.low) || !constant(filter.high)) return undefined;
      const [low, high] = [filter.low, filter.high].map(expressionText);
      return `GreaterThanOrEqual(${name},${low}), LessThanOrEqual(${name},${high})`;
    }
    case "binary": {
      if (filter.operator === "or" || filter.operator === "and") {
        const [left, right] = [again(filter.left), again(filter.right)];
        if (left === undefined || right === undefined) return undefined;
        return `${filter.operator === "or" ? "Or" : "And"}(${left},${right})`;
      }
      const name = column(filter.left);
      if (name === undefined || !constant(filter.right)) return undefined;
      const value = `${name},${expressionText(filter.right)}`;
      if (filter.operator === "<>") return `Not(EqualTo(${value}))`;
      const comparison = COMPARISONS[filter.operator];
      return comparison === undefined ? undefined : `${comparison}(${value})`;
    }
    default:
      return undefined;
  }
}
