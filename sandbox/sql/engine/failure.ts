/** The failure of a statement. The HTTP call succeeds, and the status of the statement holds the error. */
export class SqlFailure extends Error {
  readonly condition: string;
  readonly sqlState: string;
  /** The error code of the statement API: usually for invalid SQL, rarely for an exhausted resource. */
  readonly code: string;

  constructor(condition: string, message: string, sqlState: string, code = "BAD_REQUEST", place = "") {
    super(condition === "" ? message : `[${condition}] ${message} SQLSTATE: ${sqlState}${place}`);
    this.condition = condition;
    this.sqlState = sqlState;
    this.code = code;
  }
}

/** `at` is the position in a statement, which the message shows as Spark does. */
export function syntaxError(near: string, at?: { readonly text: string; readonly start: number }): SqlFailure {
  const where = near === "" ? "end of input" : `'${near}'`;
  const place = at === undefined ? "" : placeText(at);
  return new SqlFailure("PARSE_SYNTAX_ERROR", `Syntax error at or near ${where}.`, "42601", "BAD_REQUEST", place);
}

function placeText({ text, start }: { readonly text: string; readonly start: number }): string {
  const before = text.slice(0, start).split("\n");
  const column = before.at(-1)?.length ?? 0;
  const lines = text.split("\n");
  const marked = lines.toSpliced(before.length, 0, `${"-".repeat(column)}^^^`);
  return ` (line ${before.length}, pos ${column})\n\n== SQL ==\n${marked.join("\n")}\n`;
}

export function unsupported(feature: string, detail: string): SqlFailure {
  return new SqlFailure(`UNSUPPORTED_FEATURE.${feature}`, `The feature is not supported: ${detail}.`, "0A000");
}

export function canceled(): SqlFailure {
  return new SqlFailure("OPERATION_CANCELED", "Operation has been canceled.", "HY008", "CANCELLED");
}

/** The same function with NULL in place of a failure, for `try_…` functions. */
export function nullOnFailure<Args extends readonly unknown[], Result>(
  run: (...args: Args) => Result,
): (...args: Args) => Result | null {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      if (error instanceof SqlFailure) return null;
      throw error;
    }
  };
}

/** A dotted name in backticks, as in messages of the platform. */
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
