import { classify } from "../../api/sql/class.ts";
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
