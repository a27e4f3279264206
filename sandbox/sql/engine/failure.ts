/** A statement that failed in SQL: the HTTP call itself succeeds and the statement's status carries this. */
export class SqlFailure extends Error {
  readonly condition: string;
  readonly sqlState: string;
  /** The statement API's own code: nearly always the SQL was bad, rarely a resource ran out. */
  readonly code: string;

  constructor(condition: string, message: string, sqlState: string, code = "BAD_REQUEST") {
    super(condition === "" ? message : `[${condition}] ${message} SQLSTATE: ${sqlState}`);
    this.condition = condition;
    this.sqlState = sqlState;
    this.code = code;
  }
}

export function syntaxError(near: string): SqlFailure {
  const where = near === "" ? "end of input" : `'${near}'`;
  return new SqlFailure("PARSE_SYNTAX_ERROR", `Syntax error at or near ${where}.`, "42601");
}

export function unsupported(feature: string, detail: string): SqlFailure {
  return new SqlFailure(`UNSUPPORTED_FEATURE.${feature}`, `The feature is not supported: ${detail}.`, "0A000");
}

/** Backticked dotted name, as the platform's messages print one. */
export function printName(parts: readonly string[]): string {
  return parts.map((part) => `\`${part}\``).join(".");
}

export function unresolvedRoutine(
  name: string,
  session: { readonly catalog: string; readonly schema: string },
): SqlFailure {
  const path = `[\`system\`.\`builtin\`, \`system\`.\`session\`, ${printName([session.catalog, session.schema])}]`;
  return new SqlFailure("UNRESOLVED_ROUTINE", `Cannot resolve routine \`${name}\` on search path ${path}.`, "42883");
}
