import { fail, invalid } from "../failure.ts";
import { nameOf, unityModels } from "../ml/unity-registry.ts";
import type { Chain } from "./access.ts";
import { routine, routineName } from "./functions.ts";
import { type Entry, METASTORE_ID } from "./ledger.ts";
import { type Metastore, mustSee } from "./metastore.ts";
import { relation } from "./relations.ts";

/** The entry of an object of any kind, or the platform's 404 if it does not exist. */
export async function securable(metastore: Metastore, type: string, fullName: string): Promise<Entry> {
  const { ledger, external } = metastore;
  const name = fullName.toLowerCase();
  const known = (kind: string, words: string, names: readonly { readonly name: string }[]) =>
    names.some((one) => one.name === name)
      ? ledger.of(kind, name)
      : fail(404, `${kind.toUpperCase()}_DOES_NOT_EXIST`, `${words} '${fullName}' does not exist.`);
  switch (type.toLowerCase()) {
    case "metastore":
      return name === METASTORE_ID
        ? ledger.of("metastore", METASTORE_ID)
        : fail(404, "METASTORE_DOES_NOT_EXIST", `Metastore '${fullName}' does not exist.`);
    case "catalog":
      return ledger.of("catalog", await metastore.catalog(name));
    case "schema": {
      const { catalog, schema, oid } = await metastore.schema(name);
      return ledger.of("schema", `${catalog}.${schema}`, oid);
    }
    case "table": {
      const found = await relation(metastore, name);
      return ledger.of("table", found.fullName, found.oid);
    }
    case "volume":
      return metastore.volumes.get(name).entry;
    case "function":
      // Models are functions where privileges are concerned.
      if (unityModels(metastore.world).some((model) => nameOf(model) === name)) return ledger.of("function", name);
      return ledger.of("function", routineName(await routine(metastore, name)));
    case "external_location":
      return known("external_location", "External Location", external.locations);
    case "storage_credential":
      return known("storage_credential", "Storage Credential", external.credentials);
    case "connection":
      return known("connection", "Connection", external.connections);
    default:
      return invalid(`'${type}' is not a valid securable type.`);
  }
}

/** The object and its parents, or the platform's 404 if it does not exist and 403 if the caller cannot see it. */
export async function securableChain(metastore: Metastore, type: string, fullName: string): Promise<Chain> {
  const entry = await securable(metastore, type, fullName);
  const chain: Chain = [entry, ...(await parentsOf(metastore, entry))];
  if (entry.type !== "metastore") mustSee(metastore, chain);
  return chain;
}

/** The objects a grant is inherited from, nearest first. */
async function parentsOf(metastore: Metastore, { type, fullName }: Entry): Promise<readonly Entry[]> {
  const [catalog, schema, name] = fullName.split(".");
  if (type === "metastore" || type === "catalog" || catalog === undefined || schema === undefined) return [];
  const above = await securable(metastore, "catalog", catalog);
  return name === undefined ? [above] : [await securable(metastore, "schema", `${catalog}.${schema}`), above];
}
