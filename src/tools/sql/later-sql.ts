import { classify } from "../../api/sql/class.ts";
import { type Consequence, type ShownCode, say } from "../../core/consent/facts.ts";

/** SQL that is kept and runs later without a question, if it may do more than read. */
export function laterSql(statement: string | undefined): Consequence[] {
  if (statement === undefined) return [];
  const { class: kind, reason } = classify(statement);
  const because = { sentence: reason };
  return kind === "read"
    ? []
    : [
        {
          reason: "identity",
          text: say`It runs SQL that may do more than read, because ${because}, and does so later without asking.`,
        },
      ];
}

/** The SQL for the question, where it is what the question is about. */
export const codeOf = (statement: string | undefined): { readonly code?: ShownCode } =>
  laterSql(statement).length === 0 || statement === undefined ? {} : { code: { title: "SQL", text: statement } };
