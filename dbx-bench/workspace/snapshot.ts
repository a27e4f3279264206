import { createHash } from "node:crypto";
import type { Place } from "../task.ts";
import { accessKinds } from "./kinds/access.ts";
import { catalogKinds } from "./kinds/catalog.ts";
import { computeKinds } from "./kinds/compute.ts";
import { learningKinds } from "./kinds/learning.ts";
import { treeKinds } from "./kinds/tree.ts";
import { workKinds } from "./kinds/work.ts";
import type { Workspace } from "./rest.ts";

/** The contents of a workspace: a fingerprint of each object by its key, such as `job nightly-etl` or `grants table main.sales.orders`. */
export type Snapshot = ReadonlyMap<string, string>;

/** An object: its key and what is compared. Values that change by themselves, such as times and states of nodes, are left out. */
export type Found = readonly [key: string, value: unknown];

/** Lists the objects of one kind. */
export type Kind = (workspace: Workspace) => Promise<readonly Found[]>;

const KINDS: readonly Kind[] = [
  ...computeKinds,
  ...workKinds,
  ...treeKinds,
  ...catalogKinds,
  ...learningKinds,
  ...accessKinds,
];

/** Reads the whole workspace. Objects of the same name are told apart by their content, not by IDs, which are random. */
async function snapshot(workspace: Workspace): Promise<Snapshot> {
  const found = new Map<string, string[]>();
  for (const kind of KINDS) {
    for (const [key, value] of await kind(workspace)) {
      const prints = found.get(key) ?? [];
      prints.push(fingerprint(value));
      found.set(key, prints);
    }
  }
  return new Map([...found].map(([key, prints]) => [key, prints.sort().join()]));
}

/** The contents of a task's workspaces. */
export interface PlaceState {
  readonly main: Snapshot;
  readonly prod?: Snapshot;
}

/** Reads every workspace of a task. */
export const stateOf = async (place: Place): Promise<PlaceState> => ({
  main: await snapshot(place),
  ...(place.prod ? { prod: await snapshot(place.prod) } : {}),
});

const fingerprint = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(value)) ?? "")
    .digest("base64url")
    .slice(0, 16);

/** The same value with the fields of objects in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** One object that differs between two snapshots. */
export interface Difference {
  readonly key: string;
  readonly how: "added" | "changed" | "removed";
}

/** The objects that differ, in alphabetical order of their keys. */
export function differences(before: Snapshot, after: Snapshot): readonly Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key): Difference[] => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === now) return [];
    return [{ key, how: old === undefined ? "added" : now === undefined ? "removed" : "changed" }];
  });
}
