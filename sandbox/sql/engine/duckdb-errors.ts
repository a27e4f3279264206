import { insufficientMemory } from "../spark/execution/sizes.ts";
import { arithmeticOverflow } from "../spark/values/conversion-failures.ts";
import { badCast, missingColumn, missingSchema, missingTable, overflow, sparkType } from "./conditions.ts";
import { canceled, printName, SqlFailure, unresolvedRoutine } from "./failure.ts";
import { type Session, withoutMarks } from "./names.ts";

type Rule = readonly [
  pattern: RegExp,
  failure: (match: readonly string[], session: Session, qualified: Qualify) => SqlFailure,
];

/** Finds the full name of a relation that DuckDB names by its last part. */
type Qualify = (name: string) => readonly string[];

/** The function that is lenient about each operation's overflow. */
const TRY: Readonly<Record<string, string>> = {
  addition: "try_add",
  subtraction: "try_subtract",
  multiplication: "try_multiply",
};

/** The platform's errors for DuckDB's messages. The first match applies. */
const rules: readonly Rule[] = [
  [
    /DIVIDE_BY_ZERO/,
    () =>
      new SqlFailure(
        "DIVIDE_BY_ZERO",
        "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
        "22012",
      ),
  ],
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
  [
    /Catalog "([^"]+)" does not exist/,
    ([, name = ""]) =>
      new SqlFailure(
        "NO_SUCH_CATALOG_EXCEPTION",
        `Catalog '${name}' was not found. Please verify the catalog name and then retry the query or command again.`,
        "42704",
      ),
  ],
  [
    /(?:CREATE TABLE|Catalog Error): (?:Table|View) with name "([^"]+)" already exists/,
    ([, name = ""], _, qualified) =>
      new SqlFailure(
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        `Cannot create table or view ${printName(qualified(name))} because it already exists. Choose a different name, drop or replace the existing object, add the IF NOT EXISTS clause to tolerate pre-existing objects.`,
        "42P07",
      ),
  ],
  [
    /Schema with name "([^"]+)" already exists/,
    ([, name = ""], session) =>
      new SqlFailure(
        "SCHEMA_ALREADY_EXISTS",
        `Cannot create schema ${printName([session.catalog, name])} because it already exists. Choose a different name, drop the existing schema, or add the IF NOT EXISTS clause to tolerate pre-existing schema.`,
        "42P06",
      ),
  ],
  [
    /Cannot drop (?:entry|schema) "([^"]+)" because/,
    ([, name = ""], session) =>
      new SqlFailure(
        "SCHEMA_NOT_EMPTY",
        `Cannot drop a schema ${printName([session.catalog, name])} because it contains objects. Use DROP SCHEMA ... CASCADE to drop the schema and all its objects.`,
        "2BP01",
      ),
  ],
  [
    /(?:Table|View) with name "?([^"\s]+)"? does not exist because schema/,
    ([, name = ""], _, qualified) => missingTable(qualified(name)),
  ],
  [/No catalog \+ schema named "([^"]+)" found/, ([, name = ""]) => missingSchema(name.split("."))],
  [
    /Schema with name (\S+) does not exist/,
    ([, name = ""], session) => missingSchema([session.catalog, name.replaceAll('"', "")]),
  ],
  [
    /(?:Table|View) with name "?([^"\s]+)"? does not exist/,
    ([, name = ""], _, qualified) => missingTable(qualified(name)),
  ],
  [
    /(?:Scalar|Table|Aggregate|Macro|Scalar Macro|Table Macro)? ?Function with name "?([^"\s]+)"? does not exist/,
    ([, name = ""], session) => unresolvedRoutine(name, session),
  ],
  [
    /Referenced (?:column|table) "([^"]+)"(?: that is)? not found[\s\S]*/,
    ([message = "", name = ""]) => missingColumn(name, message),
  ],
  [
    /Table "([^"]+)" does not have a column named "([^"]+)"[\s\S]*/,
    ([message = "", table = "", name = ""]) => missingColumn(`${table}.${name}`, message),
  ],
  [
    /does not have a column with name "([^"]+)"|column "([^"]+)" (?:does not exist|not found)/i,
    ([message = "", first, second]) => missingColumn(first ?? second ?? "", message),
  ],
  [
    /Ambiguous reference to column name "([^"]+)" \(use: (.+?)\)/,
    ([, name = "", uses = ""]) =>
      new SqlFailure(
        "AMBIGUOUS_REFERENCE",
        `Reference \`${name}\` is ambiguous, could be: [${[...uses.matchAll(/"([^"]+)"/g)].map((use) => printName((use[1] ?? "").split("."))).join(", ")}].`,
        "42704",
      ),
  ],
  [
    /column "?([^"\s]+)"? must appear in the GROUP BY clause/,
    ([, name = ""]) =>
      new SqlFailure(
        "MISSING_AGGREGATION",
        `The non-aggregating expression "${name}" is based on columns which are not participating in the GROUP BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(${name})" if you do not care which of the values within a group is returned.`,
        "42803",
      ),
  ],
  [
    /GROUP BY clause cannot contain aggregates|WHERE clause cannot contain aggregates/,
    () => new SqlFailure("GROUP_BY_AGGREGATE", "Aggregate functions are not allowed in GROUP BY or WHERE.", "42903"),
  ],
  [
    /has (\d+) columns but (\d+) values were supplied/,
    ([, columns = "", values = ""]) =>
      new SqlFailure(
        "INSERT_COLUMN_ARITY_MISMATCH",
        `Cannot write to the table, the reason is a different number of columns: the table has ${columns}, the data ${values}.`,
        "21S01",
      ),
  ],
  [
    /NOT NULL constraint failed: (\S+)/,
    ([, name = ""]) =>
      new SqlFailure(
        "DELTA_NOT_NULL_CONSTRAINT_VIOLATED",
        `NOT NULL constraint violated for column: ${name.split(".").at(-1)}.`,
        "23502",
      ),
  ],
  [/Could not convert string '([\s\S]*?)' to (\w+)/, ([, value = "", type = ""]) => badCast(value, type)],
  [
    /invalid (date|timestamp) field format: "([\s\S]*?)"|(date|timestamp|time) field value out of range: "([\s\S]*?)"/i,
    ([, a, b, c, d]) => badCast(b ?? d ?? "", a ?? c ?? "date"),
  ],
  [
    /Could not parse string "([\s\S]*?)" according to format/,
    ([, value = ""]) =>
      new SqlFailure(
        "CANNOT_PARSE_TIMESTAMP",
        `Text '${value}' could not be parsed. Use \`try_to_timestamp\` to tolerate invalid input string and return NULL instead.`,
        "22007",
      ),
  ],
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
  [
    /Set operations can only apply to expressions with the same number of result columns/,
    () =>
      new SqlFailure(
        "NUM_COLUMNS_MISMATCH",
        "UNION can only be performed on inputs with the same number of columns.",
        "42826",
      ),
  ],
  [
    /No function matches the given name and argument types '([^']+)'|function call "([^"]+)"/,
    ([, a, b]) =>
      new SqlFailure(
        "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
        `Cannot resolve "${(a ?? b ?? "").replace(/_LITERAL/g, "").replace(/VARCHAR/g, "STRING")}" due to data type mismatch.`,
        "42K09",
      ),
  ],
  [
    /Parser Error: syntax error at or near "([\s\S]*?)"/,
    ([, near = ""]) => new SqlFailure("PARSE_SYNTAX_ERROR", `Syntax error at or near '${near}'.`, "42601"),
  ],
  [
    /Parser Error: syntax error at end of input/,
    () => new SqlFailure("PARSE_SYNTAX_ERROR", "Syntax error at or near end of input.", "42601"),
  ],
  [
    /is not a (?:view|table)|trying to drop type (\w+)|Existing object (\S+) is of type (\w+)/i,
    () =>
      new SqlFailure(
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
        "The statement expects the other kind of object: a table where a view was given, or a view where a table was.",
        "42809",
      ),
  ],
  [
    /sha2 is available/,
    () => new SqlFailure("UNSUPPORTED_FEATURE.SHA2", "sha2 is available here for 256 bits only.", "0A000"),
  ],
];

