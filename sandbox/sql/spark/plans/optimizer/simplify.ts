import { parsing } from "../../analysis/compile.ts";
import type { Expression } from "../../syntax/ast.ts";
import { conversion } from "../../values/conversion.ts";
import { allOf, attribute, rewritten } from "../expressions.ts";
import { inputsOf, keptOf, outputOf, type Plan, withInputs } from "../logical.ts";

/** Names are gone, DISTINCT groups by every column, INTERSECT and EXCEPT are joins. */
export function simplified(plan: Plan): Plan {
  const inner = withInputs(plan, inputsOf(plan).map(simplified));
  switch (inner.operator) {
    case "alias":
      return inner.input;
    case "distinct":
      return grouped(inner.input);
    case "set": {
      const other = outputOf(inner.right);
      const tests = outputOf(inner.left).map(({ sql }, index): Expression => {
        const [left, right] = [attribute(sql), attribute(other[index]?.sql ?? "")];
        return { kind: "binary", span: left.span, operator: "<=>", left, right };
      });
      const on = allOf(tests);
      const join: Plan = {
        operator: "join",
        join: inner.word === "Except" ? "anti" : "semi",
        ...(on === undefined ? {} : { on }),
        left: inner.left,
        right: inner.right,
      };
      return inner.all ? join : grouped(join);
    }
    default:
      return inner;
  }
}

function grouped(input: Plan): Plan {
  const output = outputOf(input);
  return { operator: "aggregate", keys: output.map(({ sql }) => attribute(sql)), columns: output.map(keptOf), input };
}

/** Casts of constants are computed. */
export function folded<Tree>(tree: Tree): Tree {
  return rewritten(tree, (part) => {
    if (part.kind !== "cast" || part.safe) return undefined;
    const operand = folded(part.operand);
    if (operand.kind !== "literal") return { ...part, operand };
    const { type } = part.target;
    try {
      return { ...operand, type, value: conversion(operand.type, type, parsing)(operand.value) };
    } catch {
      return { ...part, operand };
    }
  });
}
