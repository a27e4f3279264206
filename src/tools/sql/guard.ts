import { classify, type SqlVerdict } from "../../api/sql/class.ts";
import { ToolError } from "../../core/errors.ts";

interface Judged {
  readonly statement: string;
  readonly parameters?: readonly { readonly value?: string | null | undefined }[] | undefined;
}

/** What a statement can do, its parameters' values with it. */
export const judge = ({ statement, parameters = [] }: Judged): SqlVerdict =>
  classify(
    statement,
    parameters.flatMap(({ value }) => value ?? []),
  );

/** Refuses what is not provably a read. @throws ToolError with the reason and what to do instead */
export function mustRead(judged: Judged): void {
  const { class: kind, reason, keyword } = judge(judged);
  if (kind === "read") return;
  const session = keyword === "USE" ? " Statements share no session: give catalog and schema with each." : "";
  const quotes = keyword && reason.includes("outside quotes") ? " If it is a name, put it in backticks." : "";
  throw new ToolError(`Refused, nothing was sent: this is not provably a read, because ${reason}.`, {
    next: `Rewrite it as a single query, or use execute_sql, which may ask the person.${quotes}${session}`,
  });
}
