import { printName, SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { quotedType } from "../../analysis/coercion.ts";
import { compileExpression } from "../../analysis/compile.ts";
import type { Field } from "../../analysis/compiler.ts";
import { fieldOf } from "../../analysis/scope.ts";
import type { SparkType } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { StoredColumn, StoredTable } from "../../metastore/objects.ts";
import type { NameParts } from "../../syntax/ast.ts";
import type { Assignment } from "../../syntax/statements/change-ast.ts";
import type { StatementContext } from "../context.ts";
import { assigned, defaultOf, generatedOf, isDefault } from "./assignment.ts";
import { columnOf } from "./targets.ts";

/** The new values by the physical names of their columns, generated columns included. @throws {SqlFailure} */
export function assignedValues(
  assignments: readonly Assignment[],
  table: StoredTable,
  target: readonly Field[],
  fields: readonly Field[],
  context: StatementContext,
): Map<string, Typed> {
  const values = new Map<string, Typed>();
  const places = assignments.map((one) => placeOf(one.target, table, target));
  refuseConflicts(places);
  for (const [index, { value }] of assignments.entries()) {
    const { column, path } = places[index] ?? placeOf([], table, target);
    const own = target[table.columns.indexOf(column)];
    if (own === undefined) continue;
    const typed = (type: SparkType): Typed =>
      isDefault(value) && path.length === 0
        ? defaultOf(column, context)
        : assigned(compileExpression(value, fields, "SET", context.compiler), { type }, context);
    values.set(column.physical, withField(values.get(column.physical) ?? own, column, path, typed));
  }
  for (const column of table.columns) {
    if (column.generated === undefined || values.has(column.physical)) continue;
    const current = table.columns.map((one, index): Field => {
      const value = values.get(one.physical);
      const old = target[index];
      return { name: one.name, qualifier: table.name, type: one.type, sql: value?.sql ?? old?.sql ?? "NULL" };
    });
    values.set(column.physical, generatedOf(column, current, context));
  }
  return values;
}

/** A column, or a field inside it. */
interface Place {
  readonly column: StoredColumn;
  readonly path: readonly string[];
}

const same = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/** `t.a` and `a` are the column, and `a.b` is a field of it. */
function placeOf(parts: NameParts, table: StoredTable, target: readonly Field[]): Place {
  for (let length = Math.min(3, parts.length - 1); length >= 0; length--) {
    const at = target.findIndex(
      ({ name, qualifier }) =>
        same(name, parts[length]) &&
        parts.slice(0, length).every((part, index) => same(part, qualifier[qualifier.length - length + index])),
    );
    const column = table.columns[at];
    if (column !== undefined) return { column, path: parts.slice(length + 1) };
  }
  return { column: columnOf(table, parts.at(-1) ?? ""), path: [] };
}

/** A column that is set twice, or together with one of its fields. */
function refuseConflicts(places: readonly Place[]): void {
  const paths = places.map(({ column, path }) => [column.name, ...path].map((part) => part.toLowerCase()));
  const twice = paths.find((one, index) =>
    paths.some((other, at) => at !== index && other.every((part, position) => part === one[position])),
  );
  if (twice === undefined) return;
  throw new SqlFailure(
    "DELTA_CONFLICT_SET_COLUMN",
    `There is a conflict from these SET columns: [${printName(twice)}].`,
    "42701",
  );
}

/** The value with another value in one of its fields; the value itself without a path. */
function withField(
  base: Typed,
  { name, type }: { readonly name: string; readonly type: SparkType },
  [field, ...path]: readonly string[],
  value: (type: SparkType) => Typed,
): Typed {
  if (field === undefined) return value(type);
  if (base.type.kind !== "struct")
    throw new SqlFailure(
      "",
      `Updating nested fields is only supported for StructType, but you are trying to update a field of \`${name}\`, which is of type: ${quotedType(base.type)}.`,
      "0A000",
    );
  fieldOf(base, field);
  const parts = base.type.fields.map((one) => {
    const inner = fieldOf(base, one.name);
    const changed = same(one.name, field)
      ? withField(inner, { ...one, name: `${name}.${one.name}` }, path, value)
      : inner;
    return `${quote(one.name)} := ${changed.sql}`;
  });
  return { type: base.type, sql: `struct_pack(${parts.join(", ")})` };
}
