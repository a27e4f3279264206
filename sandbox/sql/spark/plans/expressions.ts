import { titleOf } from "../analysis/titles.ts";
import { typeText } from "../data-types.ts";
import type { Expression, FrameBound, SortItem, WindowSpecification } from "../syntax/ast.ts";
import { dateText, localText } from "../values/calendar.ts";

// In a plan, every column in an expression is a name of one part: its attribute, `amount#12`. A name of more parts is a text that
// has no syntax in SQL, then an empty part, then the attributes that it uses.

type Name = Extract<Expression, { kind: "name" }>;
const NOWHERE = { start: 0, end: 0 };

export const attribute = (text: string): Name => ({ kind: "name", span: NOWHERE, parts: [text] });
export const written = (text: string, uses: Iterable<string>): Name => ({
  kind: "name",
  span: NOWHERE,
  // Without attributes, an empty one keeps it from being an attribute itself.
  parts: [text, ...new Set(["", ...uses])],
});

/** The expression with each part replaced that the function returns another for. Subqueries are not entered. */
export function rewritten<Tree>(tree: Tree, replace: (part: Expression) => Expression | undefined): Tree {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    if ("commonTables" in value) return value;
    const other = isExpression(value) ? replace(value) : undefined;
    return other ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(tree) as Tree;
}

const isExpression = (value: object): value is Expression => "kind" in value && "span" in value;

/** The attributes that an expression uses. */
export function usedBy(tree: unknown): ReadonlySet<string> {
  const used = new Set<string>();
  rewritten(tree, (part) => {
    if (part.kind !== "name") return undefined;
    for (const name of part.parts.length === 1 ? part.parts : part.parts.slice(2)) used.add(name);
    return part;
  });
  return used;
}

/** The expression with other expressions in the place of attributes. */
export const substituted = <Tree>(tree: Tree, values: ReadonlyMap<string, Expression>): Tree =>
  rewritten(tree, (part) =>
    part.kind === "name" && part.parts.length === 1 ? values.get(part.parts[0] ?? "") : undefined,
  );

/** The expression with others in the place of texts without syntax. */
export const withTexts = <Tree>(tree: Tree, values: ReadonlyMap<string, Expression>): Tree =>
  rewritten(tree, (part) => (part.kind === "name" ? values.get(part.parts[0] ?? "") : undefined));

/** The texts of the names in an expression. */
export function textsIn(tree: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  rewritten(tree, (part) => {
    if (part.kind === "name") texts.add(part.parts[0] ?? "");
    return undefined;
  });
  return texts;
}

/** The conditions that AND joins. */
export function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== "binary" || condition.operator !== "and") return [condition];
  return [...conjuncts(condition.left), ...conjuncts(condition.right)];
}

export function allOf(conditions: readonly Expression[]): Expression | undefined {
  const [first, ...rest] = conditions;
  if (first === undefined) return undefined;
  return rest.reduce((left, right) => ({ kind: "binary", span: NOWHERE, operator: "and", left, right }), first);
}

export const isNotNull = (operand: Expression): Expression => ({
  kind: "is",
  span: NOWHERE,
  operand,
  test: "null",
  negated: true,
});

/** An expression as plans write it: `(amount#12 > 10.00)`, `isnotnull(status#3)`. */
export function expressionText(expression: Expression): string {
  const spelled = rewritten(expression, spelling);
  return titleOf(spelled, { variables: new Set(), column: ([first = ""]) => first });
}

/** Parts that a plan writes in another way than the title of a column. */
function spelling(part: Expression): Expression | undefined {
  const text = plainText(part);
  return text === undefined ? undefined : attribute(text);
}

function plainText(part: Expression): string | undefined {
  const inner = expressionText;
  const not = (negated: boolean, text: string) => (negated ? `NOT ${text}` : text);
  switch (part.kind) {
    case "typed_literal":
      return part.text;
    case "literal":
      if (part.type.kind === "date" && part.value !== null) return dateText(Number(part.value));
      if (part.type.kind.startsWith("timestamp") && part.value !== null) return localText(BigInt(String(part.value)));
      return part.value === null ? "null" : undefined;
    case "cast":
      return `${part.safe ? "try_cast" : "cast"}(${inner(part.operand)} as ${typeText(part.target.type)})`;
    case "is":
      if (part.test !== "null") return undefined;
      return `${part.negated ? "isnotnull" : "isnull"}(${inner(part.operand)})`;
    case "in":
      return not(part.negated, `${inner(part.operand)} IN (${part.list.map(inner).join(",")})`);
    case "between": {
      const value = inner(part.operand);
      return not(part.negated, `((${value} >= ${inner(part.low)}) AND (${value} <= ${inner(part.high)}))`);
    }
    case "like":
      return part.negated && part.quantifier === undefined ? `NOT ${inner({ ...part, negated: false })}` : undefined;
    case "unary":
      return part.operator === "not" ? `NOT ${inner(part.operand)}` : undefined;
    case "binary":
      return part.operator === "<>" ? `NOT (${inner(part.left)} = ${inner(part.right)})` : undefined;
    case "call": {
      if (part.over !== undefined) return windowCallText(part, part.over);
      return part.distinct ? inner({ ...part, distinct: false }).replace("(", "(distinct ") : undefined;
    }
    default:
      return undefined;
  }
}

function windowCallText(call: Extract<Expression, { kind: "call" }>, over: WindowSpecification): string {
  const name = call.name.at(-1) ?? "";
  const ranked = RANKS.test(name);
  const { over: _, ...own } = call;
  // A rank compares the values of the order.
  const order = over.orderBy.map(({ expression }) => ({ value: expression }));
  const plain = /^(rank|dense_rank|percent_rank)$/i.test(name) ? { ...own, args: order } : own;
  const parts = [...over.partitionBy.map(expressionText), ...over.orderBy.map(sortText), frameText(over, ranked)];
  return `${expressionText(plain)} windowspecdefinition(${parts.join(", ")})`;
}

/** Functions that always look at the rows before the current one. */
const RANKS = /^(row_number|rank|dense_rank|percent_rank|cume_dist|ntile)$/i;

/** The frame of a window, with the one that is meant where none is written. */
function frameText({ frame, orderBy }: WindowSpecification, ranked: boolean): string {
  if (frame === undefined) {
    if (orderBy.length === 0) return "specifiedwindowframe(RowFrame, unboundedpreceding$(), unboundedfollowing$())";
    const unit = ranked ? "RowFrame" : "RangeFrame";
    return `specifiedwindowframe(${unit}, unboundedpreceding$(), currentrow$())`;
  }
  const unit = frame.unit === "rows" ? "RowFrame" : "RangeFrame";
  return `specifiedwindowframe(${unit}, ${boundText(frame.start)}, ${boundText(frame.end)})`;
}

function boundText(bound: FrameBound): string {
  if (!("offset" in bound)) return `${bound.kind.replace("_", "")}$()`.replace("current_row", "currentrow");
  const offset = expressionText(bound.offset);
  return bound.kind === "preceding" ? `-${offset}` : offset;
}

/** `amount#12 DESC NULLS LAST`. */
export const sortText = ({ expression, descending, nullsFirst }: SortItem): string =>
  `${expressionText(expression)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;

export const listText = (expressions: readonly Expression[]): string =>
  `[${expressions.map(expressionText).join(", ")}]`;
