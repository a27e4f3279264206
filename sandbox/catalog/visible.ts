import type { InformationServices } from "../sql/spark/metastore/information-builder.ts";
import type { StoredCatalog } from "../sql/spark/metastore/objects.ts";
import type { Access } from "./access.ts";
import { catalogChain, memberChain, relationChain, schemaChain } from "./chains.ts";

/** The services of `information_schema` with the objects that an identity sees. */
export function visibleServices(services: InformationServices & { readonly access: Access }, user: string) {
  const { store, ledger, volumes, access } = services;
  const holders = { ledger, store };
  const shown = (catalog: StoredCatalog): StoredCatalog => ({
    ...catalog,
    schemas: new Map(
      [...catalog.schemas]
        .filter(([name]) => access.sees(user, schemaChain(holders, catalog.name, name)))
        .map(([key, schema]) => [
          key,
          {
            ...schema,
            relations: new Map(
              [...schema.relations].filter(([, { name }]) => access.sees(user, relationChain(holders, name))),
            ),
            routines: new Map(
              [...schema.routines].filter(([, { name }]) => access.sees(user, memberChain(holders, "function", name))),
            ),
          },
        ]),
    ),
  });
  const catalogs = new Map<string, StoredCatalog>();
  for (const [name, catalog] of store.objects.catalogs) {
    if (access.sees(user, catalogChain(holders, name))) catalogs.set(name, shown(catalog));
  }
  return {
    ledger,
    store: {
      ...store,
      objects: { ...store.objects, catalogs },
      catalogNames: () => store.catalogNames().filter((name) => catalogs.has(name)),
    },
    volumes: {
      ...volumes,
      in: (inside: { readonly catalog: string; readonly schema: string }) =>
        volumes
          .in(inside)
          .filter(({ catalog, schema, name }) =>
            access.sees(user, memberChain(holders, "volume", [catalog, schema, name])),
          ),
    },
  };
}
