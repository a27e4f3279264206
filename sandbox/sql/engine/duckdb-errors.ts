import { insufficientMemory } from "../spark/execution/sizes.ts";
import { arithmeticOverflow } from "../spark/values/conversion-failures.ts";
import { canceled, SqlFailure } from "./failure.ts";
import { withoutMarks } from "./names.ts";

type Rule = readonly [pattern: RegExp, failure: (match: readonly string[]) => SqlFailure];

/** The function that is lenient about each operation's overflow. */
const TRY: Readonly<Record<string, string>> = {
  addition: "try_add",
  subtraction: "try_subtract",
  multiplication: "try_multiply",
};

const SPARK_TYPES: Readonly<Record<string, string>> = {
  INT8: "TINYINT",
  INT16: "SMALLINT",
  INT32: "INT",
  INT64: "BIGINT",
  INT128: "BIGINT",
  BOOL: "BOOLEAN",
};

const sparkType = (type: string): string => SPARK_TYPES[type.toUpperCase()] ?? type.toUpperCase();

const overflow = (what: string) =>
  new SqlFailure(
    "ARITHMETIC_OVERFLOW",
    `${what}. Use 'try_' functions to tolerate overflow and return NULL instead.`,
    "22003",
  );

/**
 * The platform's errors for DuckDB's messages about values and limits. The first match applies. The compiler itself reports errors in
 * names and types.
 */
const rules: readonly Rule[] = [
  [/INTERRUPT Error/, canceled],
  [/Out of Memory Error/, insufficientMemory],
  [
    /Permission Error/,
    () =>
      new SqlFailure(
        "INSUFFICIENT_PERMISSIONS",
        "Insufficient privileges: User does not have permission SELECT on any file.",
        "42501",
      ),
  ],
  // Only sums have more than 64 bits.
  [/Type INT128 with value \S+ can't be cast/, () => arithmeticOverflow("long overflow", "try_sum")],
  [
    /Could not cast value (\S+) to (\S+)|value (\S+) can't be cast because the value is out of range for the destination type (\S+)/,
    ([, a, b, c, d]) =>
      new SqlFailure(
        "CAST_OVERFLOW",
        `The value ${a ?? c} cannot be cast to "${sparkType(b ?? d ?? "")}" due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
        "22003",
      ),
  ],
  [
    /Overflow in (addition|subtraction|multiplication) of (INT8|INT16) \((-?\d+) (.) (-?\d+)\)/,
    ([, operation = "", type, left, sign, right]) => {
      const suffix = type === "INT8" ? "Y" : "S";
      return new SqlFailure(
        "BINARY_ARITHMETIC_OVERFLOW",
        `${left}${suffix} ${sign} ${right}${suffix} caused overflow. Use '${TRY[operation]}' to ignore overflow problem and return NULL instead.`,
        "22003",
      );
    },
  ],
  [
    /Overflow in (addition|subtraction|multiplication) of (INT32|INT64)/,
    ([, operation = "", type]) =>
      arithmeticOverflow(type === "INT32" ? "integer overflow" : "long overflow", TRY[operation] ?? ""),
  ],
  [/Overflow in negation/, () => arithmeticOverflow("Overflow in negation", "")],
  [/Overflow in (\w+) of \w+/, ([, operation = ""]) => overflow(`Overflow in ${operation}`)],
  [/Out of Range Error: ([^\n]+)/, ([, detail = ""]) => overflow(detail.replace(/[!.]+$/, ""))],
  [
    /More than one row returned by a subquery/,
    () =>
      new SqlFailure(
        "SCALAR_SUBQUERY_TOO_MANY_ROWS",
        "More than one row returned by a subquery used as an expression.",
        "21000",
      ),
  ],
];

/** A failure that a function raised inside DuckDB. */
const OWN_FAILURE = /\[([A-Z][A-Z_0-9.]*)\] ([\s\S]*?) SQLSTATE: (\w{5})/;

/** The failure that the platform would report for DuckDB's error. */
export function sqlFailure(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  const raw = error instanceof Error ? error.message : String(error);
  const own = OWN_FAILURE.exec(raw);
  if (own?.[1] === "INSUFFICIENT_MEMORY")
    return new SqlFailure(own[1], own[2] ?? "", own[3] ?? "", "RESOURCE_EXHAUSTED");
  if (own !== null) return new SqlFailure(own[1] ?? "", own[2] ?? "", own[3] ?? "");
  const message = withoutMarks(raw).replace(/\n\nLINE \d+:[\s\S]*$/, "");
  for (const [pattern, failure] of rules) {
    const match = pattern.exec(message);
    if (match !== null) return failure(match);
  }
  const detail = message.split("\n")[0]?.replace(/^[A-Za-z ]+ Error: /, "") ?? "";
  const sentence = /[.!?]$/.test(detail) ? detail : `${detail}.`;
  return new SqlFailure("INVALID_STATEMENT", sentence, "42000");
}
