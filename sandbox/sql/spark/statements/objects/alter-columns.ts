import { SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { quotedType } from "../../analysis/coercion.ts";
import { columnStorage } from "../../analysis/storage.ts";
import type { SparkType } from "../../data-types.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import { rewritten } from "../../metastore/rows.ts";
import { currentVersion } from "../../metastore/store.ts";
import type { NameParts } from "../../syntax/ast.ts";
import type { AlterAction, ColumnChange, ColumnPosition } from "../../syntax/statements/definition-ast.ts";
import { commitMetadata, countOf, mentions, nullIn, replaceRows, stage } from "../changes/commits.ts";
import { addColumn } from "../changes/evolution.ts";
import { columnOf } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext, textOf } from "../context.ts";
import { storedColumn, storedMask } from "./columns.ts";
import { requireColumnMapping, widensTypes } from "./features.ts";
import { columnEntry } from "./securables.ts";
import { setTags, unsetTags } from "./tags.ts";
import { checkColumnNames } from "./valid-names.ts";

type Adding = Extract<AlterAction, { kind: "add_columns" }>["columns"];

export async function addColumns(table: StoredTable, columns: Adding, context: StatementContext): Promise<Rows> {
  checkColumnNames({ columns, properties: table.properties });
  for (const definition of columns) {
    if (table.columns.some(({ name }) => name.toLowerCase() === definition.name.toLowerCase()))
      throw repeated(definition.name);
    if (definition.notNull) {
      throw new SqlFailure(
        "DELTA_ADDING_COLUMN_WITH_NOT_NULL",
        `Adding the column ${definition.name} with NOT NULL is not supported.`,
        "0AKDC",
      );
    }
    if (definition.default !== undefined) {
      throw new SqlFailure(
        "WRONG_COLUMN_DEFAULTS_FOR_DELTA_ALTER_TABLE_ADD_COLUMN_NOT_SUPPORTED",
        "Failed to execute the command because DEFAULT values are not supported when adding new columns to previously existing Delta tables; please add the column without a default value first, then run a second ALTER TABLE ALTER COLUMN SET DEFAULT command to apply for future inserted rows instead.",
        "0AKDC",
      );
    }
    const { physical: _, ...column } = storedColumn(definition, "", context);
    await addColumn(table, column, placeOf(definition.position, table), context);
  }
  await commitMetadata(
    table,
    "ADD COLUMNS",
    { columns: JSON.stringify(columns.map(({ name }) => ({ column: { name } }))) },
    context,
  );
  return nothing;
}

const repeated = (name: string) =>
  new SqlFailure("FIELD_ALREADY_EXISTS", `Cannot add column, because \`${name}\` already exists.`, "42710");

function placeOf(position: ColumnPosition | undefined, table: StoredTable): number | undefined {
  if (position === undefined) return undefined;
  return position === "first" ? 0 : table.columns.indexOf(columnOf(table, position.after)) + 1;
}

export async function dropColumns(
  table: StoredTable,
  { columns, ifExists }: Extract<AlterAction, { kind: "drop_columns" }>,
  context: StatementContext,
): Promise<Rows> {
  for (const parts of columns) {
    const name = parts.at(-1) ?? "";
    requireColumnMapping(table, "drop");
    const known = table.columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
    if (!known && ifExists) continue;
    const column = columnOf(table, name);
    refuseUsed(column, table);
    table.columns = table.columns.filter((one) => one !== column);
  }
  await commitMetadata(
    table,
    "DROP COLUMNS",
    { columns: JSON.stringify(columns.map((parts) => parts.join("."))) },
    context,
  );
  return nothing;
}

/** @throws {SqlFailure} while something of the table needs the column */
function refuseUsed({ name }: StoredColumn, { constraints, columns, partitionedBy, clusterBy }: StoredTable): void {
  const lower = name.toLowerCase();
  const check = constraints.find((one) => one.kind === "check" && mentions(one.text, name));
  const key = constraints.find((one) => one.kind !== "check" && one.columns.includes(lower));
  const generated = columns.find((column) => mentions(column.generated ?? "", name));
  const partition = partitionedBy.includes(lower) || clusterBy.includes(lower);
  const user = check?.name ?? key?.name ?? generated?.name ?? (partition ? "the layout of the table" : undefined);
  if (user === undefined) return;
  throw new SqlFailure(
    "DELTA_CONSTRAINT_DEPENDENT_COLUMN_CHANGE",
    `Cannot change or drop column ${name} because ${user} depends on it.`,
    "42K09",
  );
}

export async function renameColumn(
  table: StoredTable,
  from: NameParts,
  to: string,
  context: StatementContext,
): Promise<Rows> {
  requireColumnMapping(table, "rename");
  const column = columnOf(table, from.at(-1) ?? "");
  if (table.columns.some((one) => one !== column && one.name.toLowerCase() === to.toLowerCase())) throw repeated(to);
  refuseUsed(column, table);
  // Older versions keep the old name.
  table.columns = table.columns.map((one) => (one === column ? { ...one, name: to } : one));
  await commitMetadata(table, "RENAME COLUMN", { oldColumnPath: column.name, newColumnPath: to }, context);
  return nothing;
}

