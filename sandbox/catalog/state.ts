import type { World } from "../world.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createVolumeStore, type VolumeStore } from "./volume-store.ts";

/** State of Unity Catalog besides tables: owners, grants, tags, and volumes. */
export interface CatalogState {
  readonly ledger: Ledger;
  readonly volumes: VolumeStore;
}

const states = new WeakMap<World, CatalogState>();

export function catalogState(world: World): CatalogState {
  const known = states.get(world);
  if (known !== undefined) return known;
  const ledger = createLedger(world);
  const state = { ledger, volumes: createVolumeStore(world, ledger) };
  states.set(world, state);
  return state;
}
