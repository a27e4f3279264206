import { fail } from "../failure.ts";
import type { World } from "../world.ts";
import type { Entry, Ledger, SchemaName } from "./ledger.ts";

export interface Volume extends SchemaName {
  name: string;
  readonly type: "MANAGED" | "EXTERNAL";
  readonly location: string;
  readonly entry: Entry;
}

/** Volumes by full name. Another service has their files and listens for volumes that are deleted or renamed. */
export interface VolumeStore {
  in(inside: SchemaName): readonly Volume[];
  /** The volume, or 404. */
  get(fullName: string): Volume;
  has(fullName: string): boolean;
  add(volume: Omit<Volume, "entry" | "location">, location?: string): Volume;
  rename(volume: Volume, name: string): void;
  drop(volume: Volume): void;
  /** Drops all volumes of a catalog or schema. */
  dropInside(parent: string): void;
  onDrop(listener: (fullName: string) => void): void;
  onRename(listener: (from: string, to: string) => void): void;
}

/** The volumes of a new workspace, to which its notebooks and jobs refer. */
const SEED: readonly { readonly place: readonly [schema: string, name: string]; readonly location?: string }[] = [
  { place: ["ops", "certs"] },
  { place: ["ops", "checkpoints"] },
  { place: ["ops", "landing"], location: "s3://acme-landing/ops" },
  { place: ["sales", "exports"] },
  { place: ["sales", "landing"] },
];

export const volumeName = ({ catalog, schema, name }: Pick<Volume, "catalog" | "schema" | "name">) =>
  `${catalog}.${schema}.${name}`;

/** A volume shares its entry with the ledger. */
function withEntries(volumes: Map<string, Volume>, ledger: Ledger): void {
  for (const [name, volume] of volumes) volumes.set(name, { ...volume, entry: ledger.of("volume", name) });
}

export function createVolumeStore(world: World, ledger: Ledger): VolumeStore {
  const volumes = world.kept(
    "volumes",
    () => new Map<string, Volume>(),
    (kept) => withEntries(kept, ledger),
  );
  const dropped: ((fullName: string) => void)[] = [];
  const renamed: ((from: string, to: string) => void)[] = [];
  const sorted = () => [...volumes.values()].sort((a, b) => (volumeName(a) < volumeName(b) ? -1 : 1));

  const store: VolumeStore = {
    in: ({ catalog, schema }) => sorted().filter((one) => one.catalog === catalog && one.schema === schema),
    has: (fullName) => volumes.has(fullName.toLowerCase()),
    get: (fullName) =>
      volumes.get(fullName.toLowerCase()) ?? fail(404, "VOLUME_DOES_NOT_EXIST", `Volume '${fullName}' does not exist.`),
    add(fields, location = `s3://example-metastore/volumes/${world.uuid()}`) {
      const fullName = volumeName(fields);
      const volume = { ...fields, location, entry: ledger.made("volume", fullName, "", world.user) };
      volumes.set(fullName, volume);
      return volume;
    },
    rename(volume, name) {
      const from = volumeName(volume);
      volumes.delete(from);
      volume.name = name;
      volumes.set(volumeName(volume), volume);
      ledger.rename("volume", from, volumeName(volume));
      for (const listener of renamed) listener(from, volumeName(volume));
    },
    drop(volume) {
      const fullName = volumeName(volume);
      volumes.delete(fullName);
      ledger.forget("volume", fullName);
      for (const listener of dropped) listener(fullName);
    },
    dropInside(parent) {
      for (const volume of sorted()) if (volumeName(volume).startsWith(`${parent}.`)) store.drop(volume);
    },
    onDrop: (listener) => void dropped.push(listener),
    onRename: (listener) => void renamed.push(listener),
  };
  for (const { place, location } of world.isNew ? SEED : []) {
    const [schema, name] = place;
    const type = location === undefined ? "MANAGED" : "EXTERNAL";
    store.add({ catalog: "main", schema, name, type }, location);
  }
  return store;
}
