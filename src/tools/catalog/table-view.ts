import * as z from "zod";
import type { Constraint, Table, TableColumn } from "../../api/catalog/tables.ts";
import { count, flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A table or view in a list. */
export const tableRowView = view(
  { name: z.string(), table_type: text, format: text, owner: text, comment: text, updated_at: text },
  ({ name, table_type, data_source_format: format, owner, comment, updated_at }: Table) => ({
    name,
    table_type,
    // Views have no format, and nearly every table is Delta.
    format: format === "DELTA" || format === "UNKNOWN_DATA_SOURCE_FORMAT" ? undefined : format,
    owner,
    comment,
    updated_at: isoTime(updated_at),
  }),
);

/** A column of a table or view. */
export const columnView = view(
  { name: z.string(), type: text, not_null: flag, comment: text, partition_index: count, mask: text },
  ({ name, type_text, type_name, nullable, comment, partition_index, mask }: TableColumn) => ({
    name,
    type: type_text || type_name,
    not_null: nullable === false ? true : undefined,
    comment,
    partition_index,
    mask: mask?.function_name,
  }),
);

/** Properties in which Delta records its own state: protocol versions, the last commit, feature flags, constraints. */
const BOOKKEEPING =
  /^delta\.(min(Reader|Writer)Version|lastCommitTimestamp|lastUpdateVersion|feature\.|rowTracking\.materialized|constraints\.)/;
/** A CHECK constraint, whose condition only this property has. */
const CHECK = "delta.constraints.";

/** Everything about a table or view except its name, columns and constraints. */
export const tableFactsView = view(
  {
    table_type: text,
    data_source_format: text,
    owner: text,
    comment: text,
    browse_only: flag,
    row_filter: text,
    view_definition: text,
    storage_location: text,
    pipeline_id: text,
    properties: z.record(z.string(), z.string()).optional(),
    created_at: text,
    created_by: text,
    updated_at: text,
    updated_by: text,
  },
  ({ row_filter, properties, ...table }: Table) => ({
    table_type: table.table_type,
    data_source_format: table.data_source_format,
    owner: table.owner,
    comment: table.comment,
    browse_only: table.browse_only || undefined,
    row_filter: row_filter && callText(row_filter.function_name, row_filter.input_column_names),
    view_definition: table.view_definition,
    storage_location: table.storage_location,
    pipeline_id: table.pipeline_id,
    properties: Object.fromEntries(Object.entries(properties ?? {}).filter(([key]) => !BOOKKEEPING.test(key))),
    created_at: isoTime(table.created_at),
    created_by: table.created_by,
    updated_at: isoTime(table.updated_at),
    updated_by: table.updated_by,
  }),
);

/** One table or view in full: columns in order, with types, comments and masks, and constraints as SQL. */
export const tableView = view(
  {
    full_name: z.string(),
    ...tableFactsView.fields,
    columns: z.array(columnView.schema).optional(),
    constraints: texts,
  },
  (table: Table) => ({
    full_name: table.full_name,
    ...tableFactsView(table),
    columns: (table.columns ?? []).toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).map(columnView),
    constraints: [...(table.table_constraints ?? []).flatMap((one) => constraintText(one) ?? []), ...checks(table)],
  }),
);

/** `CONSTRAINT positive CHECK (total > 0)`. The list of constraints has only the names, if it has them at all. */
function checks({ table_constraints, properties }: Table): string[] {
  const conditions = Object.entries(properties ?? {}).filter(([key]) => key.startsWith(CHECK));
  const known = conditions.map(([key]) => key.slice(CHECK.length).toLowerCase());
  const named = (table_constraints ?? []).flatMap(({ named_table_constraint: one }) => one?.name ?? []);
  return [
    ...conditions.map(([key, condition]) => `CONSTRAINT ${key.slice(CHECK.length)} CHECK (${condition})`),
    ...named.filter((name) => !known.includes(name.toLowerCase())).map((name) => `CONSTRAINT ${name}`),
  ];
}

const callText = (name: string | null | undefined, columns: readonly string[] | null | undefined): string =>
  `${name ?? ""}(${(columns ?? []).join(", ")})`;

function constraintText({ primary_key_constraint: pk, foreign_key_constraint: fk }: Constraint): string | undefined {
  const series = pk?.timeseries_columns ?? [];
  if (pk) {
    const columns = pk.child_columns?.map((name) => (series.includes(name) ? `${name} TIMESERIES` : name));
    return callText("PRIMARY KEY ", columns);
  }
  if (fk)
    return `${callText("FOREIGN KEY ", fk.child_columns)} REFERENCES ${callText(fk.parent_table, fk.parent_columns)}`;
  return undefined;
}
