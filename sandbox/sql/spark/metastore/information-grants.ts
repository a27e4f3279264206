import type { Entry } from "../../../catalog/ledger.ts";
import type { Value } from "../values/value.ts";
import { type Builder, builder, entryOf, relationsOf, tablesOf } from "./information-builder.ts";

/** Privileges, tags, masks and row filters in `information_schema`. */
export const GRANT_RELATIONS: Readonly<Record<string, Builder>> = {
  catalog_privileges: builder(
    "grantor grantee catalog_name privilege_type is_grantable inherited_from",
    ({ name }, { ledger }) => privileges(ledger.of("catalog", name), [name]),
  ),
  schema_privileges: builder(
    "grantor grantee catalog_name schema_name privilege_type is_grantable inherited_from",
    function* (catalog, { ledger }) {
      for (const schema of catalog.schemas.values())
        yield* privileges(ledger.of("schema", `${catalog.name}.${schema.name}`, schema.id), [
          catalog.name,
          schema.name,
        ]);
    },
  ),
  table_privileges: builder(
    "grantor grantee table_catalog table_schema table_name privilege_type is_grantable inherited_from",
    function* (catalog, services) {
      for (const relation of relationsOf(catalog)) yield* privileges(entryOf(relation, services), relation.name);
    },
  ),
  catalog_tags: builder("catalog_name tag_name tag_value", ({ name }, { ledger }) =>
    [...ledger.of("catalog", name).tags].map(([tag, value]) => [name, tag, value]),
  ),
  schema_tags: builder("catalog_name schema_name tag_name tag_value", function* (catalog, { ledger }) {
    for (const schema of catalog.schemas.values()) {
      for (const [tag, value] of ledger.of("schema", `${catalog.name}.${schema.name}`, schema.id).tags)
        yield [catalog.name, schema.name, tag, value];
    }
  }),
  table_tags: builder("catalog_name schema_name table_name tag_name tag_value", function* (catalog, services) {
    for (const relation of relationsOf(catalog))
      for (const [tag, value] of entryOf(relation, services).tags) yield [...relation.name, tag, value];
  }),
  column_tags: builder(
    "catalog_name schema_name table_name column_name tag_name tag_value",
    function* (catalog, { ledger }) {
      for (const relation of relationsOf(catalog)) {
        for (const { name } of relation.columns) {
          const { tags } = ledger.of("column", `${relation.name.join(".")}.${name.toLowerCase()}`, relation.id);
          for (const [tag, value] of tags) yield [...relation.name, name, tag, value];
        }
      }
    },
  ),
  column_masks: builder("table_catalog table_schema table_name column_name mask_name", function* (catalog) {
    for (const { name, columns } of tablesOf(catalog)) {
      for (const column of columns)
        if (column.mask !== undefined) yield [...name, column.name, column.mask.function.join(".")];
    }
  }),
  row_filters: builder("table_catalog table_schema table_name filter_name", function* (catalog) {
    for (const { name, rowFilter } of tablesOf(catalog))
      if (rowFilter !== undefined) yield [...name, rowFilter.function.join(".")];
  }),
};

function* privileges(entry: Entry, name: readonly string[]): Iterable<readonly Value[]> {
  for (const [grantee, held] of entry.grants) {
    for (const privilege of held) yield [entry.owner, grantee, ...name, privilege, "NO", "NONE"];
  }
}
