import type { World } from "../world.ts";
import { type Access, createAccess } from "./access.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createVolumeStore, type VolumeStore } from "./volume-store.ts";

/** State of Unity Catalog besides tables: owners, grants, tags, and volumes. */
export interface CatalogState {
  readonly ledger: Ledger;
  readonly access: Access;
  readonly volumes: VolumeStore;
}

/** When the workspace was created, in epoch milliseconds. Its seeded rows stay the same when it starts again. */
export const createdAt = (world: World): number => world.kept("created", () => ({ at: world.now() })).at;

/** Catalogs that exist but that statements of this workspace cannot name. Their owner still manages them. */
export const hiddenCatalogs = (world: World): Set<string> => world.kept("hidden catalogs", () => new Set<string>());

const states = new WeakMap<World, CatalogState>();

export function catalogState(world: World): CatalogState {
  const known = states.get(world);
  if (known !== undefined) return known;
  const ledger = createLedger(world);
  const state = { ledger, access: createAccess(world, ledger), volumes: createVolumeStore(world, ledger) };
  states.set(world, state);
  return state;
}
