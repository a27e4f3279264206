import { mentionInCode, mentionInSql, type SoughtTable } from "../../../api/sql/mentions.ts";
import { oneLine } from "../../../text.ts";

/** Something that breaks or may break when the table or column is changed. */
export interface Affected {
  /** `view`, `notebook`, `job` … */
  readonly kind: string;
  /** Full name, path or title. */
  readonly name: string;
  readonly id?: string | undefined;
  readonly owner?: string | null | undefined;
  /** How it depends, with the line or setting that shows it. */
  readonly because: string;
  /** Whether it depends for certain. Otherwise a name is incomplete, or only past use is known. */
  readonly certain: boolean;
}

/** The table or column that is changed, and the views that fail with it. */
export interface ImpactTarget {
  readonly full_name: string;
  readonly column: string | undefined;
  /** Views over it, by full name: what uses one of them fails as well. */
  readonly views: readonly string[];
}

/** How a text depends on the target. */
export type Dependence = Pick<Affected, "because" | "certain">;

/**
 * How SQL or code depends on the target; `undefined` if it does not. `where` completes names in SQL. SQL that neither names
 * the column nor takes all columns does not depend on a column; code may still use it.
 */
export function dependenceOf(
  text: string,
  { full_name, column, views }: ImpactTarget,
  how: "sql" | "code",
  where: Pick<SoughtTable, "catalog" | "schema"> = {},
): Dependence | undefined {
  const mention = how === "sql" ? mentionInSql : mentionInCode;
  const own = mention(text, { ...where, full_name, column });
  const line = (found: { line: number; text: string }) => `line ${found.line}: ${oneLine(found.text)}`;
  if (own && column === undefined) return { because: line(own), certain: own.certain };
  if (own && own.column !== "unseen") {
    return { because: own.column === "all" ? `${line(own)} (all columns)` : line(own), certain: own.certain };
  }
  for (const view of views) {
    const through = mention(text, { ...where, full_name: view });
    if (through) return { because: `through ${view}, ${line(through)}`, certain: through.certain };
  }
  if (own && how === "code") return { because: `${line(own)} (the column is not named)`, certain: false };
  return undefined;
}
