import { listSchemas } from "../../api/catalog/schemas.ts";
import { getTable, listTables, type Table } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import { collect } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { nameDistance } from "../../text.ts";
import { supplement } from "../supplement.ts";

const MAX_NAMES = 12;
const MAX_COMPARED = 1000;

/** Names of a schema or catalog, the nearest to a wanted one first. */
export interface NearNames {
  readonly kind: "tables" | "schemas";
  /** Full name of the schema or catalog. */
  readonly place: string;
  readonly names: readonly string[];
  /** Number of all names in the place. */
  readonly total: number;
}

/**
 * The tables and views of a schema by their distance to a name, or the schemas of the catalog if the schema does not exist.
 * @throws {ApiError} If the catalog cannot be listed
 */
export async function tablesNear(
  ctx: Context,
  { catalog, schema }: { readonly catalog: string; readonly schema: string },
  name: string,
): Promise<NearNames> {
  const place = { catalog_name: catalog, schema_name: schema };
  const list = (page_token: string | undefined) => listTables(ctx.client, { ...place, max_results: 0, page_token });
  const items = await collect(list, MAX_COMPARED).then(
    (found) => found.items,
    (error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return undefined;
      throw error;
    },
  );
  if (items === undefined) return schemasNear(ctx, catalog, schema);
  const all = items.map((table) => table.name);
  return { kind: "tables", place: `${catalog}.${schema}`, names: nearestOf(name, all), total: all.length };
}

/** The schemas of a catalog by their distance to a name. @throws {ApiError} If the catalog cannot be listed */
export async function schemasNear(ctx: Context, catalog: string, name: string): Promise<NearNames> {
  const list = (page_token: string | undefined) =>
    listSchemas(ctx.client, { catalog_name: catalog, max_results: 0, page_token });
  const { items } = await collect(list, MAX_COMPARED);
  const all = items.map((schema) => schema.name);
  return { kind: "schemas", place: catalog, names: nearestOf(name, all), total: all.length };
}

/** The names by their distance to a text; those that contain it, or that it contains, come first. */
function nearestOf(name: string, all: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const distance = (other: string) => {
    const own = other.toLowerCase();
    return own.includes(wanted) || wanted.includes(own) ? 0 : nameDistance(name, other);
  };
  return all
    .map((other) => ({ other, apart: distance(other) }))
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, MAX_NAMES)
    .map(({ other }) => other);
}

/** The next step after a name that does not exist, for an error. */
export interface NearNamesHint {
  readonly next: string;
  /** Names of the workspace, which are shown as its text. */
  readonly lines: readonly string[];
}

export function hintOfNames({ place, kind, names, total }: NearNames): NearNamesHint {
  if (kind === "tables" && total === 0) {
    return { next: "This schema has no tables that this server's identity can see.", lines: [] };
  }
  const of = kind === "tables" ? "Tables of the schema" : "The schema does not exist. Schemas of the catalog";
  const more = total > names.length ? `; there are ${total}` : "";
  return {
    next: `${of} are below, the nearest name first${more}.`,
    lines: [`${kind} of ${place}: ${names.join(", ")}`],
  };
}

/** Time for looking up names, in milliseconds: the error is returned without them. */
const NAMES_MS = 4000;

/** A table or view. @throws {ApiError} With the nearest names of its schema if it does not exist */
export const tableByName = (ctx: Context, full_name: string): Promise<Table> =>
  getTable(ctx.client, { full_name }).catch(async (error: unknown) => {
    const [catalog, schema, name, ...more] = full_name.split(".");
    const isMissing = error instanceof ApiError && error.kind === "not-found";
    if (!isMissing || !catalog || !schema || !name || more.length > 0) throw error;
    const near = await supplement(ctx, (bounded) => tablesNear(bounded, { catalog, schema }, name), NAMES_MS);
    if (near === undefined) throw error;
    const { next, lines } = hintOfNames(near);
    throw error.with({ next, message: [error.message, ...lines].join("\n\n") });
  });
