import type { Cursor } from "./cursor.ts";
import { resolveTable, splitColumns, withoutComment } from "./ddl.ts";
import { syntaxError, unsupported } from "./failure.ts";
import { literal, physicalName, quote, type Session } from "./names.ts";
import { nothing, type Plan } from "./plan.ts";
import type { Token } from "./tokens.ts";
import { translate } from "./translate.ts";

/** `CREATE TABLE`: removes clauses of Delta Lake, and turns comments into separate statements. */
export function createTable(cursor: Cursor, tokens: readonly Token[], session: Session): Plan {
  const ifNotExists = cursor.take("IF", "NOT", "EXISTS");
  const name = physicalName(resolveTable(cursor.name(), session));
  const first = cursor.peek();
  const kept = [...tokens.slice(0, first === undefined ? tokens.length : tokens.indexOf(first))];
  const comments: string[] = [];

  const columns = first === undefined ? undefined : cursor.parenthesised();
  if (first !== undefined && columns !== undefined) {
    const definitions = splitColumns(columns).map(withoutComment);
    const comma = { ...first, kind: "symbol" as const, text: "," };
    kept.push(
      first,
      ...definitions.flatMap((definition, i) => (i === 0 ? definition.kept : [comma, ...definition.kept])),
      { ...first, text: ")" },
    );
    for (const {
      kept: [column],
      comment,
    } of definitions) {
      if (comment !== undefined && column !== undefined)
        comments.push(`COMMENT ON COLUMN ${name}.${quote(column.value)} IS ${literal(comment)}`);
    }
  }
  const comment = clauses(cursor);
  if (comment !== undefined) comments.push(`COMMENT ON TABLE ${name} IS ${literal(comment)}`);
  while (cursor.peek() !== undefined) kept.push(cursor.next());

  const { kind, sql } = translate(kept, session);
  if (kind !== "create_table") throw syntaxError(kept[0]?.text ?? "");
  return {
    kind: "steps",
    async run(query) {
      // An existing table keeps its comments when the statement does nothing.
      const exists =
        ifNotExists &&
        (await query(`SELECT 1 FROM ${name} LIMIT 0`).then(
          () => true,
          () => false,
        ));
      if (!exists) for (const step of [sql, ...comments]) await query(step);
      return nothing;
    },
  };
}

/** Reads the clauses after the columns, in any order, up to `AS`, and returns the comment of the table. */
function clauses(cursor: Cursor): string | undefined {
  let comment: string | undefined;
  for (;;) {
    if (cursor.take("USING")) {
      const format = cursor.next().value;
      if (format.toLowerCase() !== "delta")
        throw unsupported("TABLE_FORMAT", `tables of the format ${format}; this workspace keeps Delta tables only`);
    } else if (cursor.take("COMMENT")) comment = cursor.string();
    else if (
      cursor.take("TBLPROPERTIES") ||
      cursor.take("PARTITIONED", "BY") ||
      cursor.take("CLUSTER", "BY") ||
      cursor.take("OPTIONS")
    ) {
      if (cursor.parenthesised() === undefined) throw syntaxError(cursor.peek()?.text ?? "");
    } else if (cursor.take("LOCATION"))
      throw unsupported("EXTERNAL_TABLE", "external tables: this workspace has no cloud storage of its own");
    else return comment;
  }
}
