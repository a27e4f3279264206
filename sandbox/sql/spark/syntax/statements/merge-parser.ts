import { SqlFailure } from "../../../engine/failure.ts";
import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import type { Merge, MergeClause } from "./change-ast.ts";
import { assignments, mergeSource, targetAlias } from "./change-parser.ts";

export function merge(cursor: Cursor, start: number): Merge {
  cursor.expect("MERGE");
  const schemaEvolution = cursor.take("WITH", "SCHEMA", "EVOLUTION");
  cursor.expect("INTO");
  const target = cursor.name();
  const alias = targetAlias(cursor);
  cursor.expect("USING");
  const source = mergeSource(cursor);
  if (source.kind !== "lateral_view" && "alias" in source && (source.alias?.columns.length ?? 0) > 0)
    throw new SqlFailure("COLUMN_ALIASES_NOT_ALLOWED", "Column aliases are not allowed in MERGE.", "42601");
  cursor.expect("ON");
  const on = cursor.grammar.expression(cursor);
  const clauses: MergeClause[] = [];
  while (cursor.take("WHEN")) clauses.push(clause(cursor));
  if (clauses.length === 0) {
    throw new SqlFailure("MERGE_WITHOUT_WHEN", "There must be at least one WHEN clause in a MERGE statement.", "42601");
  }
  for (const [index, { when, condition }] of clauses.entries()) {
    const isLast = !clauses.slice(index + 1).some((other) => other.when === when);
    if (condition === undefined && !isLast) throw unconditional(when);
  }
  return { kind: "merge", span: cursor.span(start), target, ...alias, source, on, schemaEvolution, clauses };
}

const CLAUSES: Readonly<Record<MergeClause["when"], readonly [condition: string, words: string]>> = {
  matched: ["MATCHED", "MATCHED"],
  not_matched: ["NOT_MATCHED_BY_TARGET", "NOT MATCHED [BY TARGET]"],
  not_matched_by_source: ["NOT_MATCHED_BY_SOURCE", "NOT MATCHED BY SOURCE"],
};

/** A clause without a condition that others follow, which could never apply. */
function unconditional(when: MergeClause["when"]): SqlFailure {
  const [condition, words] = CLAUSES[when];
  return new SqlFailure(
    `NON_LAST_${condition}_CLAUSE_OMIT_CONDITION`,
    `When there are more than one ${words} clauses in a MERGE statement, only the last ${words} clause can omit the condition.`,
    "42613",
  );
}

function clause(cursor: Cursor): MergeClause {
  const when = whenOf(cursor);
  const condition: { condition?: Expression } = cursor.take("AND")
    ? { condition: cursor.grammar.expression(cursor) }
    : {};
  cursor.expect("THEN");
  return { when, ...condition, action: when === "not_matched" ? insertion(cursor) : change(cursor) };
}

function whenOf(cursor: Cursor): MergeClause["when"] {
  if (!cursor.take("NOT") && !cursor.takeSymbol("!")) {
    cursor.expect("MATCHED");
    return "matched";
  }
  cursor.expect("MATCHED");
  if (cursor.take("BY", "SOURCE")) return "not_matched_by_source";
  cursor.take("BY", "TARGET");
  return "not_matched";
}

function change(cursor: Cursor): MergeClause["action"] {
  if (cursor.take("DELETE")) return { kind: "delete" };
  cursor.expect("UPDATE", "SET");
  if (cursor.takeSymbol("*")) return { kind: "update_all" };
  return { kind: "update", assignments: assignments(cursor) };
}

function insertion(cursor: Cursor): MergeClause["action"] {
  cursor.expect("INSERT");
  if (cursor.takeSymbol("*")) return { kind: "insert_all" };
  const columns = cursor.isWord("VALUES") ? [] : cursor.bracketed(() => cursor.name());
  cursor.expect("VALUES");
  return { kind: "insert", columns, values: cursor.bracketed(() => cursor.grammar.expression(cursor)) };
}
