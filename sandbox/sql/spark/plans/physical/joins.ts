import type { SparkType } from "../../data-types.ts";
import type { Expression } from "../../syntax/ast.ts";
import { allOf, conjuncts, expressionText, usedBy } from "../expressions.ts";
import { type Join, outputOf } from "../logical.ts";
import { JOIN_NAMES } from "../logical-text.ts";
import { sizeInBytes } from "../statistics.ts";
import { ascending, type Exchanges, sorted } from "./exchange.ts";
import { counted, type Physical } from "./operator.ts";

/** Relations up to this size are sent to every executor. */
const BROADCAST = 10 * 1024 * 1024;

/** The way to join: by a table that every executor has, by sorting both sides, or by comparing every pair. */
export function joinedPhysically(join: Join, left: Physical, right: Physical, exchanges: Exchanges): Physical {
  const { leftKeys, rightKeys, rest } = keysOf(join);
  const name = JOIN_NAMES[join.join];
  const build = buildSide(join);
  const condition = allOf(rest);
  const shape = { output: outputOf(join), ...(left.partitions === undefined ? {} : { partitions: left.partitions }) };
  const facts = [
    counted("Left keys", leftKeys.map(expressionText)),
    counted("Right keys", rightKeys.map(expressionText)),
    ["Join type", name] as const,
    ["Join condition", condition === undefined ? "None" : expressionText(condition)] as const,
  ];
  const tail = condition === undefined ? "" : `, ${expressionText(condition)}`;
  const texts = [leftKeys, rightKeys].map((keys) => `[${keys.map(expressionText).join(", ")}]`).join(", ");
  if (leftKeys.length === 0) return unkeyed(join, build, left, right, tail, facts.slice(2), exchanges);
  if (build !== undefined) {
    const side = build === "right" ? "BuildRight" : "BuildLeft";
    const sent = (input: Physical, keys: readonly Expression[]) =>
      exchanges.broadcast(
        input,
        `HashedRelationBroadcastMode(List(${keys.map((key) => inputText(key, input)).join(", ")}),false)`,
      );
    const inputs = build === "right" ? [left, sent(right, rightKeys)] : [sent(left, leftKeys), right];
    return {
      ...shape,
      name: "BroadcastHashJoin",
      title: `BroadcastHashJoin ${name} ${side}`,
      detail: ` ${texts}, ${name}, ${side}${tail}, false`,
      facts,
      inputs,
    };
  }
  const arranged = (input: Physical, keys: readonly Expression[]) =>
    sorted(exchanges.byKeys(input, keys), ascending(keys), false);
  return {
    ...shape,
    name: "SortMergeJoin",
    title: `SortMergeJoin ${name}`,
    detail: ` ${texts}, ${name}${tail}`,
    facts,
    inputs: [arranged(left, leftKeys), arranged(right, rightKeys)],
    partitions: leftKeys.map(expressionText),
  };
}

function unkeyed(
  join: Join,
  build: "left" | "right" | undefined,
  left: Physical,
  right: Physical,
  tail: string,
  facts: Physical["facts"],
  exchanges: Exchanges,
): Physical {
  const name = JOIN_NAMES[join.join];
  const output = outputOf(join);
  if (build === undefined && (join.join === "inner" || join.join === "cross"))
    return {
      name: "CartesianProduct",
      detail: tail.replace(", ", " "),
      output,
      facts: facts.slice(1),
      inputs: [left, right],
    };
  const side = build ?? (join.join === "right" ? "left" : "right");
  const sent = (input: Physical) => exchanges.broadcast(input, "IdentityBroadcastMode");
  const word = side === "right" ? "BuildRight" : "BuildLeft";
  return {
    name: "BroadcastNestedLoopJoin",
    title: `BroadcastNestedLoopJoin ${name} ${word}`,
    detail: ` ${word}, ${name}${tail}`,
    output,
    facts,
    inputs: side === "right" ? [left, sent(right)] : [sent(left), right],
  };
}

/** The side that is small enough to send, or undefined. An outer join keeps the rows of its other side where they are. */
function buildSide({ join, left, right }: Join): "left" | "right" | undefined {
  const [a, b] = [sizeInBytes(left), sizeInBytes(right)];
  const may = { left: ["inner", "cross", "right"].includes(join), right: join !== "right" && join !== "full" };
  const fits = { left: may.left && a <= BROADCAST, right: may.right && b <= BROADCAST };
  if (fits.left && fits.right) return b <= a ? "right" : "left";
  return fits.right ? "right" : fits.left ? "left" : undefined;
}

/** Pairs of expressions that must be equal, and the other conditions. */
function keysOf({ on, left, right }: Join) {
  const leftKeys: Expression[] = [];
  const rightKeys: Expression[] = [];
  const rest: Expression[] = [];
  const from = (expression: Expression, side: typeof left) => {
    const used = usedBy(expression);
    return used.size > 0 && [...used].every((name) => outputOf(side).some(({ sql }) => sql === name));
  };
  for (const condition of on === undefined ? [] : conjuncts(on)) {
    const equal = condition.kind === "binary" && (condition.operator === "=" || condition.operator === "<=>");
    if (equal && from(condition.left, left) && from(condition.right, right)) {
      leftKeys.push(condition.left);
      rightKeys.push(condition.right);
    } else if (equal && from(condition.right, left) && from(condition.left, right)) {
      leftKeys.push(condition.right);
      rightKeys.push(condition.left);
    } else rest.push(condition);
  }
  return { leftKeys, rightKeys, rest };
}

/** A key as the rows that are sent have it: `input[0, bigint, false]`. */
function inputText(key: Expression, input: Physical): string {
  const index = input.output.findIndex(({ sql }) => key.kind === "name" && key.parts[0] === sql);
  const field = input.output[index];
  if (field === undefined) return expressionText(key);
  const tested = input.name === "Filter" && input.detail.includes(`isnotnull(${field.sql})`);
  return `input[${index}, ${simpleType(field.type)}, ${!tested}]`;
}

const simpleType = (type: SparkType): string =>
  type.kind === "decimal" ? `decimal(${type.precision},${type.scale})` : type.kind;
