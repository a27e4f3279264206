import { backquoted } from "../../engine/names.ts";
import { type SparkType, typeText } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import type { Call, Expression, NameParts, SortItem, WindowSpecification } from "../syntax/ast.ts";
import { currentDay } from "../values/calendar.ts";
import { decimalText } from "../values/decimal.ts";
import { calendarIntervalText, dayTimeText, yearMonthText } from "../values/intervals.ts";
import { doubleText, floatText } from "../values/java-number.ts";
import { parseAs } from "../values/parse.ts";
import { castText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { CalendarInterval, DecimalValue } from "../values/value.ts";
import { plainCallTitle } from "./call-titles.ts";
import { isInterval, sqlType } from "./coercion.ts";
import { movedDate } from "./title-types.ts";

/** How the names in an expression are written. */
interface Names {
  /** Parameters of lambdas, in lower case. */
  readonly variables: ReadonlySet<string>;
  /** The name of a column or of a field in it, without what qualifies the column. */
  readonly column: (parts: NameParts) => string;
  /** The types of columns and of what is computed from them. */
  readonly type?: (expression: Expression) => SparkType | undefined;
  /** The columns of a star. */
  readonly star?: (star: Extract<Expression, { kind: "star" }>) => readonly string[];
  /** The value of a parameter. */
  readonly parameter?: (name: string) => Typed | undefined;
}

const UTC = { offset: 0 };
const NONE: Names = { variables: new Set(), column: (parts) => parts.at(-1) ?? "" };
/** The name that Spark gives to a column of this expression: `upper(a)`, `(a + 1)`, `count(1)`. */
export function titleOf(expression: Expression, names: Names = NONE): string {
  const text = (inner: Expression) => titleOf(inner, names);
  const list = (items: readonly Expression[]) => items.map(text).join(", ");
  const not = (negated: boolean, inner: string) => (negated ? `(NOT ${inner})` : inner);
  switch (expression.kind) {
    case "literal":
      return literalTitle(expression.value, expression.type.kind, expression.type);
    case "typed_literal":
      return typedTitle(expression.type, expression.text);
    case "name": {
      const [head = ""] = expression.parts;
      if (names.variables.has(head.toLowerCase()))
        return ["namedlambdavariable()", ...expression.parts.slice(1)].join(".");
      return names.column(expression.parts);
    }
    case "star":
      return [...expression.qualifier, "*"].join(".");
    case "parameter":
      return parameterTitle(expression.name, names);
    case "call":
      return callTitle(expression, names);
    case "lambda": {
      const variables = new Set([...names.variables, ...expression.parameters.map((name) => name.toLowerCase())]);
      const parameters = expression.parameters.map(() => "namedlambdavariable()").join(", ");
      return `lambdafunction(${titleOf(expression.body, { ...names, variables })}, ${parameters})`;
    }
    case "cast": {
      // Spark leaves out the casts of arrays, maps and structs.
      if (/^(?:array|map|struct)$/.test(expression.target.type.kind)) return text(expression.operand);
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
      const side = (one: Expression, shown: string) => ({ type: names.type?.(one), text: shown });
      const moved = movedDate(side(expression.left, left), expression.operator, side(expression.right, right));
      if (moved !== undefined) return moved;
      // Dates and timestamps are moved by an interval.
      if (/^[+-]$/.test(word) && isIntervalLiteral(expression.right) && !isIntervalLiteral(expression.left))
        return `${left} ${word} ${right}`;
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
      const escaping = expression.escape === undefined ? "" : ` ESCAPE '${expression.escape}'`;
      if (expression.operator === "like") return not(expression.negated, `${operand} LIKE ${pattern}${escaping}`);
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
      if (names.type?.(expression.operand)?.kind === "struct")
        return `${text(expression.operand)}.${text(expression.index)}`;
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
      return `${text(expression.operand)} AS ${quotedIfNeeded(expression.alias)}`;
    case "collate":
      return `collate(${text(expression.operand)}, ${expression.collation})`;
    case "table_argument":
      return "table-argument";
  }
}

/** `TIMESTAMP '2026-01-01 00:00:00'` for `timestamp'2026-01-01'`. */
function typedTitle(kind: "date" | "timestamp" | "timestamp_ntz", text: string): string {
  const value = parseAs(text, { kind }, { zone: UTC, today: currentDay() });
  const known = value === undefined || value === "overflow" ? undefined : castText(value, { kind }, UTC);
  return `${kind.toUpperCase()} '${known ?? text}'`;
}

function parameterTitle(name: string, names: Names): string {
  const given = names.parameter?.(name);
  return given?.literal === undefined ? `:${name}` : literalTitle(given.literal.value, given.type.kind, given.type);
}

const quotedIfNeeded = (name: string): string => (/^(?!\d+$)\w+$/.test(name) ? name : backquoted(name));

const isIntervalLiteral = (one: Expression): boolean => one.kind === "literal" && isInterval(one.type);

function callTitle(call: Call, names: Names): string {
  const name = call.name.at(-1)?.toLowerCase() ?? "";
  const filter = call.filter === undefined ? "" : ` FILTER (WHERE ${titleOf(call.filter, names)})`;
  const sort = /^percentile_(?:cont|disc)$/.test(name) ? shortSortTitle : sortTitle;
  const within =
    call.withinGroup === undefined ? "" : ` WITHIN GROUP (ORDER BY ${call.withinGroup.map(sort).join(", ")})`;
  const over =
    call.over === undefined
      ? ""
      : ` OVER (${windowTitle(call.over, BY_ROWS.has(name), offsetFrame(name, call, names))})`;
  const title = plainCallTitle(call, (one) =>
    one.kind === "star" ? (names.star?.(one).join(", ") ?? "1") : titleOf(one, names),
  );
  // Ranks over a window are in capitals.
  const ranked = over !== "" && /^(?:dense_|percent_)?rank$/.test(name) ? title.toUpperCase() : title;
  return `${ranked}${within}${filter}${over}`;
}

/** Functions of windows whose frame counts rows. */
const BY_ROWS: ReadonlySet<string> = new Set("dense_rank ntile percent_rank rank row_number".split(" "));

const shortSortTitle = ({ expression, descending }: SortItem): string =>
  `${titleOf(expression)}${descending ? " DESC" : ""}`;

function sortTitle({ expression, descending, nullsFirst }: SortItem): string {
  return `${titleOf(expression)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

/** The frame of `lag` and `lead` is one row. */
function offsetFrame(name: string, { args }: Call, names: Names): string | undefined {
  if (name !== "lag" && name !== "lead") return undefined;
  const offset = args[1] === undefined ? "1" : titleOf(args[1].value, names);
  const row = `${name === "lead" ? offset : offset.startsWith("-") ? offset.slice(1) : `-${offset}`} FOLLOWING`;
  return `ROWS BETWEEN ${row} AND ${row}`;
}

function windowTitle(window: WindowSpecification, byRows: boolean, frame = frameTitle(window, byRows)): string {
  const parts = [
    window.partitionBy.length === 0 ? "" : `PARTITION BY ${window.partitionBy.map((one) => titleOf(one)).join(", ")}`,
    window.orderBy.length === 0 ? "" : `ORDER BY ${window.orderBy.map(sortTitle).join(", ")}`,
    frame,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function frameTitle({ frame, orderBy }: WindowSpecification, byRows: boolean): string {
  if (frame === undefined) {
    const end = orderBy.length === 0 ? "UNBOUNDED FOLLOWING" : "CURRENT ROW";
    return `${byRows || orderBy.length === 0 ? "ROWS" : "RANGE"} BETWEEN UNBOUNDED PRECEDING AND ${end}`;
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
  if (kind === "date" || kind === "timestamp" || kind === "timestamp_ntz")
    return `${kind.toUpperCase()} '${castText(value, type, UTC)}'`;
  if (kind === "float") return floatText(Number(value));
  if (kind === "double") return doubleText(Number(value));
  return typeof value === "object" ? typeText(type) : String(value);
}
