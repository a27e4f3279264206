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
/** How long a choice holds, in milliseconds: the chosen warehouse may be stopped meanwhile, and another one started. */
const HOLDS_MS = 5 * 60_000;

/**
 * The warehouse the caller names, else the operator's default, the user's own default, or the soonest available one.
 * Naming one changes nothing for later calls, and none that was stopped with `stop_warehouse` is started again.
 */
export async function chooseWarehouse(ctx: Context, named: string | undefined): Promise<ChosenWarehouse> {
  if (named !== undefined) return { id: named };
  const make = async () => ({ place: await choose(ctx), until: Date.now() + HOLDS_MS });
  const kept = await ctx.remember(CHOICE, make);
  if (kept.until > Date.now()) return kept.place;
  ctx.forget(CHOICE);
  return (await ctx.remember(CHOICE, make)).place;
}

/** Drops the remembered choice, because it was deleted or refused: the next call chooses again. */
export const forgetWarehouse = (ctx: Context): void => ctx.forget(CHOICE);

const stoppedKey = (id: string): string => `stopped warehouse ${id}`;

/** Remembers that the user had this warehouse stopped: it is not chosen again until it runs. */
export function warehouseWasStopped(ctx: Context, id: string): void {
  forgetWarehouse(ctx);
  ctx.keep(stoppedKey(id), true);
}

const isStopped = async (ctx: Context, { id, state }: Warehouse): Promise<boolean> =>
  (state === "STOPPED" || state === "STOPPING") && (await ctx.recall(stoppedKey(id))) === true;

async function choose(ctx: Context): Promise<ChosenWarehouse> {
  const id = ctx.settings.warehouseId ?? (await findDefaultWarehouse(ctx.client));
  const preferred = id === undefined ? undefined : await getWarehouse(ctx.client, { id });
  const warehouse = preferred && !(await isStopped(ctx, preferred)) ? preferred : await anyWarehouse(ctx);
  return { id: warehouse.id, ...(warehouse.name ? { name: warehouse.name } : {}) };
}

async function anyWarehouse(ctx: Context): Promise<Warehouse> {
  const { items } = await collect(
    (token) => listWarehouses(ctx.client, { page_size: 100, page_token: token }),
    MAX_CONSIDERED,
  );
  const stopped = await Promise.all(items.map((warehouse) => isStopped(ctx, warehouse)));
  const found = soonestWarehouse(items.filter((_, at) => stopped[at] !== true));
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