export async function alterColumn(
  table: StoredTable,
  name: string,
  change: ColumnChange,
  context: StatementContext,
): Promise<Rows> {
  const old = columnOf(table, name);
  if (change.kind === "set_tags") setTags(columnEntry(table, old.name, context), change.tags, context);
  else if (change.kind === "unset_tags") unsetTags(columnEntry(table, old.name, context), change.keys);
  else if (change.kind === "type") return changeType(table, old, change.type.type, context);
  else if (change.kind === "position") {
    const others = table.columns.filter((column) => column !== old);
    const at =
      change.position === "first"
        ? 0
        : others.indexOf(columnOf({ ...table, columns: others }, change.position.after)) + 1;
    table.columns = others.toSpliced(at, 0, old);
  } else {
    if (change.kind === "set_not_null") await refuseNulls(table, old, context);
    const column = changed(old, change, context);
    table.columns = table.columns.map((one) => (one === old ? column : one));
  }
  if (change.kind !== "set_tags" && change.kind !== "unset_tags") {
    await commitMetadata(table, "CHANGE COLUMN", { column: JSON.stringify({ name: old.name }) }, context);
  }
  return nothing;
}

function changed(old: StoredColumn, change: ColumnChange, context: StatementContext): StoredColumn {
  const { comment, default: value, mask, ...rest } = old;
  const kept = { comment, default: value, mask };
  switch (change.kind) {
    case "comment":
      return complete(rest, { ...kept, comment: change.comment ?? undefined });
    case "default":
      return complete(rest, { ...kept, default: textOf(change.value, context) });
    case "drop_default":
      return complete(rest, { ...kept, default: undefined });
    case "mask":
      return complete(rest, { ...kept, mask: storedMask(change.mask, context) });
    case "drop_mask":
      return complete(rest, { ...kept, mask: undefined });
    case "set_not_null":
      return { ...old, nullable: false };
    case "drop_not_null":
      return { ...old, nullable: true };
    default:
      return old;
  }
}

function complete(
  rest: Omit<StoredColumn, "comment" | "default" | "mask">,
  { comment, default: value, mask }: { [Key in "comment" | "default" | "mask"]: StoredColumn[Key] | undefined },
): StoredColumn {
  return {
    ...rest,
    ...(comment === undefined ? {} : { comment }),
    ...(value === undefined ? {} : { default: value }),
    ...(mask === undefined ? {} : { mask }),
  };
}

async function refuseNulls(
  table: StoredTable,
  { name, physical }: StoredColumn,
  context: StatementContext,
): Promise<void> {
  const { rows } = currentVersion(table);
  if ((await countOf(`${rows.source} WHERE ${quote(physical)} IS NULL`, context)) === 0) return;
  throw nullIn(name);
}

/** Types that every value of a type fits into. */
const WIDER: Readonly<Record<string, readonly SparkType["kind"][]>> = {
  tinyint: ["smallint", "int", "bigint", "decimal", "double"],
  smallint: ["int", "bigint", "decimal", "double"],
  int: ["bigint", "decimal", "double"],
  bigint: ["decimal"],
  float: ["double"],
  date: ["timestamp_ntz"],
};

async function changeType(
  table: StoredTable,
  old: StoredColumn,
  type: SparkType,
  context: StatementContext,
): Promise<Rows> {
  const decimals = old.type.kind === "decimal" && type.kind === "decimal" ? [old.type, type] : undefined;
  const [from, to] = decimals ?? [];
  const widens =
    from !== undefined && to !== undefined
      ? to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale
      : old.type.kind === type.kind || (WIDER[old.type.kind] ?? []).includes(type.kind);
  const same = quotedType(old.type) === quotedType(type);
  if (!same && !(widens && widensTypes(table))) {
    throw new SqlFailure(
      "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP",
      `ALTER TABLE CHANGE COLUMN is not supported for changing column ${old.name} from ${quotedType(old.type)} to ${quotedType(type)}.`,
      "0AKDC",
    );
  }
  table.columns = table.columns.map((one) => (one === old ? { ...one, type } : one));
  const items = table.columns.map(
    ({ physical, type: kind }) => `CAST(${quote(physical)} AS ${columnStorage(kind)}) AS ${quote(physical)}`,
  );
  const whole = await stage(`SELECT ${items.join(", ")} FROM ${rewritten(currentVersion(table).rows)}`, context);
  await replaceRows(
    table,
    whole,
    { operation: "CHANGE COLUMN", parameters: { column: JSON.stringify({ name: old.name }) }, metrics: {} },
    context,
  );
  return nothing;
}
