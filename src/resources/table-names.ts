import type { Context } from "../core/calls/context.ts";
import { listCatalogs } from "../tools/catalog/catalogs.ts";
import { listFunctions } from "../tools/catalog/functions.ts";
import { listSchemas } from "../tools/catalog/schemas.ts";
import { listTables } from "../tools/catalog/tables.ts";
import { listVolumes } from "../tools/catalog/volumes.ts";
import { matchTyped, reuseRecent } from "./completion.ts";

/** Lists objects in a schema. */
type Contents = (ctx: Context, full_name: string) => Promise<readonly { readonly name: string }[]>;

const tables: Contents = async (ctx, full_name) => (await listTables.run(ctx, { full_name })).tables;
const volumes: Contents = async (ctx, full_name) => (await listVolumes.run(ctx, { full_name })).volumes;
const functions: Contents = async (ctx, full_name) =>
  (await listFunctions.run(ctx, { full_name })).functions.map(({ signature }) => ({
    name: signature.split("(")[0]?.split(".").at(-1) ?? "",
  }));

/** Full names in `parent`: of catalogs if it is empty, of schemas in a catalog, of `contents` in a schema. */
const children = (ctx: Context, parent: readonly string[], contents: Contents): Promise<readonly string[]> =>
  reuseRecent(ctx, `${parent.length > 1 ? contents.name : "names"} in ${parent.join(".")}`, async () => {
    const [catalog_name, schema_name] = parent;
    const full_name = parent.join(".");
    if (catalog_name === undefined) return (await listCatalogs.run(ctx, {})).catalogs.map(({ name }) => name);
    const found =
      schema_name === undefined
        ? (await listSchemas.run(ctx, { catalog_name })).schemas
        : await contents(ctx, full_name);
    return found.map(({ name }) => `${full_name}.${name}`);
  });

/** Completes up to `depth` names. `open`: each name except the last ends with a dot. */
async function complete(
  ctx: Context,
  typed: string,
  { depth, open, contents = tables }: { depth: number; open: boolean; contents?: Contents },
): Promise<readonly string[]> {
  const parent = typed.split(".").slice(0, -1);
  if (parent.length >= depth || parent.includes("")) return [];
  const dot = open && parent.length < depth - 1 ? "." : "";
  return matchTyped(
    children(ctx, parent, contents).then((names) => names.map((name) => ({ value: name + dot }))),
    typed,
  );
}

/** `catalog.`, then `catalog.schema.`, then `catalog.schema.table`. */
export const completeTableName = (ctx: Context, typed: string) => complete(ctx, typed, { depth: 3, open: true });

/** `catalog.`, then `catalog.schema.`, then `catalog.schema.volume`. */
export const completeVolumeName = (ctx: Context, typed: string) =>
  complete(ctx, typed, { depth: 3, open: true, contents: volumes });

/** `catalog.`, then `catalog.schema.`, then `catalog.schema.function`. */
export const completeFunctionName = (ctx: Context, typed: string) =>
  complete(ctx, typed, { depth: 3, open: true, contents: functions });

/** `catalog`. */
export const completeCatalogName = (ctx: Context, typed: string) => complete(ctx, typed, { depth: 1, open: false });

/** `catalog`, or `catalog.schema` after a dot. */
export const completeSchemaName = (ctx: Context, typed: string) => complete(ctx, typed, { depth: 2, open: false });
