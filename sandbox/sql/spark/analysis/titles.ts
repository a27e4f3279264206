import { typeText } from "../data-types.ts";
import type { CallArgument, Expression, NameParts, SortItem, WindowSpecification } from "../syntax/ast.ts";
import { decimalText } from "../values/decimal.ts";
import { calendarIntervalText, dayTimeText, yearMonthText } from "../values/intervals.ts";
import { doubleText, floatText } from "../values/java-number.ts";
import type { Value } from "../values/value.ts";
import { CalendarInterval, DecimalValue } from "../values/value.ts";
import { isInterval, sqlType } from "./coercion.ts";

/** How the names in an expression are written. */
interface Names {
  /** Parameters of lambdas, in lower case. */
  readonly variables: ReadonlySet<string>;
  /** The name of a column or of a field in it, without what qualifies the column. */
  readonly column: (parts: NameParts) => string;
}

const NONE: Names = { variables: new Set(), column: (parts) => parts.at(-1) ?? "" };
/** Functions that are casts, which a title leaves out. */
const CAST_FUNCTIONS: ReadonlySet<string> = new Set(
  "bigint binary boolean date decimal double float int smallint string timestamp tinyint".split(" "),
);

/** The name that Spark gives to a column of this expression: `upper(a)`, `(a + 1)`, `count(1)`. */
export function titleOf(expression: Expression, names: Names = NONE): string {
  const text = (inner: Expression) => titleOf(inner, names);
  const list = (items: readonly Expression[]) => items.map(text).join(", ");
  const not = (negated: boolean, inner: string) => (negated ? `(NOT ${inner})` : inner);
  switch (expression.kind) {
    case "literal":
      return literalTitle(expression.value, expression.type.kind, expression.type);
    case "typed_literal":
      return `${expression.type.toUpperCase()} '${expression.text}'`;
    case "name": {
      const [head = ""] = expression.parts;
      if (names.variables.has(head.toLowerCase()))
        return ["namedlambdavariable()", ...expression.parts.slice(1)].join(".");
      return names.column(expression.parts);
    }
    case "star":
      return [...expression.qualifier, "*"].join(".");
    case "parameter":
      return `:${expression.name}`;
    case "call":
      return callTitle(expression, names);
    case "lambda": {
      const variables = new Set([...names.variables, ...expression.parameters.map((name) => name.toLowerCase())]);
      const parameters = expression.parameters.map(() => "namedlambdavariable()").join(", ");
      return `lambdafunction(${titleOf(expression.body, { ...names, variables })}, ${parameters})`;
    }
    case "cast": {
      const name = expression.safe ? "TRY_CAST" : "CAST";
      return `${name}(${text(expression.operand)} AS ${sqlType(expression.target.type)})`;
    }
    case "unary":
      if (expression.operator === "not") return `(NOT ${text(expression.operand)})`;
      if (expression.operator === "-" && expression.operand.kind === "literal" && !isInterval(expression.operand.type))
        return `-${text(expression.operand)}`;
      return expression.operator === "~"
        ? `~${text(expression.operand)}`
        : `(${expression.operator} ${text(expression.operand)})`;
    case "binary": {
      const [left, right] = [text(expression.left), text(expression.right)];
      if (expression.operator === "<>") return `(NOT (${left} = ${right}))`;
      if (expression.operator === "||") return `concat(${left}, ${right})`;
      const word = /^(and|or)$/.test(expression.operator) ? expression.operator.toUpperCase() : expression.operator;
      return `(${left} ${word} ${right})`;
    }
    case "between":
      return not(
        expression.negated,
        `between(${text(expression.operand)}, ${text(expression.low)}, ${text(expression.high)})`,
      );
    case "in":
      return not(expression.negated, `(${text(expression.operand)} IN (${list(expression.list)}))`);
    case "in_query":
      return not(expression.negated, `(${text(expression.operand)} IN (listquery()))`);
    case "like": {
      const operand = text(expression.operand);
      if (expression.quantifier !== undefined) {
        const some = expression.negated ? `not${expression.operator}` : expression.operator;
        return `${some}${expression.quantifier}(${operand})`;
      }
      const pattern = list(expression.patterns);
      if (expression.operator === "like") return not(expression.negated, `${operand} LIKE ${pattern}`);
      const name = expression.operator === "rlike" ? "RLIKE" : "ilike";
      return not(expression.negated, `${name}(${operand}, ${pattern})`);
    }
    case "is":
      if (expression.test === "true" || expression.test === "false")
        return not(expression.negated, `(${text(expression.operand)} <=> ${expression.test})`);
      return `(${text(expression.operand)} IS ${expression.negated ? "NOT " : ""}${expression.test.toUpperCase()})`;
    case "case": {
      const branches = expression.branches.map(({ when, result }) => {
        const condition =
          expression.operand === undefined ? text(when) : `(${text(expression.operand)} = ${text(when)})`;
        return ` WHEN ${condition} THEN ${text(result)}`;
      });
      const otherwise = expression.otherwise === undefined ? "" : ` ELSE ${text(expression.otherwise)}`;
      return `CASE${branches.join("")}${otherwise} END`;
    }
    case "subscript":
      return `${text(expression.operand)}[${text(expression.index)}]`;
    case "field":
      return `${text(expression.operand)}.${expression.field}`;
    case "path": {
      const key = expression.steps.findLast((step) => step.kind === "key");
      return key === undefined ? text(expression.operand) : key.name;
    }
    case "subquery":
      return "scalarsubquery()";
    case "exists":
      return "exists()";
    case "tuple":
      return `named_struct(${list(expression.items)})`;
    case "aliased":
      return `${text(expression.operand)} AS ${expression.alias}`;
    case "collate":
      return `collate(${text(expression.operand)}, ${expression.collation})`;
    case "table_argument":
      return "table-argument";
  }
}

