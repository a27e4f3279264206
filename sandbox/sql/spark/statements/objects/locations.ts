import { SqlFailure } from "../../../engine/failure.ts";
import type { StoredTable } from "../../metastore/objects.ts";
import type { StatementContext } from "../context.ts";
import { requirePrivilege } from "../privileges.ts";

const normal = (url: string): string => url.replace(/\/+$/, "");
const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/**
 * The location of a new external table. It is under an external location, and does not overlap another object.
 * @throws {SqlFailure}
 */
export function checkedLocation(given: string, context: StatementContext): string {
  const [, scheme] = /^([a-z0-9]+):/i.exec(given) ?? [];
  if (scheme === undefined)
    throw new SqlFailure("", "INVALID_PARAMETER_VALUE: Missing cloud file system scheme", "22023");
  if (scheme.toLowerCase() === "dbfs") {
    throw new SqlFailure(
      "UC_FILE_SCHEME_FOR_TABLE_CREATION_NOT_SUPPORTED",
      "Creating table in Unity Catalog with file scheme dbfs is not supported.",
      "0AKUC",
    );
  }
  const url = normal(given);
  const { ledger, locations } = context.services;
  const parent = locations.find((one) => overlap(url, normal(one.url)) && url.length >= normal(one.url).length);
  if (parent === undefined) {
    throw new SqlFailure(
      "NO_PARENT_EXTERNAL_LOCATION_FOR_PATH",
      `No parent external location was found for path '${given}'. Please create an external location on one of the parent paths and then retry the query or command again.`,
      "22KD1",
    );
  }
  requirePrivilege("CREATE_EXTERNAL_TABLE", [ledger.of("external_location", parent.name)], context);
  if (parent.read_only === true)
    throw new SqlFailure("", `PERMISSION_DENIED: External Location '${parent.name}' is read only.`, "42501");
  const other = occupants(context).find((one) => overlap(url, one.url));
  if (other !== undefined) {
    throw new SqlFailure(
      "",
      `INVALID_PARAMETER_VALUE.LOCATION_OVERLAP: Input path url '${given}' overlaps with other external tables or volumes. Conflicting tables/volumes: ${other.name}.`,
      "22023",
    );
  }
  return url;
}

function occupants({ store, services }: StatementContext): { readonly name: string; readonly url: string }[] {
  const found: { name: string; url: string }[] = [];
  for (const catalog of store.objects.catalogs.values()) {
    for (const schema of catalog.schemas.values()) {
      for (const relation of schema.relations.values()) {
        if (relation.kind === "table" && relation.location !== undefined)
          found.push({ name: relation.name.join("."), url: relation.location });
      }
      for (const volume of services.volumes.in({ catalog: catalog.name, schema: schema.name })) {
        const name = `${volume.catalog}.${volume.schema}.${volume.name}`;
        if (volume.type === "EXTERNAL") found.push({ name, url: normal(volume.location) });
      }
    }
  }
  return found;
}

/** The Delta table that a dropped external table left at a location. It does not come back by UNDROP after this. */
export function takeLeft(location: string, { store }: StatementContext): StoredTable | undefined {
  const { dropped } = store.objects;
  const index = dropped.findIndex(({ table }) => table.location === location);
  return index === -1 ? undefined : dropped.splice(index, 1)[0]?.table;
}

/** Whether a dropped external table left a Delta table at a location. */
export const isLeft = (location: string, { store }: StatementContext): boolean =>
  store.objects.dropped.some(({ table }) => table.location === location);
