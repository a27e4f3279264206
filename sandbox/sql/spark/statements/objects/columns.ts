import { SqlFailure } from "../../../engine/failure.ts";
import type { SparkType } from "../../data-types.ts";
import type { ObjectName, StoredColumn, StoredConstraint, StoredTable } from "../../metastore/objects.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import type { ColumnDefinition, Constraint } from "../../syntax/statements/definition-ast.ts";
import { columnOf } from "../changes/targets.ts";
import { type StatementContext, textOf } from "../context.ts";

/** A new column. `physical` is its name in DuckDB. */
export function storedColumn(definition: ColumnDefinition, physical: string, context: StatementContext): StoredColumn {
  const { name, type, notNull, comment, generated, identity, mask } = definition;
  if (type === undefined)
    throw new SqlFailure("PARSE_SYNTAX_ERROR", `Syntax error: column ${name} has no type.`, "42601");
  if (identity !== undefined && type.type.kind !== "bigint") {
    throw new SqlFailure(
      "DELTA_IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE",
      "DataType of IDENTITY column is not supported: it must be BIGINT.",
      "428H2",
    );
  }
  return {
    name,
    physical,
    type: type.type,
    nullable: !notNull,
    ...(type.text === undefined ? {} : { text: type.text }),
    ...(comment === undefined ? {} : { comment }),
    ...(definition.default === undefined ? {} : { default: textOf(definition.default, context) }),
    ...(generated === undefined ? {} : { generated: textOf(generated, context) }),
    ...(identity === undefined ? {} : { identity: { ...identity, next: identity.start } }),
    ...(mask === undefined ? {} : { mask: storedMask(mask, context) }),
  };
}

export function storedMask(mask: NonNullable<ColumnDefinition["mask"]>, context: StatementContext) {
  const name = completeName(mask.function, context.session);
  if (context.store.findRoutine(name) === undefined) throw missingRoutine(name);
  return { function: name, using: mask.using.map((expression) => textOf(expression, context)) };
}

export const missingRoutine = (name: ObjectName) =>
  new SqlFailure(
    "ROUTINE_NOT_FOUND",
    `The routine \`${name.join("`.`")}\` cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    "42883",
  );

/** The columns of a query as those of a new table. */
export function columnsOfQuery(
  columns: readonly { readonly name: string; readonly type: SparkType }[],
): StoredColumn[] {
  refuseRepeated(columns);
  return columns.map(({ name, type }, index) => {
    return { name, physical: `c${index + 1}`, type, nullable: true };
  });
}

/** @throws {SqlFailure} for two columns of one name */
export function refuseRepeated(columns: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) {
      throw new SqlFailure(
        "COLUMN_ALREADY_EXISTS",
        `The column \`${lower}\` already exists. Choose another name or rename the existing column.`,
        "42711",
      );
    }
    seen.add(lower);
  }
}

/** A constraint of a table, with the name it gets if the statement gives none. */
export function storedConstraint(
  constraint: Constraint,
  table: Pick<StoredTable, "name" | "columns" | "constraints">,
  context: StatementContext,
): StoredConstraint | undefined {
  if (constraint.kind === "expect") return undefined;
  const name = (constraint.name ?? generatedName(constraint, table)).toLowerCase();
  if (constraint.kind === "check") return { kind: "check", name, text: constraint.text };
  for (const column of constraint.columns) columnOf(table, column);
  const columns = constraint.columns.map((column) => column.toLowerCase());
  if (constraint.kind === "primary_key") {
    for (const column of table.columns) {
      if (columns.includes(column.name.toLowerCase()) && column.nullable) throw nullableKey(column.name);
    }
    const { rely, timeseries } = constraint;
    return { kind: "primary_key", name, columns, rely, ...(timeseries && { timeseries: timeseries.toLowerCase() }) };
  }
  const parent = completeName(constraint.parent, context.session);
  context.store.relation(parent);
  return {
    kind: "foreign_key",
    name,
    columns,
    parent,
    parentColumns: parentColumns(parent, constraint.parentColumns, context),
  };
}

/** Without columns, those of the parent's primary key. */
function parentColumns(parent: ObjectName, given: readonly string[], { store }: StatementContext): readonly string[] {
  if (given.length > 0) return given.map((column) => column.toLowerCase());
  const relation = store.findRelation(parent);
  const key = relation?.kind === "table" ? relation.constraints.find(({ kind }) => kind === "primary_key") : undefined;
  return key?.kind === "primary_key" ? key.columns : [];
}

function generatedName({ kind }: Constraint, { name, constraints }: Pick<StoredTable, "name" | "constraints">): string {
  const table = name[2];
  if (kind === "primary_key") return `${table}_pk`;
  const count = constraints.filter((one) => one.kind === kind).length;
  return `${table}_${kind === "check" ? "check" : "fk"}${count === 0 ? "" : `_${count}`}`;
}

const nullableKey = (column: string) =>
  new SqlFailure(
    "DELTA_PRIMARY_KEY_COLUMN_NULLABLE",
    `Cannot create the primary key because its column ${column} is nullable. Declare the column NOT NULL.`,
    "42831",
  );
