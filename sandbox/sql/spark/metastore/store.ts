import type { Entry } from "../../../catalog/ledger.ts";
import { missingSchema, missingTable } from "../../engine/conditions.ts";
import { printName, SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import type {
  DroppedTable,
  ObjectName,
  StoredCatalog,
  StoredObjects,
  StoredRelation,
  StoredRoutine,
  StoredSchema,
  StoredTable,
} from "./objects.ts";

/** Days in which UNDROP can bring a table back. */
const UNDROP_MS = 7 * 86_400_000;

/** The catalogs, schemas, tables, views and functions of the workspace. DuckDB has only the rows. */
export interface ObjectStore {
  readonly objects: StoredObjects;
  /** Catalogs that exist and that statements of this workspace cannot name. */
  readonly hidden: Set<string>;
  catalogNames(): readonly string[];
  /** @throws {SqlFailure} NO_SUCH_CATALOG_EXCEPTION */
  catalog(name: string): StoredCatalog;
  /** @throws {SqlFailure} SCHEMA_NOT_FOUND */
  schema(catalog: string, schema: string): StoredSchema;
  findSchema(catalog: string, schema: string): StoredSchema | undefined;
  findRelation(name: ObjectName): StoredRelation | undefined;
  /** @throws {SqlFailure} TABLE_OR_VIEW_NOT_FOUND */
  relation(name: ObjectName): StoredRelation;
  findRoutine(name: ObjectName): StoredRoutine | undefined;
  addCatalog(catalog: StoredCatalog): void;
  addSchema(catalog: string, schema: StoredSchema): void;
  /** Adds a relation, or puts it in the place of another of the name. */
  putRelation(relation: StoredRelation): void;
  putRoutine(routine: StoredRoutine): void;
  /** `records` come back with the table. */
  dropRelation(name: ObjectName, records: readonly Entry[]): void;
  dropRoutine(name: ObjectName): void;
  dropSchema(catalog: string, schema: string, recordsOf: (relation: ObjectName) => readonly Entry[]): void;
  dropCatalog(name: string): void;
  /** Tables that UNDROP can bring back, the newest first. */
  dropped(): readonly DroppedTable[];
  undrop(dropped: DroppedTable): void;
  /** Tables of DuckDB that no version uses any more. They are dropped when the change is saved. */
  readonly retired: string[];
  /** A new name for a table in DuckDB. */
  newSource(): string;
}

/** Called for each object that is new. */
export type OnMade = (type: "catalog" | "schema" | "table" | "function", name: readonly string[], id: string) => void;

export function createObjectStore(objects: StoredObjects, now: () => number, onMade: OnMade): ObjectStore {
  const store: ObjectStore = {
    objects,
    hidden: new Set(),
    retired: [],
    catalogNames: () => [...objects.catalogs.keys()].filter((name) => !store.hidden.has(name)).sort(),
    catalog(name) {
      const found = store.hidden.has(name.toLowerCase()) ? undefined : objects.catalogs.get(name.toLowerCase());
      return found ?? missingCatalog(name);
    },
    schema(catalog, schema) {
      const found = store.catalog(catalog).schemas.get(schema.toLowerCase());
      if (found !== undefined) return found;
      throw missingSchema([catalog, schema]);
    },
    findSchema: (catalog, schema) =>
      store.hidden.has(catalog) ? undefined : objects.catalogs.get(catalog)?.schemas.get(schema),
    findRelation: ([catalog, schema, relation]) => store.findSchema(catalog, schema)?.relations.get(relation),
    relation(name) {
      const found = store.findRelation(name);
      if (found !== undefined) return found;
      throw missingTable(name);
    },
    findRoutine: ([catalog, schema, routine]) => store.findSchema(catalog, schema)?.routines.get(routine),
    addCatalog(catalog) {
      objects.catalogs.set(catalog.name, catalog);
      onMade("catalog", [catalog.name], "");
      for (const { name, id } of catalog.schemas.values()) onMade("schema", [catalog.name, name], id);
    },
    addSchema(catalog, schema) {
      store.catalog(catalog).schemas.set(schema.name, schema);
      onMade("schema", [catalog, schema.name], schema.id);
    },
    putRelation(relation) {
      const [catalog, schema, name] = relation.name;
      store.schema(catalog, schema).relations.set(name, relation);
      onMade("table", relation.name, relation.id);
    },
    putRoutine(routine) {
      const [catalog, schema, name] = routine.name;
      store.schema(catalog, schema).routines.set(name, routine);
      onMade("function", routine.name, "");
    },
    dropRelation(name, records) {
      const relation = store.relation(name);
      store.schema(name[0], name[1]).relations.delete(name[2]);
      if (relation.kind === "table") objects.dropped.unshift({ table: relation, at: now(), records });
    },
    dropRoutine: ([catalog, schema, name]) => void store.schema(catalog, schema).routines.delete(name),
    dropSchema(catalog, schema, recordsOf) {
      for (const { name } of [...store.schema(catalog, schema).relations.values()])
        store.dropRelation(name, recordsOf(name));
      store.catalog(catalog).schemas.delete(schema);
    },
    dropCatalog: (name) => void objects.catalogs.delete(name),
    dropped: () => objects.dropped.filter(({ at }) => now() - at < UNDROP_MS),
    undrop(dropped) {
      objects.dropped.splice(objects.dropped.indexOf(dropped), 1);
      store.putRelation(dropped.table);
    },
    newSource() {
      objects.made += 1;
      return `"@workspace".rows.${quote(`t${objects.made}`)}`;
    },
  };
  return store;
}

function missingCatalog(name: string): never {
  throw new SqlFailure(
    "NO_SUCH_CATALOG_EXCEPTION",
    `Catalog '${name}' was not found. Please verify the catalog name and then retry the query or command again.`,
    "42704",
  );
}

export const alreadyExists = (name: readonly string[]) =>
  new SqlFailure(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
    `Cannot create table or view ${printName(name)} because it already exists.\nChoose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects.`,
    "42P07",
  );

/** The newest version of a table. */
export function currentVersion(table: StoredTable) {
  const version = table.versions.at(-1);
  if (version === undefined) throw new SqlFailure("INTERNAL_ERROR", "A table has no version.", "XX000");
  return version;
}
