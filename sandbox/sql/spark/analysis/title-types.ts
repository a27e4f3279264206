import type { SparkType } from "../data-types.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Scope } from "./compiler.ts";
import { resolveName } from "./scope.ts";

const DATES: ReadonlySet<string> = new Set(
  "add_months curdate current_date date date_add date_from_unix_date date_sub last_day make_date next_day to_date trunc try_to_date".split(
    " ",
  ),
);

const INTEGERS: ReadonlySet<string> = new Set(
  "char_length date_diff datediff day dayofmonth dayofweek dayofyear dense_rank hour int length minute month quarter rank row_number size weekday weekofyear year".split(
    " ",
  ),
);

const DATE: SparkType = { kind: "date" };
const INT: SparkType = { kind: "int" };

/** The type of an expression as far as its title depends on it, without an analysis. */
export function roughType(expression: Expression, scope: Scope): SparkType | undefined {
  const of = (inner: Expression) => roughType(inner, scope);
  switch (expression.kind) {
    case "literal":
      return expression.type;
    case "typed_literal":
      return { kind: expression.type };
    case "cast":
      return expression.target.type;
    case "name":
      return typeOfName(expression.parts, scope);
    case "unary":
      return expression.operator === "not" ? undefined : of(expression.operand);
    case "subscript":
      return typeOfField(of(expression.operand), expression.index);
    case "call": {
      const name = expression.name.at(-1)?.toLowerCase() ?? "";
      return DATES.has(name) ? DATE : INTEGERS.has(name) ? INT : undefined;
    }
    case "binary": {
      const [left, right] = [of(expression.left), of(expression.right)];
      if (left?.kind === "date" || right?.kind === "date")
        return isIntegral(left) || isIntegral(right) ? DATE : undefined;
      return isIntegral(left) && isIntegral(right) && /^[+*-]$/.test(expression.operator) ? left : undefined;
    }
    default:
      return undefined;
  }
}

const isIntegral = (type: SparkType | undefined): boolean =>
  type !== undefined && /^(?:tinyint|smallint|int)$/.test(type.kind);

function typeOfName(parts: readonly string[], scope: Scope): SparkType | undefined {
  try {
    return resolveName(parts, scope)?.type;
  } catch {
    // An ambiguous name is refused when its value is needed.
    return undefined;
  }
}

function typeOfField(type: SparkType | undefined, index: Expression): SparkType | undefined {
  if (type?.kind === "array") return type.element;
  if (type?.kind === "map") return type.value;
  if (type?.kind !== "struct" || index.kind !== "literal") return undefined;
  return type.fields.find(({ name }) => name.toLowerCase() === String(index.value).toLowerCase())?.type;
}

interface Side {
  readonly type: SparkType | undefined;
  readonly text: string;
}

/** Dates are moved by functions: `date_add(d, 1)` for `d + 1`. */
export function movedDate(left: Side, operator: string, right: Side): string | undefined {
  const [date, by] = right.type?.kind === "date" && operator === "+" ? [right, left] : [left, right];
  if (date.type?.kind !== "date" || (operator !== "+" && operator !== "-")) return undefined;
  if (isIntegral(by.type)) return `${operator === "+" ? "date_add" : "date_sub"}(${date.text}, ${by.text})`;
  if (by.type?.kind !== "interval_dt" || by.type.from !== "day" || by.type.to !== "day") return undefined;
  const days = `extractansiintervaldays(${by.text})`;
  return `date_add(${date.text}, ${operator === "+" ? days : `(- ${days})`})`;
}
