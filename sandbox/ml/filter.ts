import { invalid } from "../failure.ts";
import { type Token, tokenize } from "./tokens.ts";

export type Entity = "metric" | "parameter" | "tag" | "attribute";
export type Comparator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "LIKE" | "ILIKE" | "IN" | "NOT IN";
export interface Column {
  readonly entity: Entity;
  readonly key: string;
}
export interface Condition extends Column {
  readonly comparator: Comparator;
  readonly value: number | string | readonly string[];
}

/** The entities that can be searched, and the attributes by the type of their values. */
export interface Vocabulary {
  readonly entities: readonly Entity[];
  readonly textAttributes: readonly string[];
  readonly numberAttributes: readonly string[];
  /** Attributes that compare with a list (`IN`). */
  readonly listAttributes: readonly string[];
  /** Other spellings of attributes. */
  readonly aliases: Readonly<Record<string, string>>;
}

const ENTITY: Readonly<Record<string, Entity>> = {
  metric: "metric",
  metrics: "metric",
  parameter: "parameter",
  parameters: "parameter",
  param: "parameter",
  params: "parameter",
  tag: "tag",
  tags: "tag",
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
};
const NUMERIC = ["=", "!=", ">", ">=", "<", "<="] as const;
const TEXTUAL = ["=", "!=", "LIKE", "ILIKE"] as const;
const LISTED = [...TEXTUAL, "IN", "NOT IN"] as const;

/** The conditions of a search filter, joined by AND; empty for an empty filter. Throws the platform's 400 with the reason. */
export function parseFilter(text: string, vocabulary: Vocabulary): readonly Condition[] {
  const tokens = tokenize(text);
  const conditions: Condition[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (conditions.length > 0) {
      if (!isWord(tokens[at], "AND")) return invalid(`Invalid clause(s) in filter string: '${tokens[at]?.text}'`);
      at += 1;
    }
    const column = columnOf(tokens[at], vocabulary);
    const { comparator, length } = comparatorAt(tokens, at + 1);
    const allowed = comparators(column, vocabulary);
    if (!allowed.includes(comparator)) {
      return invalid(`Invalid comparator '${comparator}' not one of '${allowed.join(", ")}'`);
    }
    const operand = operandAt(tokens, at + 1 + length, comparator);
    conditions.push({ ...column, comparator, value: operandValue(column, operand.value, vocabulary) });
    at += 1 + length + operand.length;
  }
  return conditions;
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === "column" && token.parts.length === 1 && token.text.toUpperCase() === word;

/** The field of a token. A token without an entity is an attribute. */
export function columnOf(token: Token | undefined, { entities, ...vocabulary }: Vocabulary): Column {
  if (token?.kind !== "column") {
    return invalid(`Invalid comparison clause. Expected 'Identifier' found '${token?.text ?? "end of filter"}'`);
  }
  const [first = "", ...rest] = token.parts;
  const entity = rest.length === 0 ? "attribute" : Object.hasOwn(ENTITY, first) ? ENTITY[first] : undefined;
  if (entity === undefined || !entities.includes(entity)) {
    return invalid(
      `Invalid entity type '${first}'. Valid values are [${entities.map((name) => `'${name}'`).join(", ")}]`,
    );
  }
  const named = rest.length === 0 ? first : rest.join(".");
  if (entity !== "attribute") return { entity, key: named };
  const key = Object.hasOwn(vocabulary.aliases, named) ? (vocabulary.aliases[named] ?? named) : named;
  const known = [...vocabulary.textAttributes, ...vocabulary.numberAttributes];
  if (known.includes(key)) return { entity, key };
  return invalid(
    `Invalid attribute key '${named}' specified. Valid keys are '{${known.map((name) => `'${name}'`).join(", ")}}'`,
  );
}

function comparatorAt(tokens: readonly Token[], at: number): { comparator: Comparator; length: number } {
  const token = tokens[at];
  if (token?.kind === "operator") {
    const comparator = NUMERIC.find((known) => known === token.text);
    if (comparator !== undefined) return { comparator, length: 1 };
  }
  if (isWord(token, "LIKE")) return { comparator: "LIKE", length: 1 };
  if (isWord(token, "ILIKE")) return { comparator: "ILIKE", length: 1 };
  if (isWord(token, "IN")) return { comparator: "IN", length: 1 };
  if (isWord(token, "NOT") && isWord(tokens[at + 1], "IN")) return { comparator: "NOT IN", length: 2 };
  return invalid(`Invalid comparison clause. Expected comparison found '${token?.text ?? "end of filter"}'`);
}

const comparators = ({ entity, key }: Column, vocabulary: Vocabulary): readonly Comparator[] => {
  if (entity === "metric" || (entity === "attribute" && vocabulary.numberAttributes.includes(key))) return NUMERIC;
  return entity === "attribute" && vocabulary.listAttributes.includes(key) ? LISTED : TEXTUAL;
};

type Operand = Token | readonly string[];

function operandAt(tokens: readonly Token[], at: number, comparator: Comparator): { value: Operand; length: number } {
  const token = tokens[at];
  if (token === undefined) return invalid("Invalid comparison clause. Expected 3 tokens found 2");
  if (comparator !== "IN" && comparator !== "NOT IN") return { value: token, length: 1 };
  const values: string[] = [];
  const illFormed =
    "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.";
  if (token.text !== "(") return invalid(illFormed);
  for (let next = at + 1; ; next += 2) {
    const value = textOf(tokens[next]);
    const end = tokens[next + 1];
    if (value === undefined || end?.kind !== "mark" || end.text === "(") return invalid(illFormed);
    values.push(value);
    if (end.text === ")") return { value: values, length: next + 2 - at };
  }
}

/** A quoted value. The platform also accepts double quotes, which otherwise enclose keys. */
const textOf = (token: Token | undefined): string | undefined => {
  if (token?.kind === "string") return token.value;
  return token?.kind === "column" && token.parts.length === 1 && token.text.startsWith('"')
    ? token.parts[0]
    : undefined;
};

function operandValue(column: Column, operand: Operand, vocabulary: Vocabulary): Condition["value"] {
  if (!("kind" in operand)) return operand;
  if (comparators(column, vocabulary) === NUMERIC) {
    if (operand.kind === "number") return operand.value;
    const what = column.entity === "metric" ? "metric" : `numeric attribute: ${column.key}`;
    return invalid(`Expected numeric value type for ${what}. Found ${operand.text}`);
  }
  const text = textOf(operand);
  if (text !== undefined) return text;
  const what = column.entity === "attribute" ? "attributes" : `${column.entity} (e.g. 'my-value')`;
  return invalid(`Expected a quoted string value for ${what}. Got value ${operand.text}`);
}
