import type { Constraint, Table } from "../../api/catalog/tables.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** A table in a list: what tells it from the others. */
export const tableRow = ({ name, table_type, data_source_format, owner, comment, updated_at }: Table) => ({
  name,
  ...compact({
    table_type,
    // Views have none of their own, and nearly every table is Delta.
    format:
      data_source_format === "DELTA" || data_source_format === "UNKNOWN_DATA_SOURCE_FORMAT"
        ? undefined
        : data_source_format,
    owner,
    comment,
    updated_at: isoTime(updated_at),
  }),
});

/** What Delta writes down for itself: protocol versions, the last commit, its feature flags. */
const BOOKKEEPING =
  /^delta\.(min(Reader|Writer)Version|lastCommitTimestamp|lastUpdateVersion|feature\.|rowTracking\.materialized)/;

/** One table or view in full: columns with their types, comments and masks, and constraints in words. */
export function tableDetails(table: Table) {
  const { full_name, properties } = table;
  const columns = (table.columns ?? []).toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return {
    full_name,
    ...compact({
      table_type: table.table_type,
      data_source_format: table.data_source_format,
      owner: table.owner,
      comment: table.comment,
      browse_only: table.browse_only || undefined,
      columns: columns.map((column) => ({
        name: column.name,
        ...compact({
          type: column.type_text || column.type_name,
          not_null: column.nullable === false ? true : undefined,
          comment: column.comment,
          partition_index: column.partition_index,
          mask: column.mask?.function_name,
        }),
      })),
      constraints: (table.table_constraints ?? []).flatMap((constraint) => constraintText(constraint) ?? []),
      row_filter: table.row_filter
        ? call(table.row_filter.function_name, table.row_filter.input_column_names)
        : undefined,
      view_definition: table.view_definition,
      storage_location: table.storage_location,
      pipeline_id: table.pipeline_id,
      properties: Object.fromEntries(Object.entries(properties ?? {}).filter(([key]) => !BOOKKEEPING.test(key))),
      created_at: isoTime(table.created_at),
      created_by: table.created_by,
      updated_at: isoTime(table.updated_at),
      updated_by: table.updated_by,
    }),
  };
}

const call = (name: string | null | undefined, columns: readonly string[] | null | undefined) =>
  `${name ?? ""}(${(columns ?? []).join(", ")})`;

/** A constraint as SQL says it; the platform keeps them for information and does not enforce keys. */
function constraintText({
  primary_key_constraint: pk,
  foreign_key_constraint: fk,
  named_table_constraint,
}: Constraint) {
  if (pk) return call("PRIMARY KEY ", pk.child_columns);
  if (fk) return `${call("FOREIGN KEY ", fk.child_columns)} REFERENCES ${call(fk.parent_table, fk.parent_columns)}`;
  return named_table_constraint?.name ? `CONSTRAINT ${named_table_constraint.name}` : undefined;
}
