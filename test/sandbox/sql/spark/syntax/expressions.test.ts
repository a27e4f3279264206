import { describe, expect, it } from "vitest";
import { typeText } from "../../../../../sandbox/sql/spark/data-types.ts";
import type { Expression } from "../../../../../sandbox/sql/spark/syntax/ast.ts";
import { parseExpression, parseType } from "../../../../../sandbox/sql/spark/syntax/parser.ts";
import { DecimalValue } from "../../../../../sandbox/sql/spark/values/value.ts";

/** The tree with brackets around every operator. */
function grouped(node: Expression): string {
  switch (node.kind) {
    case "literal":
      return node.value instanceof DecimalValue ? `${node.value.unscaled}e-${node.value.scale}` : String(node.value);
    case "name":
      return node.parts.join(".");
    case "unary":
      return `(${node.operator} ${grouped(node.operand)})`;
    case "binary":
      return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
    case "is":
      return `(${grouped(node.operand)} is ${node.negated ? "not " : ""}${node.test})`;
    case "in":
      return `(${grouped(node.operand)} ${node.negated ? "not " : ""}in ${node.list.map(grouped).join(",")})`;
    case "between":
      return `(${grouped(node.operand)} ${node.negated ? "not " : ""}between ${grouped(node.low)},${grouped(node.high)})`;
    case "like":
      return `(${grouped(node.operand)} ${node.negated ? "not " : ""}${node.operator} ${node.quantifier ?? ""}${node.patterns.map(grouped).join(",")}${node.escape ?? ""})`;
    case "cast":
      return `${node.safe ? "try_" : ""}cast(${grouped(node.operand)},${typeText(node.target.type)})`;
    case "subscript":
      return `${grouped(node.operand)}[${grouped(node.index)}]`;
    case "field":
      return `${grouped(node.operand)}.${node.field}`;
    case "path":
      return `${grouped(node.operand)}:${node.steps.map((step) => (step.kind === "key" ? step.name : step.kind === "index" ? step.index : "*")).join("/")}`;
    case "lambda":
      return `(${node.parameters.join(",")} -> ${grouped(node.body)})`;
    case "call":
      return `${node.name.join(".")}(${node.args.map(({ name, value }) => (name === undefined ? "" : `${name}=>`) + grouped(value)).join(",")})`;
    case "star":
      return `${[...node.qualifier, "*"].join(".")}${node.except.map((name) => `-${name.join(".")}`).join("")}`;
    case "tuple":
      return `<${node.items.map(grouped).join(",")}>`;
    case "aliased":
      return `${grouped(node.operand)} as ${node.alias}`;
    case "case":
      return `case(${node.branches.map(({ when, result }) => `${grouped(when)}:${grouped(result)}`).join(",")})`;
    case "parameter":
      return `:${node.name}`;
    default:
      return node.kind;
  }
}

describe("expressions of Spark SQL", () => {
  it.each([
    ["1 + 2 * 3 - -4 % 5", "((1 + (2 * 3)) - (-4 % 5))"],
    ["7 DIV 2 || 'a'", "((7 div 2) || a)"],
    ["~a & b | c ^ d << 1", "(((~ a) & b) | (c ^ (d << 1)))"],
    ["NOT a = 1 AND b OR c", "(((not (a = 1)) and b) or c)"],
    ["! a", "(not a)"],
    ["a == 1 != b", "((a = 1) <> b)"],
    ["1 = 1 IS NULL", "((1 = 1) is null)"],
    ["a IS NOT DISTINCT FROM b", "(a <=> b)"],
    ["a IS DISTINCT FROM b", "(not (a <=> b))"],
    ["a NOT IN (1, 2)", "(a not in 1,2)"],
    ["a BETWEEN 1 AND 2 AND b", "((a between 1,2) and b)"],
    ["a NOT LIKE 'x#%' ESCAPE '#'", "(a not like x#%#)"],
    ["a ILIKE ANY ('x', 'y')", "(a ilike anyx,y)"],
    ["a REGEXP 'x'", "(a rlike x)"],
    ["-a.b[0].c::int", "(- cast(a.b[0].c,int))"],
    ["-1::string", "cast(-1,string)"],
    ["a?::decimal(10,2)", "try_cast(a,decimal(10,2))"],
    [
      "TRY_CAST(a AS ARRAY<MAP<STRING, STRUCT<x: INT, y DECIMAL(3,1)>>>)",
      "try_cast(a,array<map<string,struct<x:int,y:decimal(3,1)>>>)",
    ],
    ["v:a.b[0]['c d'][*]::string", "cast(v:a/b/0/c d/*,string)"],
    ["f(x -> x + 1, (a, b) -> a)", "f((x -> (x + 1)),(a,b -> a))"],
    ["f(key => 1)", "f(key=>1)"],
    ["t.* EXCEPT (a, b.c)", "t.*-a-b.c"],
    ["(1, 2 AS b)", "<1,2 as b>"],
    ["struct(1 AS a, b)", "struct(1 as a,b)"],
    ["((1))", "1"],
    ["((SELECT 1) + 1)", "(subquery + 1)"],
    ["EXISTS (SELECT 1)", "exists"],
    ["exists(a, x -> x > 1)", "exists(a,(x -> (x > 1)))"],
    ["extract(year FROM d)", "extract(YEAR,d)"],
    ["trim(LEADING 'x' FROM s)", "ltrim(x,s)"],
    ["trim(s)", "trim(s)"],
    ["substring(s FROM 2 FOR 3)", "substring(s,2,3)"],
    ["position('a' IN s)", "locate(a,s)"],
    ["overlay(s PLACING 'x' FROM 1)", "overlay(s,x,1)"],
    ["dateadd(day, 1, d)", "timestampadd(DAY,1,d)"],
    ["dateadd(d, 1)", "dateadd(d,1)"],
    ["datediff(MONTH, a, b)", "timestampdiff(MONTH,a,b)"],
    ["case when a then 1 else 2 end", "case(a:1)"],
    ["'it''s' \"a\" r'\\n'", "itsa\\n"],
    ["current_date", "current_date"],
    [":p + ?", "(:p + :0)"],
    ["a.left", "a.left"],
    ["`a b`.c", "a b.c"],
  ])("%s", (sql, expected) => {
    expect(grouped(parseExpression(sql))).toBe(expected);
  });
});

