import { collect } from "../../api/http/paging.ts";
import {
  findDefaultWarehouse,
  getWarehouse,
  listWarehouses,
  soonest,
  type Warehouse,
} from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";

/** Where a statement runs. The name is known where the server chose, and is then told. */
export interface Place {
  readonly id: string;
  readonly name?: string;
}

const CHOICE = "warehouse";
const LOOKED_AT = 500;

/** The warehouse named by the caller, else the operator's default, the person's, or the one that answers soonest. */
export async function chooseWarehouse(ctx: Context, named: string | undefined): Promise<Place> {
  return named === undefined ? ctx.remember(CHOICE, () => choose(ctx)) : { id: named };
}

/** The remembered choice is gone or refused: the next call chooses anew. */
export const forgetWarehouse = (ctx: Context): void => ctx.forget(CHOICE);

async function choose(ctx: Context): Promise<Place> {
  const id = ctx.settings.warehouseId ?? (await findDefaultWarehouse(ctx.client));
  const warehouse = id === undefined ? await anyWarehouse(ctx) : await getWarehouse(ctx.client, { id });
  return { id: warehouse.id, ...(warehouse.name ? { name: warehouse.name } : {}) };
}

async function anyWarehouse(ctx: Context): Promise<Warehouse> {
  const { items } = await collect(
    (token) => listWarehouses(ctx.client, { page_size: 100, page_token: token }),
    LOOKED_AT,
  );
  const found = soonest(items);
  if (found) return found;
  throw new ToolError("No warehouse_id was given, and no warehouse runs or would start by itself in seconds.", {
    next:
      items.length === 0
        ? "This identity can use no SQL warehouse: ask an admin for one."
        : "Start one of those below with start_warehouse, or name it in warehouse_id.",
    quoted: items
      .slice(0, 20)
      .map(({ id, name, state }) => `${id}  ${name ?? ""}  ${state ?? ""}`)
      .join("\n"),
  });
}
