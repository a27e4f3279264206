import { volumeName } from "../../../../catalog/volume-store.ts";
import { SqlFailure } from "../../../engine/failure.ts";
import type { StoredCatalog, StoredSchema } from "../../metastore/objects.ts";
import { completeName, completeSchema } from "../../metastore/session-catalog.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import type { Definition } from "../../syntax/statements/definition-ast.ts";
import { writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext } from "../context.ts";
import { checkObjectName } from "./valid-names.ts";

type Creating<Kind extends Definition["kind"]> = Extract<Definition, { kind: Kind }>;

function newSchema(name: string, id: string, createdAt: number, comment?: string): StoredSchema {
  return {
    id,
    name,
    ...(comment === undefined ? {} : { comment }),
    properties: new Map(),
    relations: new Map(),
    routines: new Map(),
    createdAt,
  };
}

/** A catalog with its default schema. */
function newCatalog(name: string, uuid: () => string, createdAt: number): StoredCatalog {
  const schemas = new Map([["default", newSchema("default", uuid(), createdAt)]]);
  return { id: uuid(), name, schemas, createdAt };
}

export function createCatalog(statement: Creating<"create_catalog">, { store, services }: StatementContext): Rows {
  const name = statement.name.toLowerCase();
  if (store.objects.catalogs.has(name)) {
    if (statement.mode === "if_not_exists") return nothing;
    throw new SqlFailure("CATALOG_ALREADY_EXISTS", `Catalog '${name}' already exists.`, "42711");
  }
  checkObjectName("Catalog", name);
  store.addCatalog(newCatalog(name, services.uuid, services.now()));
  if (statement.comment !== undefined) services.ledger.of("catalog", name).comment = statement.comment;
  return nothing;
}

export function createSchema(
  statement: Creating<"create_schema">,
  { store, services, session }: StatementContext,
): Rows {
  const [catalog, name] = completeSchema(statement.name, session);
  writable([catalog, name]);
  const parent = store.catalog(catalog);
  if (parent.schemas.has(name) || name === "information_schema") {
    if (statement.mode === "if_not_exists") return nothing;
    throw new SqlFailure(
      "SCHEMA_ALREADY_EXISTS",
      `Cannot create schema \`${name}\` because it already exists.\nChoose a different name, drop the existing schema, or add the IF NOT EXISTS clause to tolerate pre-existing schema.`,
      "42P06",
    );
  }
  checkObjectName("Schema", name);
  const schema = newSchema(name, services.uuid(), services.now(), statement.comment);
  for (const [key, value] of Object.entries(optionsText(statement.properties))) schema.properties.set(key, value);
  store.addSchema(catalog, schema);
  return nothing;
}

export function createVolume(
  statement: Creating<"create_volume">,
  { store, services, session }: StatementContext,
): Rows {
  const [catalog, schema, name] = completeName(statement.name, session);
  writable([catalog, schema]);
  store.schema(catalog, schema);
  const { volumes } = services;
  if (volumes.has(volumeName({ catalog, schema, name }))) {
    if (statement.mode === "if_not_exists") return nothing;
    throw new SqlFailure(
      "VOLUME_ALREADY_EXISTS",
      `Cannot create volume \`${catalog}\`.\`${schema}\`.\`${name}\` because it already exists.`,
      "42000",
    );
  }
  const type = statement.location === undefined ? "MANAGED" : "EXTERNAL";
  const volume = volumes.add({ catalog, schema, name, type }, statement.location);
  if (statement.comment !== undefined) volume.entry.comment = statement.comment;
  return nothing;
}

/** Drops what a schema contains, or refuses while there is something. */
export function dropSchema(
  parts: readonly string[],
  ifExists: boolean,
  cascade: boolean,
  context: StatementContext,
): void {
  const { store, services, session } = context;
  const [catalog, name] = completeSchema(parts, session);
  writable([catalog, name]);
  if (store.findSchema(catalog, name) === undefined && ifExists) return;
  const schema = store.schema(catalog, name);
  const inside = services.volumes.in({ catalog, schema: name });
  if (!cascade && schema.relations.size + schema.routines.size + inside.length > 0) {
    throw new SqlFailure(
      "SCHEMA_NOT_EMPTY",
      `Cannot drop a schema \`${name}\` because it contains objects.\nUse DROP SCHEMA … CASCADE to drop the schema and all its objects.`,
      "2BP01",
    );
  }
  services.volumes.dropInside(`${catalog}.${name}`);
  store.dropSchema(catalog, name, (relation) => services.ledger.forget("table", relation.join(".")));
  services.ledger.forget("schema", `${catalog}.${name}`);
}

export function dropCatalog(
  name: string,
  ifExists: boolean,
  cascade: boolean,
  { store, services }: StatementContext,
): void {
  const lower = name.toLowerCase();
  writable([lower, ""]);
  if (!store.objects.catalogs.has(lower) && ifExists) return;
  const catalog = store.catalog(lower);
  if (!cascade && !isEmpty(catalog)) {
    throw new SqlFailure(
      "CATALOG_NOT_EMPTY",
      `Cannot drop catalog '${lower}' because it is not empty. Use DROP CATALOG … CASCADE.`,
      "2BP01",
    );
  }
  for (const schema of [...catalog.schemas.keys()])
    store.dropSchema(lower, schema, (relation) => services.ledger.forget("table", relation.join(".")));
  services.volumes.dropInside(lower);
  store.dropCatalog(lower);
  services.ledger.forget("catalog", lower);
}

/** The default schema does not count while it is empty. */
export const isEmpty = (catalog: StoredCatalog): boolean =>
  [...catalog.schemas.values()].every(
    ({ name, relations, routines }) => name === "default" && relations.size + routines.size === 0,
  );
