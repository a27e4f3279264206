import { mustBeAccountPrincipal } from "../admin/directory.ts";
import { fail, invalid } from "../failure.ts";
import { type Fields, isFields, optional } from "../http.ts";
import type { Engine } from "../sql/engine/engine.ts";
import { SqlFailure } from "../sql/engine/failure.ts";
import { WORKSPACE_ID, type World } from "../world.ts";
import type { Access, Chain } from "./access.ts";
import { catalogEngine } from "./engine.ts";
import { type ExternalData, seedExternalData } from "./external-seed.ts";
import { type Entry, type Ledger, type SchemaName, SYSTEM } from "./ledger.ts";
import { catalogState, hiddenCatalogs } from "./state.ts";
import { systemNames } from "./system-tables.ts";
import type { VolumeStore } from "./volume-store.ts";

/** The state that the services of Unity Catalog share. */
export interface Metastore {
  readonly world: World;
  readonly ledger: Ledger;
  readonly access: Access;
  readonly volumes: VolumeStore;
  readonly external: ExternalData;
  /** Catalogs that exist but that statements of this workspace cannot name. */
  readonly hidden: Set<string>;
  engine(): Promise<Engine>;
  /** Runs a statement for a request. The request fails if SQL refuses it. */
  sql(statement: string): Promise<void>;
  /** The name of the catalog in its original spelling, or 404. */
  catalog(name: string): Promise<string>;
  /** Hides a catalog from statements if it is isolated and not bound to this workspace, or shows it again. */
  applyIsolation(catalog: string): Promise<void>;
  /** The schemas of a catalog with their ids, including `information_schema`. */
  schemas(catalog: string): Promise<readonly Named[]>;
  /** The schema of a full name, or 404. */
  schema(fullName: string): Promise<SchemaName & { readonly oid: string }>;
}

export interface Named {
  readonly name: string;
  readonly oid: string;
  readonly comment: string | undefined;
}

/** The catalog of legacy tables is not part of Unity Catalog. */
const OUTSIDE = "hive_metastore";

/** The catalog of the workspace's own records. */
export const SYSTEM_CATALOG = "system";

const systemSchemas = () =>
  [...new Set(systemNames.map(([schema]) => schema))].map((name) => ({
    name,
    id: `system ${name}`,
    comment: undefined,
  }));

const metastores = new WeakMap<World, Metastore>();

/** The workspace's metastore, created at the first request. */
export function metastoreOf(world: World): Metastore {
  const known = metastores.get(world) ?? createMetastore(world);
  metastores.set(world, known);
  return known;
}

function createMetastore(world: World): Metastore {
  const engine = catalogEngine(world);
  const { ledger, access, volumes } = catalogState(world);
  const hidden = hiddenCatalogs(world);
  const metastore: Metastore = {
    world,
    ledger,
    access,
    volumes,
    external: seedExternalData(),
    hidden,
    engine,
    async sql(statement) {
      const session = { catalog: "main", schema: "default", user: world.user };
      try {
        await (await engine()).run(statement, { session, unaudited: true });
      } catch (error) {
        if (error instanceof SqlFailure) refuse(error);
        throw error;
      }
    },
    async catalog(name) {
      const wanted = name.toLowerCase();
      const { objects } = await engine();
      if (wanted === SYSTEM_CATALOG || (wanted !== OUTSIDE && objects.objects.catalogs.has(wanted))) return wanted;
      return fail(404, "CATALOG_DOES_NOT_EXIST", `Catalog '${name}' does not exist.`);
    },
    async applyIsolation(catalog) {
      const { objects } = await engine();
      const { isolation, bindings } = ledger.of("catalog", catalog);
      if (isolation === "ISOLATED" && !bindings.has(WORKSPACE_ID)) {
        objects.hidden.add(catalog);
        hidden.add(catalog);
      } else if (hidden.delete(catalog)) objects.hidden.delete(catalog);
    },
    async schemas(catalog) {
      const { objects } = await engine();
      const found =
        catalog === SYSTEM_CATALOG
          ? systemSchemas()
          : [...(objects.objects.catalogs.get(catalog)?.schemas.values() ?? [])];
      const own = found.map(({ name, id, comment }): Named => ({ name, oid: id, comment }));
      return [...own, { name: "information_schema", oid: `${catalog} information_schema`, comment: undefined }].sort(
        (a, b) => (a.name < b.name ? -1 : 1),
      );
    },
    async schema(fullName) {
      const [first = "", second = "", ...more] = fullName.toLowerCase().split(".");
      if (second === "" || more.length > 0) return invalid(`'${fullName}' is not a valid schema name.`);
      const catalog = await metastore.catalog(first);
      const found = (await metastore.schemas(catalog)).find(({ name }) => name === second);
      if (found !== undefined) return { catalog, schema: second, oid: found.oid };
      return fail(404, "SCHEMA_DOES_NOT_EXIST", `Schema '${fullName}' does not exist.`);
    },
  };
  return metastore;
}

