import { type Fields, objectsIn } from "../http.ts";
import type { World } from "../world.ts";

/** A schema by its names. */
export interface SchemaName {
  readonly catalog: string;
  readonly schema: string;
}

/** The record of an object in Unity Catalog. DuckDB has the object itself. */
export interface Entry {
  readonly type: string;
  fullName: string;
  /** Distinguishes an object from a later one of the same name. */
  identity: string;
  readonly id: string;
  owner: string;
  comment: string | undefined;
  properties: Readonly<Record<string, unknown>>;
  isolation: "OPEN" | "ISOLATED";
  readonly createdAt: number;
  readonly createdBy: string;
  updatedAt: number;
  readonly grants: Map<string, Set<string>>;
  readonly tags: Map<string, string>;
  readonly bindings: Map<string, string>;
}

export interface Ledger {
  /** The object's entry. Created at first use, and again if the name now belongs to another object. */
  of(type: string, fullName: string, identity?: string): Entry;
  /** Records that an identity made the object, unless it is known: it replaced another. */
  made(type: string, fullName: string, identity: string, owner: string): Entry;
  /** The entry of a name, for callers who do not know which object has it. */
  known(type: string, fullName: string): Entry;
  /** Forgets an object and its contents. Returns what was known about them. */
  forget(type: string, fullName: string): readonly Entry[];
  /** Knows again what was forgotten. */
  recall(forgotten: readonly Entry[]): void;
  /** Why a tag cannot have a value: the policy of a governed tag lists others. */
  refusedTag(key: string, value: string): string | undefined;
  /** Moves the entry of an object to another name. */
  rename(type: string, from: string, to: string): void;
}

/** The one metastore of the workspace. */
export const METASTORE_ID = "8f5a9d42-6c1e-4b07-9a3d-2f7c61e0b854";

/** Objects that come with the workspace do not belong to any of its users. */
export const SYSTEM = "System user";

export function createLedger(world: World): Ledger {
  const entries = world.kept("unity catalog", () => new Map<string, Entry>());
  const keyOf = (type: string, fullName: string) => `${type} ${fullName}`;
  const inside = (name: string, parent: string) => name === parent || name.startsWith(`${parent}.`);

  const entryOf = (type: string, fullName: string, identity: string, creator: string): Entry => {
    const key = keyOf(type, fullName);
    const known = entries.get(key);
    if (known?.identity === identity) return known;
    const entry = fresh(type, fullName, identity, creator);
    entries.set(key, entry);
    return entry;
  };
  const fresh = (type: string, fullName: string, identity: string, creator: string): Entry => {
    const owner = /^(samples|system)(\.|$)|\.information_schema(\.|$)/.test(fullName) ? SYSTEM : creator;
    const now = world.now();
    return {
      type,
      fullName,
      identity,
      id: world.uuid(),
      owner,
      comment: undefined,
      properties: {},
      isolation: "OPEN",
      createdAt: now,
      createdBy: owner,
      updatedAt: now,
      grants: new Map(),
      tags: new Map(),
      bindings: new Map(),
    };
  };

  return {
    refusedTag(key, value) {
      const policies = world.kept("tag policies", () => new Map<string, Fields>());
      const allowed = objectsIn(policies.get(key), "values").map(({ name }) => name);
      if (allowed.length === 0 || allowed.includes(value)) return undefined;
      return `Tag value '${value}' is not an allowed value for tag policy key ${key}. Allowed values: ${allowed.join(", ")}.`;
    },
    // The first caller who looks at an object has not made it.
    of: (type, fullName, identity = "") => entryOf(type, fullName, identity, world.owner),
    made: entryOf,
    known: (type, fullName) => entries.get(keyOf(type, fullName)) ?? fresh(type, fullName, "", world.owner),
    forget(type, fullName) {
      const own = entries.get(keyOf(type, fullName));
      const found = [...entries.values()].filter(
        (entry) => entry === own || (entry.fullName !== fullName && inside(entry.fullName, fullName)),
      );
      for (const entry of found) entries.delete(keyOf(entry.type, entry.fullName));
      return found;
    },
    recall(forgotten) {
      for (const entry of forgotten) entries.set(keyOf(entry.type, entry.fullName), entry);
    },
    rename(type, from, to) {
      const entry = entries.get(keyOf(type, from));
      if (entry === undefined) return;
      entries.delete(keyOf(type, from));
      entry.fullName = to;
      entries.set(keyOf(type, to), entry);
    },
  };
}

/** The fields that every response about an object contains. */
export const auditOf = (entry: Entry) => ({
  owner: entry.owner,
  metastore_id: METASTORE_ID,
  created_at: entry.createdAt,
  created_by: entry.createdBy,
  updated_at: entry.updatedAt,
  updated_by: entry.createdBy,
});
