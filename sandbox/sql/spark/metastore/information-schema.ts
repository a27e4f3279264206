import { sqlType } from "../analysis/coercion.ts";
import { type SparkType, typeText } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import {
  type Builder,
  builder,
  entryOf,
  type InformationServices,
  micros,
  relationsOf,
  tablesOf,
} from "./information-builder.ts";
import { GRANT_RELATIONS } from "./information-grants.ts";
import { type ObjectName, type StoredRelation, storageOf, tableType } from "./objects.ts";
import type { VirtualRelation } from "./virtual.ts";

/** The relations of `information_schema` in every catalog; in `system` they cover all catalogs. */
export function informationSchema(
  [catalog, , relation]: ObjectName,
  services: InformationServices,
): VirtualRelation | undefined {
  const builder = RELATIONS[relation];
  if (builder === undefined) return undefined;
  const names = catalog === "system" ? services.store.catalogNames() : [catalog];
  const catalogs = names.flatMap((name) => services.store.objects.catalogs.get(name) ?? []);
  if (catalogs.length === 0) return undefined;
  return { columns: builder.columns, rows: () => catalogs.flatMap((one) => [...builder.rows(one, services)]) };
}

/** The relations that every `information_schema` has. */
export const informationSchemaRelations = () =>
  Object.entries(RELATIONS)
    .flatMap(([name, one]) => (one === undefined ? [] : [{ name, columns: one.columns }]))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const RELATIONS: Readonly<Record<string, Builder | undefined>> = {
  catalogs: builder(
    "catalog_name catalog_owner comment created:timestamp created_by last_altered:timestamp last_altered_by",
    ({ name, createdAt }, { ledger }) => {
      const { owner, createdBy, updatedAt, comment } = ledger.of("catalog", name);
      return [[name, owner, comment ?? null, micros(createdAt), createdBy, micros(updatedAt), createdBy]];
    },
  ),
  schemata: builder(
    "catalog_name schema_name schema_owner comment created:timestamp created_by last_altered:timestamp last_altered_by",
    (catalog, { ledger }) =>
      [...catalog.schemas.values()].map((schema) => {
        const { owner, createdBy, updatedAt } = ledger.of("schema", `${catalog.name}.${schema.name}`, schema.id);
        return [
          catalog.name,
          schema.name,
          owner,
          schema.comment ?? null,
          micros(schema.createdAt),
          createdBy,
          micros(updatedAt),
          createdBy,
        ];
      }),
  ),
  tables: builder(
    "table_catalog table_schema table_name table_type is_insertable_into commit_action table_owner comment created:timestamp created_by last_altered:timestamp last_altered_by data_source_format storage_path",
    function* (catalog, services) {
      for (const relation of relationsOf(catalog)) {
        const { owner, createdBy, updatedAt } = entryOf(relation, services);
        const isView = relation.kind === "view";
        yield [
          ...relation.name,
          tableType(relation),
          isView ? "NO" : "YES",
          "PRESERVE",
          owner,
          relation.comment ?? null,
          micros(relation.createdAt),
          createdBy,
          micros(relation.kind === "table" ? (relation.versions.at(-1)?.at ?? updatedAt) : updatedAt),
          createdBy,
          isView ? null : "DELTA",
          relation.kind === "view" ? null : storageOf(relation),
        ];
      }
    },
  ),
  views: builder(
    "table_catalog table_schema table_name view_definition check_option is_updatable is_insertable_into sql_path is_materialized",
    function* (catalog) {
      for (const relation of relationsOf(catalog)) {
        const materialized = relation.kind === "table" && relation.of === "materialized_view";
        if (relation.kind === "view") yield [...relation.name, relation.text, "NONE", "NO", "NO", null, "false"];
        else if (materialized) yield [...relation.name, relation.query?.text ?? null, "NONE", "NO", "NO", null, "true"];
      }
    },
  ),
  columns: builder(
    "table_catalog table_schema table_name column_name ordinal_position:int column_default is_nullable full_data_type data_type character_maximum_length:int numeric_precision:int numeric_scale:int is_identity identity_generation is_generated generation_expression comment",
    function* (catalog) {
      for (const relation of relationsOf(catalog)) {
        for (const [position, column] of relation.columns.entries()) yield columnRow(relation, position, column);
      }
    },
  ),
  table_constraints: builder(
    "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name constraint_type is_deferrable initially_deferred enforced",
    function* (catalog) {
      for (const { name, constraints } of tablesOf(catalog)) {
        for (const constraint of constraints) {
          const type = constraint.kind.replace("_", " ").toUpperCase();
          yield [
            name[0],
            name[1],
            constraint.name,
            ...name,
            type,
            "NO",
            "NO",
            constraint.kind === "check" ? "YES" : "NO",
          ];
        }
      }
    },
  ),
  key_column_usage: builder(
    "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name column_name ordinal_position:int position_in_unique_constraint:int",
    function* (catalog) {
      for (const { name, constraints } of tablesOf(catalog)) {
        for (const constraint of constraints) {
          if (constraint.kind === "check") continue;
          for (const [at, column] of constraint.columns.entries()) {
            yield [
              name[0],
              name[1],
              constraint.name,
              ...name,
              column,
              at + 1,
              constraint.kind === "foreign_key" ? at + 1 : null,
            ];
          }
        }
      }
    },
  ),
  referential_constraints: builder(
    "constraint_catalog constraint_schema constraint_name unique_constraint_catalog unique_constraint_schema unique_constraint_name match_option update_rule delete_rule",
    function* (catalog, { store }) {
      for (const { name, constraints } of tablesOf(catalog)) {
        for (const constraint of constraints) {
          if (constraint.kind !== "foreign_key") continue;
          const parent = store.findRelation(constraint.parent);
          const key =
            parent?.kind === "table" ? parent.constraints.find(({ kind }) => kind === "primary_key")?.name : undefined;
          yield [
            name[0],
            name[1],
            constraint.name,
            constraint.parent[0],
            constraint.parent[1],
            key ?? null,
            "FULL",
            "NO ACTION",
            "NO ACTION",
          ];
        }
      }
    },
  ),
  routines: builder(
    "specific_catalog specific_schema specific_name routine_catalog routine_schema routine_name routine_type data_type full_data_type routine_body routine_definition external_language is_deterministic security_type comment created:timestamp",
    function* (catalog) {
      for (const schema of catalog.schemas.values()) {
        for (const routine of schema.routines.values()) {
          const type = "columns" in routine.returns ? "TABLE" : sqlType(routine.returns);
          const body = routine.language === "sql" ? "SQL" : "EXTERNAL";
          yield [
            ...routine.name,
            ...routine.name,
            "FUNCTION",
            type,
            type,
            body,
            routine.body.text,
            body === "SQL" ? null : "PYTHON",
            routine.deterministic ? "YES" : "NO",
            "DEFINER",
            routine.comment ?? null,
            micros(routine.createdAt),
          ];
        }
      }
    },
  ),
  parameters: builder(
    "specific_catalog specific_schema specific_name ordinal_position:int parameter_mode is_result parameter_name data_type full_data_type parameter_default comment",
    function* (catalog) {
      for (const schema of catalog.schemas.values()) {
        for (const routine of schema.routines.values()) {
          for (const [at, parameter] of routine.parameters.entries()) {
            const type = sqlType(parameter.type);
            yield [
              ...routine.name,
              at,
              "IN",
              "NO",
              parameter.name,
              type,
              type,
              parameter.default ?? null,
              parameter.comment ?? null,
            ];
          }
        }
      }
    },
  ),
  volumes: builder(
    "volume_catalog volume_schema volume_name volume_type volume_owner comment storage_location created:timestamp created_by",
    function* (catalog, { volumes }) {
      for (const schema of catalog.schemas.keys()) {
        for (const { name, type, location, entry } of volumes.in({ catalog: catalog.name, schema })) {
          yield [
            catalog.name,
            schema,
            name,
            type,
            entry.owner,
            entry.comment ?? null,
            location,
            micros(entry.createdAt),
            entry.createdBy,
          ];
        }
      }
    },
  ),
  ...GRANT_RELATIONS,
};

function columnRow(
  relation: StoredRelation,
  position: number,
  column: StoredRelation["columns"][number],
): readonly Value[] {
  const stored = relation.kind === "table" ? relation.columns[position] : undefined;
  const { type } = column;
  const decimal = type.kind === "decimal" ? [type.precision, type.scale] : [null, null];
  const identity = stored?.identity;
  return [
    ...relation.name,
    column.name,
    position,
    stored?.default ?? null,
    stored?.nullable === false ? "NO" : "YES",
    typeText(type),
    shortType(type),
    stored?.text?.length ?? null,
    ...decimal,
    identity === undefined ? "NO" : "YES",
    identity === undefined ? null : identity.always ? "ALWAYS" : "BY DEFAULT",
    stored?.generated === undefined ? "NEVER" : "ALWAYS",
    stored?.generated ?? null,
    column.comment ?? null,
  ];
}

/** The name of a type without its parts. */
function shortType(type: SparkType): string {
  if (type.kind === "interval_ym" || type.kind === "interval_dt") return "INTERVAL";
  return type.kind === "bigint"
    ? "LONG"
    : type.kind === "smallint"
      ? "SHORT"
      : type.kind === "tinyint"
        ? "BYTE"
        : type.kind.toUpperCase();
}