describe("literals of Spark SQL", () => {
  it.each([
    ["2147483648", "bigint", 2147483648n],
    ["-2147483648", "int", -2147483648],
    ["9223372036854775808", "decimal(19,0)", new DecimalValue(9223372036854775808n, 0)],
    ["1Y", "tinyint", 1],
    ["00.5", "decimal(1,1)", new DecimalValue(5n, 1)],
    ["1e2BD", "decimal(3,0)", new DecimalValue(100n, 0)],
    ["1e3", "double", 1000],
    ["1.5F", "float", 1.5],
    ["X'1'", "binary", Uint8Array.of(1)],
    ["'\\u0041\\101\\%\\n'", "string", "AA\\%\n"],
    ["INTERVAL '1-2' YEAR TO MONTH", "interval year to month", 14],
    ["INTERVAL -'1-2' YEAR TO MONTH", "interval year to month", -14],
    ["INTERVAL 3 WEEKS", "interval day", 21n * 86_400_000_000n],
    ["INTERVAL 1 DAY 2 HOURS", "interval day to hour", 93_600_000_000n],
    ["INTERVAL '1 day -2 hours'", "interval day to hour", 79_200_000_000n],
    ["INTERVAL '1 02:03:04.567' DAY TO SECOND", "interval day to second", 93_784_567_000n],
    ["INTERVAL 10 MILLISECONDS", "interval second", 10_000n],
    ["INTERVAL '1' YEARS '2' MONTHS", "interval year to month", 14],
  ])("%s is %s", (sql, type, value) => {
    const literal = parseExpression(sql);
    expect(literal.kind === "literal" && typeText(literal.type)).toBe(type);
    expect(literal).toMatchObject({ value });
  });

  it.each([
    ["128Y", "INVALID_NUMERIC_LITERAL_RANGE"],
    ["1e400", "INVALID_NUMERIC_LITERAL_RANGE"],
    ["1234567890123456789012345678901234567890", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION"],
    ["INTERVAL 1 YEAR 2 DAYS", "Cannot mix year-month and day-time fields"],
    ["INTERVAL 1.5 DAYS", "INVALID_INTERVAL_FORMAT"],
    ["INTERVAL '1 dayz'", "INVALID_TYPED_LITERAL"],
    ["TIME '12:00'", "UNSUPPORTED_TYPED_LITERAL"],
    ["dateadd('day', 1, d)", "INVALID_PARAMETER_VALUE.DATETIME_UNIT"],
    ["1 /* open", "UNCLOSED_BRACKETED_COMMENT"],
  ])("refuses %s", (sql, condition) => {
    expect(() => parseExpression(sql)).toThrow(condition);
  });

  it("reads types", () => {
    expect(typeText(parseType("array<array<int>>").type)).toBe("array<array<int>>");
    expect(parseType("varchar(5)")).toMatchObject({ type: { kind: "string" }, text: { kind: "varchar", length: 5 } });
    expect(() => parseType("serial")).toThrow("UNSUPPORTED_DATATYPE");
    expect(() => parseType("array")).toThrow("INCOMPLETE_TYPE_DEFINITION.ARRAY");
  });
});
