import { printName, SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { columnStorage } from "../../analysis/storage.ts";
import { BIGINT, STRING, TIMESTAMP } from "../../data-types.ts";
import { securedQuery } from "../../metastore/masks.ts";
import type { StoredColumn, StoredTable, TableVersion } from "../../metastore/objects.ts";
import { rewritten } from "../../metastore/rows.ts";
import { completeName, type KnownTable } from "../../metastore/session-catalog.ts";
import type { Call } from "../../syntax/ast.ts";
import { splitName } from "../../syntax/cursor.ts";
import type { StatementContext } from "../context.ts";
import { requireReading } from "../privileges.ts";
import { evaluated } from "../session.ts";
import { expectsTable } from "./targets.ts";

/** The column of a table of recorded changes that says what became of a row. */
export const CHANGE_TYPE = '"_change_type"';

/** Whether a table records its changes from now on. */
export const recordsChanges = ({ properties }: StoredTable): boolean =>
  properties.get("delta.enableChangeDataFeed")?.toLowerCase() === "true";

/** `table_changes(table, start, end)`: the rows that each version inserted, updated or deleted. */
export async function changeFeed(call: Call, context: StatementContext): Promise<KnownTable> {
  const [name, start, end] = await Promise.all(call.args.map(({ value }) => evaluated(value, context)));
  if (typeof name?.literal?.value !== "string" || start === undefined || call.args.length > 3)
    throw new SqlFailure(
      "INVALID_TABLE_VALUED_FUNCTION_ARGUMENTS",
      "`table_changes` requires the name of a table, the first version or time and, optionally, the last one.",
      "42P01",
    );
  const table = context.store.relation(completeName(splitName(name.literal.value), context.session));
  if (table.kind !== "table") throw expectsTable(table.name);
  requireReading(table.name, context);
  if (securedQuery(table) !== undefined)
    throw new SqlFailure(
      "UNSUPPORTED_FEATURE.ROW_COLUMN_ACCESS",
      `Change data feed of ${printName(table.name)} is not supported, because the table has a row filter or column masks.`,
      "0A000",
    );
  const chosen = versionsBetween(table, edge(start.literal?.value), edge(end?.literal?.value));
  const parts = chosen.flatMap((version) => changesOf(table, version));
  const columns = [
    ...table.columns.map(({ name: column, type }) => ({ name: column, type })),
    { name: "_change_type", type: STRING },
    { name: "_commit_version", type: BIGINT },
    { name: "_commit_timestamp", type: TIMESTAMP },
  ];
  const none = `SELECT ${columns.map((column) => `CAST(NULL AS ${columnStorage(column.type)}) AS ${quote(column.name)}`).join(", ")} WHERE false`;
  return { kind: "table", name: table.name, source: `(${[none, ...parts].join(" UNION ALL ")})`, columns };
}

/** A version as a number, or a time in milliseconds. */
function edge(value: unknown): { readonly version: number } | { readonly at: number } | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return { version: value };
  if (typeof value === "bigint") return value > 10n ** 12n ? { at: Number(value / 1000n) } : { version: Number(value) };
  const at = Date.parse(`${String(value).replace(" ", "T")}${/[zZ]|[+-]\d\d:?\d\d$/.test(String(value)) ? "" : "Z"}`);
  return { at };
}

function versionsBetween(
  table: StoredTable,
  start: ReturnType<typeof edge>,
  end: ReturnType<typeof edge>,
): readonly TableVersion[] {
  const last = table.versions.at(-1)?.version ?? 0;
  const from = start && ("version" in start ? start.version : table.versions.find(({ at }) => at >= start.at)?.version);
  const to =
    end === undefined
      ? last
      : "version" in end
        ? end.version
        : (table.versions.findLast(({ at }) => at <= end.at)?.version ?? -1);
  if (from === undefined || from > last || to < from)
    throw new SqlFailure(
      "DELTA_INVALID_CDC_RANGE",
      `CDC range from start ${from ?? "after the latest commit"} to end ${to} was invalid. The latest version is ${last}, and the end cannot be before the start.`,
      "22003",
    );
  const chosen = table.versions.filter(({ version }) => version >= from && version <= to);
  const gap = chosen[0]?.version === from ? chosen.find(({ changes }) => changes === undefined)?.version : from;
  if (gap === undefined) return chosen;
  throw new SqlFailure(
    "DELTA_MISSING_CHANGE_DATA",
    `Error getting change data for range [${from}, ${to}] as change data was not recorded for version [${gap}]. If you've enabled change data feed on this table, use \`DESCRIBE HISTORY\` to see when it was first enabled. Otherwise, to start recording change data, use \`ALTER TABLE table_name SET TBLPROPERTIES (delta.enableChangeDataFeed=true)\`.`,
    "KD002",
  );
}

/** Operations that change the description of a table, and none of its rows. */
const METADATA = /^(?:ADD|ALTER|CHANGE|DROP|RENAME|SET|UNSET|VACUUM|OPTIMIZE|ANALYZE|CLUSTER|REPLACE COLUMNS)/;

function changesOf(table: StoredTable, version: TableVersion): readonly string[] {
  const before = table.versions.find((one) => one.version === version.version - 1);
  const { changes, rows } = version;
  const select = (from: string, columns: readonly StoredColumn[], type: string) =>
    `SELECT ${items(table, columns)}, ${type}, CAST(${version.version} AS BIGINT), make_timestamptz(CAST(${version.at * 1000} AS BIGINT)) FROM ${from}`;
  if (changes?.source !== undefined) return [select(changes.source, rows.columns, CHANGE_TYPE)];
  if (METADATA.test(version.operation)) return [];
  const all = rewritten({ ...rows, first: rows.first ?? rows.count });
  if (before === undefined) return [select(all, rows.columns, "'insert'")];
  const old = before.rows.first ?? before.rows.count;
  const after = changes?.after ?? (before.rows.source === rows.source ? old : undefined);
  if (after !== undefined && after <= rows.count) {
    const end = rows.first ?? rows.count;
    const added = `(SELECT * FROM ${rows.source} WHERE rowid >= ${after} AND rowid < ${end})`;
    return after === end ? [] : [select(added, rows.columns, "'insert'")];
  }
  const gone = rewritten({ ...before.rows, first: old });
  if (version.parameters.predicate === undefined)
    return [select(gone, before.rows.columns, "'delete'"), select(all, rows.columns, "'insert'")];
  const names = rows.columns.map(({ physical }) => quote(physical)).join(", ");
  const without = (one: string, other: string) =>
    `(SELECT ${names} FROM ${one} EXCEPT ALL SELECT ${names} FROM ${other})`;
  return [select(without(gone, all), rows.columns, "'delete'"), select(without(all, gone), rows.columns, "'insert'")];
}

/** The table's columns of today in rows of another version. */
function items(table: StoredTable, columns: readonly StoredColumn[]): string {
  return table.columns
    .map(({ physical, type }) =>
      columns.some((column) => column.physical === physical) ? quote(physical) : `CAST(NULL AS ${columnStorage(type)})`,
    )
    .join(", ");
}
