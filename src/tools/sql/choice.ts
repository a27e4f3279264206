import { collect } from "../../api/http/paging.ts";
import {
  findDefaultWarehouse,
  getWarehouse,
  listWarehouses,
  soonestWarehouse,
  type Warehouse,
} from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";

/** The warehouse a statement runs on. It has a name only where this server chose it, and only then is it reported. */
export interface ChosenWarehouse {
  readonly id: string;
  readonly name?: string;
}

const CHOICE = "warehouse";
const MAX_CONSIDERED = 500;

/** The warehouse the caller names, else the operator's default, the user's own default, or the soonest available one. */
export async function chooseWarehouse(ctx: Context, named: string | undefined): Promise<ChosenWarehouse> {
  return named === undefined ? ctx.remember(CHOICE, () => choose(ctx)) : { id: named };
}

/** Drops the remembered choice, because it was deleted or refused: the next call chooses again. */
export const forgetWarehouse = (ctx: Context): void => ctx.forget(CHOICE);

async function choose(ctx: Context): Promise<ChosenWarehouse> {
  const id = ctx.settings.warehouseId ?? (await findDefaultWarehouse(ctx.client));
  const warehouse = id === undefined ? await anyWarehouse(ctx) : await getWarehouse(ctx.client, { id });
  return { id: warehouse.id, ...(warehouse.name ? { name: warehouse.name } : {}) };
}

async function anyWarehouse(ctx: Context): Promise<Warehouse> {
  const { items } = await collect(
    (token) => listWarehouses(ctx.client, { page_size: 100, page_token: token }),
    MAX_CONSIDERED,
  );
  const found = soonestWarehouse(items);
  if (found) return found;
  throw new ToolError("No warehouse_id was given, and no warehouse is running or can start within seconds.", {
    next:
      items.length === 0
        ? "This identity cannot use any SQL warehouse. Ask an admin for access to one."
        : "Start a warehouse listed below with start_warehouse, or pass its id as warehouse_id.",
    quoted: items
      .slice(0, 20)
      .map(({ id, name, state }) => `${id}  ${name ?? ""}  ${state ?? ""}`)
      .join("\n"),
  });
}