/** Functions that Spark titles in capitals. */
const UPPER_CASE: ReadonlySet<string> = new Set(
  "acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot csc degrees exp expm1 floor hypot log10 log1p log2 power radians rint sec signum sin sinh sqrt tan tanh".split(
    " ",
  ),
);

function callTitle(call: Extract<Expression, { kind: "call" }>, names: Names): string {
  const name = call.name.at(-1)?.toLowerCase() ?? "";
  const [only] = call.args;
  if (CAST_FUNCTIONS.has(name) && only !== undefined && call.args.length === 1) return titleOf(only.value, names);
  const argument = ({ value }: CallArgument) => (value.kind === "star" ? "1" : titleOf(value, names));
  const args = `${call.distinct ? "DISTINCT " : ""}${call.args.map(argument).join(", ")}`;
  const filter = call.filter === undefined ? "" : ` FILTER (WHERE ${titleOf(call.filter, names)})`;
  const within =
    call.withinGroup === undefined
      ? ""
      : ` WITHIN GROUP (ORDER BY ${call.withinGroup.map((item) => sortTitle(item)).join(", ")})`;
  const over = call.over === undefined ? "" : ` OVER (${windowTitle(call.over)})`;
  if (name === "extract" && call.args.length === 2) {
    const [unit, source] = call.args.map(argument);
    return `extract(${unit} FROM ${source})`;
  }
  if (name === "if") return `(IF(${args}))`;
  const title = UPPER_CASE.has(name) ? name.toUpperCase() : name;
  return `${title}(${args})${within}${filter}${over}`;
}

function sortTitle({ expression, descending, nullsFirst }: SortItem): string {
  return `${titleOf(expression)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

function windowTitle(window: WindowSpecification): string {
  const parts = [
    window.partitionBy.length === 0 ? "" : `PARTITION BY ${window.partitionBy.map((one) => titleOf(one)).join(", ")}`,
    window.orderBy.length === 0 ? "" : `ORDER BY ${window.orderBy.map(sortTitle).join(", ")}`,
    frameTitle(window),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function frameTitle({ frame, orderBy }: WindowSpecification): string {
  if (frame === undefined) {
    const end = orderBy.length === 0 ? "UNBOUNDED FOLLOWING" : "CURRENT ROW";
    return `${orderBy.length === 0 ? "ROWS" : "RANGE"} BETWEEN UNBOUNDED PRECEDING AND ${end}`;
  }
  const [start, end] = [frame.start, frame.end].map((bound) => {
    const words = bound.kind.replace("_", " ").toUpperCase();
    return "offset" in bound ? `${titleOf(bound.offset)} ${words}` : words;
  });
  return `${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}`;
}

function literalTitle(value: Value, kind: string, type: Extract<Expression, { kind: "literal" }>["type"]): string {
  if (value === null) return "NULL";
  if (value instanceof DecimalValue) return decimalText(value);
  if (value instanceof CalendarInterval) return calendarIntervalText(value);
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex").toUpperCase()}'`;
  if (type.kind === "interval_ym") return yearMonthText(Number(value), type.from, type.to);
  if (type.kind === "interval_dt") return dayTimeText(BigInt(String(value)), type.from, type.to);
  if (kind === "float") return floatText(Number(value));
  if (kind === "double") return doubleText(Number(value));
  return typeof value === "object" ? typeText(type) : String(value);
}
