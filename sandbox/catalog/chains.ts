import type { ObjectName } from "../sql/spark/metastore/objects.ts";
import type { ObjectStore } from "../sql/spark/metastore/store.ts";
import type { Chain } from "./access.ts";
import type { Ledger } from "./ledger.ts";

/** The records of objects, and the objects themselves. */
export interface Holders {
  readonly ledger: Ledger;
  readonly store: Pick<ObjectStore, "objects">;
}

export const catalogChain = ({ ledger }: Pick<Holders, "ledger">, catalog: string): Chain => [
  ledger.of("catalog", catalog),
];

/** The schemas of `system` and every `information_schema` are not stored. */
const schemaId = ({ store }: Holders, catalog: string, schema: string): string =>
  store.objects.catalogs.get(catalog)?.schemas.get(schema)?.id ?? `${catalog} ${schema}`;

export function schemaChain(holders: Holders, catalog: string, schema: string): Chain {
  const entry = holders.ledger.of("schema", `${catalog}.${schema}`, schemaId(holders, catalog, schema));
  return [entry, ...catalogChain(holders, catalog)];
}

/** The chain of a table or view. The tables of `system` are known by their name. */
export function relationChain(holders: Holders, name: ObjectName): Chain {
  const [catalog, schema, relation] = name;
  const found = holders.store.objects.catalogs.get(catalog)?.schemas.get(schema)?.relations.get(relation);
  const entry = holders.ledger.of("table", name.join("."), found?.id ?? relation);
  return [entry, ...schemaChain(holders, catalog, schema)];
}

/** The chain of a function, model or volume. */
export function memberChain(holders: Holders, type: "function" | "volume", name: ObjectName): Chain {
  return [holders.ledger.of(type, name.join(".")), ...schemaChain(holders, name[0], name[1])];
}