/** The error of a request whose statement failed. */
function refuse({ message, sqlState }: SqlFailure): never {
  if (sqlState !== "42501") return fail(400, "INVALID_PARAMETER_VALUE", message);
  return fail(403, "PERMISSION_DENIED", /User does not have .*\./.exec(message)?.[0] ?? message);
}

/** Catalogs of Unity Catalog, in order. */
export const catalogNames = async (metastore: Metastore): Promise<readonly string[]> =>
  [...(await metastore.engine()).objects.objects.catalogs.keys(), SYSTEM_CATALOG]
    .filter((name) => name !== OUTSIDE)
    .sort();

/** Refuses a request that needs a privilege which the caller lacks. */
export function mustHave({ access, world }: Metastore, privilege: string, chain: Chain): void {
  const refusal = access.refusal(world.user, privilege, chain);
  if (refusal !== undefined) fail(403, "PERMISSION_DENIED", refusal);
}

/** Refuses a change that needs ownership of the object or of a parent, MANAGE, or the other privilege. */
export function mustManage(metastore: Metastore, chain: Chain, alternative?: string): void {
  const { access, world } = metastore;
  const refusal = access.refusalToManage(world.user, chain);
  if (refusal === undefined) return;
  if (alternative !== undefined && access.refusal(world.user, alternative, chain) === undefined) return;
  fail(403, "PERMISSION_DENIED", refusal);
}

/** Refuses a request about an object that the caller cannot see, with the privilege that would show it. */
export function mustSee(metastore: Metastore, chain: Chain): void {
  const { access, world } = metastore;
  if (access.sees(world.user, chain)) return;
  const [{ type }] = chain;
  const privilege = SHOWN_BY[type] ?? "SELECT";
  fail(
    403,
    "PERMISSION_DENIED",
    access.refusal(world.user, privilege, chain) ??
      `User does not have ${privilege} on ${type} '${chain[0].fullName}'.`,
  );
}

const SHOWN_BY: Readonly<Record<string, string>> = {
  catalog: "USE_CATALOG",
  schema: "USE_SCHEMA",
  function: "EXECUTE",
  volume: "READ_VOLUME",
  external_location: "BROWSE",
  storage_credential: "CREATE_EXTERNAL_LOCATION",
  connection: "USE_CONNECTION",
  metastore: "CREATE_CATALOG",
};

/** Refuses changes to system objects. */
export function mine(entry: Entry): Entry {
  if (entry.owner !== SYSTEM) return entry;
  const kind = entry.type.charAt(0).toUpperCase() + entry.type.slice(1);
  return fail(403, "PERMISSION_DENIED", `User does not have MANAGE on ${kind} '${entry.fullName}'.`);
}

const NAME = /^[a-z0-9_-]{1,255}$/i;

/** A name for a new object, in lower case like in the platform. */
export function newName(fields: Fields, field = "name"): string {
  const name = optional(fields, field) ?? invalid(`Missing required field: ${field}`);
  return NAME.test(name) ? name.toLowerCase() : invalid(`'${name}' is not a valid name.`);
}

/** Applies the fields that a PATCH can change on any object. */
export function applyChanges({ world }: Metastore, entry: Entry, fields: Fields): void {
  const owner = optional(fields, "owner");
  if (owner !== undefined) {
    mustBeAccountPrincipal(world, owner);
    entry.owner = owner;
  }
  if (typeof fields.comment === "string") entry.comment = fields.comment;
  if (isFields(fields.properties)) entry.properties = fields.properties;
  entry.updatedAt = world.now();
}
