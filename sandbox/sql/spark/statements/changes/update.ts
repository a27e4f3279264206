import { quote } from "../../../engine/names.ts";
import type { Field } from "../../analysis/compiler.ts";
import type { Typed } from "../../functions/contract.ts";
import type { StoredTable } from "../../metastore/objects.ts";
import type { Expression } from "../../syntax/ast.ts";
import { parseExpression } from "../../syntax/parser.ts";
import type { Delete, Truncate, Update } from "../../syntax/statements/change-ast.ts";
import { nothing, type Rows, type StatementContext, textOf, textRows } from "../context.ts";
import { conditionSql, storedSql } from "./assignment.ts";
import { type Commit, checkRows, countOf, replaceRows, type Staged, stage } from "./commits.ts";
import { CHANGE_TYPE, recordsChanges } from "./feed.ts";
import { assignedValues } from "./set-columns.ts";
import { targetRows, targetTable } from "./targets.ts";

/** The column of a rewritten table that says whether a row was changed. */
const CHANGED = '"row changed"';

export async function update(statement: Update, context: StatementContext): Promise<Rows> {
  const table = targetTable(statement.target, context);
  return context.locked(table.name, async () => {
    const target = targetRows(table, statement.alias, context);
    const changed =
      statement.where === undefined ? "true" : conditionSql(statement.where, target.fields, "WHERE", context);
    const values = assignedValues(statement.assignments, table, target.fields, target.fields, context);
    const flag = context.compiler.fresh();
    const items = table.columns.map((column, index) => {
      const old = target.fields[index];
      const value = values.get(column.physical);
      if (old === undefined) return "";
      const sql =
        value === undefined ? storedSql(old) : `CASE WHEN ${flag} THEN ${storedSql(value)} ELSE ${storedSql(old)} END`;
      return `${sql} AS ${quote(column.physical)}`;
    });
    const rows = `SELECT *, (${changed}) IS TRUE AS ${flag} FROM ${target.from}`;
    const whole = await stage(`SELECT ${items.join(", ")}, ${flag} AS ${CHANGED} FROM (${rows})`, context);
    const count = await countOf(`${whole.source} WHERE ${CHANGED}`, context);
    const changes = recordsChanges(table)
      ? await recorded(
          [
            `SELECT ${oldValues(table, target.fields)}, 'update_preimage' AS ${CHANGE_TYPE} FROM (${rows}) WHERE ${flag}`,
            `SELECT ${namesOf(table)}, 'update_postimage' FROM ${whole.source} WHERE ${CHANGED}`,
          ],
          context,
        )
      : {};
    await context.run(`ALTER TABLE ${whole.source} DROP COLUMN ${CHANGED}`);
    await checkRows(table, whole, context);
    const metrics = { numUpdatedRows: String(count), numCopiedRows: String(whole.count - count) };
    const commit = { operation: "UPDATE", parameters: predicateOf(statement.where, context), metrics, changes };
    await finish(table, whole, count, commit, context);
    return affected(count);
  });
}

const affected = (count: number): Rows => textRows(["num_affected_rows BIGINT"], [[String(count)]]);

function predicateOf(where: Expression | undefined, context: StatementContext): Readonly<Record<string, string>> {
  return where === undefined ? {} : { predicate: `["${textOf(where, context)}"]` };
}

/** A statement that changes no rows does not commit. */
async function finish(
  table: StoredTable,
  whole: Staged,
  count: number,
  change: Commit,
  context: StatementContext,
): Promise<void> {
  if (count === 0) await context.run(`DROP TABLE ${whole.source}`);
  else await replaceRows(table, whole, change, context);
}

export async function remove(statement: Delete, context: StatementContext): Promise<Rows> {
  const table = targetTable(statement.target, context);
  return context.locked(table.name, async () => {
    const target = targetRows(table, statement.alias, context);
    const before = await countOf(target.from, context);
    const gone =
      statement.where === undefined ? "true" : conditionSql(statement.where, target.fields, "WHERE", context);
    const items = oldValues(table, target.fields);
    const whole = await stage(`SELECT ${items} FROM ${target.from} WHERE (${gone}) IS NOT TRUE`, context);
    const count = before - whole.count;
    const metrics = { numDeletedRows: String(count), numCopiedRows: String(whole.count) };
    const deleted = `SELECT ${items}, 'delete' AS ${CHANGE_TYPE} FROM ${target.from} WHERE (${gone}) IS TRUE`;
    const changes = recordsChanges(table) ? await recorded([deleted], context) : {};
    const commit = { operation: "DELETE", parameters: predicateOf(statement.where, context), metrics, changes };
    await finish(table, whole, count, commit, context);
    return affected(count);
  });
}

/** The rows of a table before a change, under the names of their columns in DuckDB. */
export const oldValues = (table: StoredTable, fields: readonly Field[]): string =>
  table.columns.map(({ physical }, index) => `${storedSql(fields[index] ?? NULL)} AS ${quote(physical)}`).join(", ");

const namesOf = ({ columns }: StoredTable): string => columns.map(({ physical }) => quote(physical)).join(", ");

/** Changed rows, for the change data feed. */
export async function recorded(selects: readonly string[], context: StatementContext): Promise<{ source: string }> {
  const { source } = await stage(selects.join(" UNION ALL "), context);
  return { source };
}

const NULL: Typed = { type: { kind: "void" }, sql: "NULL" };

export async function truncate(statement: Truncate, context: StatementContext): Promise<Rows> {
  await remove({ ...statement, kind: "delete", where: parseExpression("true") }, context);
  return nothing;
}
