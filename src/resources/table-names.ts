import type { Context } from "../core/context.ts";
import { listCatalogs } from "../tools/unity-catalog.ts";
import { listSchemas } from "../tools/unity-catalog-schemas.ts";
import { listTables } from "../tools/unity-catalog-tables.ts";
import { offer, recently } from "./completion.ts";

/** Full names of what is in `parent`: catalogs in nothing, schemas in a catalog, tables in a schema. */
const children = (ctx: Context, parent: readonly string[]): Promise<readonly string[]> =>
  recently(ctx, `names in ${parent.join(".")}`, async () => {
    const [catalog_name, schema_name] = parent;
    const full_name = parent.join(".");
    if (catalog_name === undefined) return (await listCatalogs.run(ctx, {})).catalogs.map(({ name }) => name);
    const found =
      schema_name === undefined
        ? (await listSchemas.run(ctx, { catalog_name })).schemas
        : (await listTables.run(ctx, { full_name })).tables;
    return found.map(({ name }) => `${full_name}.${name}`);
  });

/** Completes up to `depth` names; `open` ends each but the last with a dot, ready for the next. */
async function complete(ctx: Context, typed: string, depth: number, open: boolean): Promise<readonly string[]> {
  const parent = typed.split(".").slice(0, -1);
  if (parent.length >= depth || parent.includes("")) return [];
  const dot = open && parent.length < depth - 1 ? "." : "";
  return offer(
    children(ctx, parent).then((names) => names.map((name) => ({ value: name + dot }))),
    typed,
  );
}

/** `catalog.`, then `catalog.schema.`, then `catalog.schema.table`. */
export const completeTableName = (ctx: Context, typed: string) => complete(ctx, typed, 3, true);

/** `catalog`, or `catalog.schema` once there is a dot. */
export const completeSchemaName = (ctx: Context, typed: string) => complete(ctx, typed, 2, false);
