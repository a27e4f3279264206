import { classify } from "../../api/sql/class.ts";
import { lex, type SqlToken } from "../../api/sql/lexer.ts";
import { bare } from "../../api/sql/token.ts";
import type { SqlVerdict } from "../../api/sql/verdict.ts";
import { ToolError } from "../../core/errors.ts";

interface StatementToJudge {
  readonly statement: string;
  readonly parameters?: readonly { readonly value?: string | null | undefined }[] | undefined;
}

/** Classifies a statement together with the values of its parameters. */
export const judge = ({ statement, parameters = [] }: StatementToJudge): SqlVerdict =>
  classify(
    statement,
    parameters.flatMap(({ value }) => value ?? []),
  );

/** @throws {ToolError} unless the statement is provably a read, with the reason and an alternative */
export function mustRead(judged: StatementToJudge): void {
  const { class: kind, reason, keyword, cure, consequence } = judge(judged);
  if (kind === "read") return;
  const session =
    keyword === "USE" ? " Statements do not share a session, so pass catalog and schema with each statement." : "";
  const quotes = keyword && reason.includes("outside quotes") ? " If it is a name, quote it with backticks." : "";
  const instead =
    consequence === "outbound"
      ? "Leave that part out, or use execute_sql, which asks the user."
      : reason.startsWith("it calls ")
        ? "If it only reads, use execute_sql, which asks the user."
        : "Rewrite it as a single query, or use execute_sql, which may ask the user.";
  throw new ToolError(`Refused, nothing was sent: this is not provably a read, because ${reason}.`, {
    next: cure ?? `${instead}${quotes}${session}`,
  });
}

/**
 * Refuses a statement that cannot have an effect: each one runs in a session of its own, which ends with it, and several at
 * once are refused by the platform.
 * @throws {ToolError} with what to do instead
 */
export function mustLast(statement: string): void {
  const { tokens, fault } = lex(statement);
  if (fault !== undefined) return;
  const last = tokens.findLastIndex(({ text }) => text !== ";");
  const isScript = tokens.some((token) => bare(token) === "BEGIN");
  if (!isScript && tokens.some(({ kind, text }, at) => kind === "symbol" && text === ";" && at < last)) {
    throw new ToolError("A call runs one statement, and this is more than one; nothing was sent.", {
      next: "Send them one by one, or as one block: BEGIN …; …; END.",
    });
  }
  const next = endsWithSession(tokens);
  if (next !== undefined) {
    throw new ToolError(
      "Each statement has a session of its own, so this would have no effect on the next one; nothing was sent.",
      { next },
    );
  }
}

/** The alternative to a statement whose effect ends with its session; `undefined` for any other. */
function endsWithSession(tokens: readonly SqlToken[]): string | undefined {
  const words = tokens.slice(0, 4).map(bare);
  const [first, second = ""] = words;
  if (first === "USE") return "Pass catalog and schema with each statement.";
  if (first === "DECLARE" || (first === "SET" && /^VAR(IABLE)?$/.test(second))) {
    return "Pass parameters with the statement that needs them, or use one block: BEGIN …; …; END.";
  }
  const of = words.slice(1).filter((word) => !/^(OR|REPLACE|GLOBAL)$/.test(word))[0] ?? "";
  return first === "CREATE" && /^TEMP(ORARY)?$/.test(of)
    ? "Use WITH in the statement that needs it, or create a table or view without TEMPORARY."
    : undefined;
}
