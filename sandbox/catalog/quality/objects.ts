import { catalogNames, type Metastore } from "../metastore.ts";
import { type Relation, relationsOf } from "../relations.ts";

/** The table of a UUID, `undefined` if there is none. */
export async function relationOfId(metastore: Metastore, id: string): Promise<Relation | undefined> {
  for (const catalog of await catalogNames(metastore)) {
    for (const { name } of await metastore.schemas(catalog)) {
      const found = await relationsOf(metastore, { catalog, schema: name });
      const table = found.find((one) => metastore.ledger.of("table", one.fullName, one.oid).id === id);
      if (table !== undefined) return table;
    }
  }
  return undefined;
}

/** The full name of the schema of a UUID, `undefined` if there is none. */
export async function schemaOfId(metastore: Metastore, id: string): Promise<string | undefined> {
  for (const catalog of await catalogNames(metastore)) {
    for (const { name, oid } of await metastore.schemas(catalog)) {
      const entry = metastore.ledger.of("schema", `${catalog}.${name}`, oid);
      if (entry.id === id) return entry.fullName;
    }
  }
  return undefined;
}
