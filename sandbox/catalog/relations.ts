import { fail, invalid } from "../failure.ts";
import { backquoted } from "../sql/engine/names.ts";
import { typeText } from "../sql/spark/data-types.ts";
import { manifestColumn } from "../sql/spark/execution/cells.ts";
import { informationSchemaRelations } from "../sql/spark/metastore/information-schema.ts";
import { type StoredConstraint, type StoredRelation, tableType } from "../sql/spark/metastore/objects.ts";
import type { Chain } from "./access.ts";
import type { SchemaName } from "./ledger.ts";
import { type Metastore, mustSee, SYSTEM_CATALOG } from "./metastore.ts";
import { systemNames, systemTable } from "./system-tables.ts";

/** A table or view. */
export interface Relation extends SchemaName {
  readonly name: string;
  readonly fullName: string;
  readonly oid: string;
  readonly isView: boolean;
  /** `MANAGED`, `VIEW`, `MATERIALIZED_VIEW`, `STREAMING_TABLE`. */
  readonly type: string;
  readonly comment: string | undefined;
  readonly definition: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
  /** Absent for system tables and the views of `information_schema`. */
  readonly stored: StoredRelation | undefined;
  readonly columns: StoredRelation["columns"];
}

/** Tables and views of a schema, by name. */
export async function relationsOf(metastore: Metastore, inside: SchemaName): Promise<readonly Relation[]> {
  const { objects } = await metastore.engine();
  const { catalog, schema } = inside;
  if (schema === "information_schema") {
    return informationSchemaRelations().map(({ name, columns }) => virtual(inside, name, "VIEW", columns));
  }
  if (catalog === SYSTEM_CATALOG) {
    return systemNames.flatMap(([of, name]) => {
      const found = of === schema ? systemTable([catalog, schema, name], metastore.world) : undefined;
      return found === undefined ? [] : virtual(inside, name, "MANAGED", found.columns);
    });
  }
  const found = objects.objects.catalogs.get(catalog)?.schemas.get(schema)?.relations.values() ?? [];
  return [...found].map(relationOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A relation whose rows come from the workspace. */
function virtual(inside: SchemaName, name: string, type: string, columns: Relation["columns"]): Relation {
  return {
    ...inside,
    name,
    fullName: `${inside.catalog}.${inside.schema}.${name}`,
    oid: name,
    isView: type === "VIEW",
    type,
    comment: undefined,
    definition: undefined,
    properties: {},
    stored: undefined,
    columns,
  };
}

function relationOf(stored: StoredRelation): Relation {
  const [catalog, schema, name] = stored.name;
  const type = tableType(stored);
  return {
    catalog,
    schema,
    name,
    fullName: stored.name.join("."),
    oid: stored.id,
    isView: type.endsWith("VIEW"),
    type,
    comment: stored.comment,
    definition: stored.kind === "view" ? stored.text : stored.query?.text,
    properties: Object.fromEntries(stored.properties),
    stored,
    columns: stored.columns,
  };
}

/** A relation with its schema and catalog. */
export function chainOfRelation(
  { ledger }: Metastore,
  { catalog, schema, fullName, oid }: Relation,
  schemaOid: string,
): Chain {
  return [
    ledger.of("table", fullName, oid),
    ledger.of("schema", `${catalog}.${schema}`, schemaOid),
    ledger.of("catalog", catalog),
  ];
}

/** The relations that the caller sees. Everyone sees `information_schema`. */
export function seenBy(metastore: Metastore, schemaOid: string): (relation: Relation) => boolean {
  const { access, world } = metastore;
  return (one) =>
    one.schema === "information_schema" || access.sees(world.user, chainOfRelation(metastore, one, schemaOid));
}

/** The statement that drops a relation. */
export const dropStatement = ({ type, catalog, schema, name }: Relation): string =>
  `DROP ${type.endsWith("VIEW") ? "VIEW" : "TABLE"} ${[catalog, schema, name].map(backquoted).join(".")}`;

/** The relation of a full name, or 404, or 403 if the caller cannot see it. */
export async function relation(metastore: Metastore, fullName: string): Promise<Relation> {
  const [catalog, schema, name, ...more] = fullName.toLowerCase().split(".");
  if (!catalog || !schema || !name || more.length > 0) return invalid(`'${fullName}' is not a valid name for a table.`);
  const inside = await metastore.schema(`${catalog}.${schema}`);
  const found = (await relationsOf(metastore, inside)).find((one) => one.name.toLowerCase() === name);
  if (found === undefined) return fail(404, "TABLE_DOES_NOT_EXIST", `Table '${fullName}' does not exist.`);
  if (schema !== "information_schema") mustSee(metastore, chainOfRelation(metastore, found, inside.oid));
  return found;
}

/** `ColumnInfo` of columns, with the platform's types. */
export function columnsOf({ stored, columns }: Relation): readonly object[] {
  return columns.map((column, position) => {
    const own = stored?.kind === "table" ? stored.columns[position] : undefined;
    const { type_name, type_text: _, ...size } = manifestColumn(column.name, column.type);
    const type_text = own?.text === undefined ? typeText(column.type) : `${own.text.kind}(${own.text.length})`;
    const nullable = own?.nullable ?? true;
    const { comment } = column;
    return {
      ...size,
      name: column.name,
      position,
      type_name,
      type_text,
      type_json: JSON.stringify({ name: column.name, type: type_text, nullable, metadata: comment ? { comment } : {} }),
      nullable,
      ...(comment ? { comment } : {}),
      ...(own?.mask === undefined
        ? {}
        : { mask: { function_name: own.mask.function.join("."), using_column_names: own.mask.using } }),
    };
  });
}

/** The property with the pipeline that makes a streaming table or materialized view. */
export const PIPELINE_PROPERTY = "pipelines.pipelineId";
export const pipelineOf = ({ properties }: Relation): string | undefined => properties[PIPELINE_PROPERTY];

/** The conditions of CHECK constraints, which Delta keeps as properties. */
export const checksOf = ({ stored }: Relation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (stored?.kind === "table" ? stored.constraints : []).flatMap((one) =>
      one.kind === "check" ? [[`delta.constraints.${one.name}`, one.text]] : [],
    ),
  );

/** `TableConstraint` of keys declared in SQL. */
export function constraintsOf({ stored }: Relation): readonly object[] {
  if (stored?.kind !== "table") return [];
  return stored.constraints.map(constraintView);
}

function constraintView(one: StoredConstraint): object {
  switch (one.kind) {
    case "primary_key":
      return {
        primary_key_constraint: {
          name: one.name,
          child_columns: one.columns,
          rely: one.rely,
          ...(one.timeseries && { timeseries_columns: [one.timeseries] }),
        },
      };
    case "foreign_key": {
      const { name, columns, parent, parentColumns } = one;
      return {
        foreign_key_constraint: {
          name,
          child_columns: columns,
          parent_table: parent.join("."),
          parent_columns: parentColumns,
        },
      };
    }
    case "check":
      return { named_table_constraint: { name: one.name } };
  }
}