/** A failure that a function raised inside DuckDB. */
const OWN_FAILURE = /\[([A-Z][A-Z_0-9.]*)\] ([\s\S]*?) SQLSTATE: (\w{5})/;

/** The failure that the platform would report for DuckDB's error on `sql`. */
export function sqlFailure(error: unknown, session: Session, sql = ""): SqlFailure {
  if (error instanceof SqlFailure) return error;
  const raw = error instanceof Error ? error.message : String(error);
  const own = OWN_FAILURE.exec(raw);
  if (own?.[1] === "INSUFFICIENT_MEMORY")
    return new SqlFailure(own[1], own[2] ?? "", own[3] ?? "", "RESOURCE_EXHAUSTED");
  if (own !== null) return new SqlFailure(own[1] ?? "", own[2] ?? "", own[3] ?? "");
  const message = withoutMarks(raw).replace(/\n\nLINE \d+:[\s\S]*$/, "");
  for (const [pattern, failure] of rules) {
    const match = pattern.exec(message);
    if (match !== null) return failure([...match], session, (name) => qualifiedName(name, sql, session));
  }
  const detail = message.split("\n")[0]?.replace(/^[A-Za-z ]+ Error: /, "") ?? "";
  const sentence = /[.!?]$/.test(detail) ? detail : `${detail}.`;
  return new SqlFailure("INVALID_STATEMENT", sentence, "42000");
}

/** DuckDB names a relation by its last one or two parts, and the statement has all three. */
function qualifiedName(name: string, sql: string, session: Session): readonly string[] {
  const last = name.split(".").at(-1) ?? name;
  for (const [, catalog = "", schema = "", table = ""] of sql.matchAll(/"@(\w+)"\."([^"]+)"\."([^"]+)"/g)) {
    if (table.toLowerCase() === last.toLowerCase()) return [catalog, withoutMarks(schema), table];
  }
  return [session.catalog, session.schema, last];
}
