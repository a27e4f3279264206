import type { Entry, Ledger } from "../../../catalog/ledger.ts";
import type { VolumeStore } from "../../../catalog/volume-store.ts";
import { BOOLEAN, INT, type SparkType, STRING, TIMESTAMP } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import type { StoredCatalog, StoredRelation, StoredTable } from "./objects.ts";
import type { ObjectStore } from "./store.ts";
import type { VirtualColumn } from "./virtual.ts";

export interface InformationServices {
  readonly store: ObjectStore;
  readonly ledger: Ledger;
  readonly volumes: VolumeStore;
}

export interface Builder {
  readonly columns: readonly VirtualColumn[];
  rows(catalog: StoredCatalog, services: InformationServices): Iterable<readonly Value[]>;
}

/** `name` is a STRING; `name:type` another type. */
export function builder(columns: string, rows: Builder["rows"]): Builder {
  const types: Readonly<Record<string, SparkType>> = { int: INT, timestamp: TIMESTAMP, boolean: BOOLEAN };
  return {
    columns: columns.split(" ").map((text) => {
      const [name = "", type = ""] = text.split(":");
      return { name, type: types[type] ?? STRING };
    }),
    rows,
  };
}

export const micros = (millis: number): bigint => BigInt(millis) * 1000n;

export function* relationsOf(catalog: StoredCatalog): Iterable<StoredRelation> {
  for (const schema of catalog.schemas.values()) yield* schema.relations.values();
}

export function* tablesOf(catalog: StoredCatalog): Iterable<StoredTable> {
  for (const relation of relationsOf(catalog)) if (relation.kind === "table") yield relation;
}

export const entryOf = (relation: StoredRelation, { ledger }: InformationServices): Entry =>
  ledger.of("table", relation.name.join("."), relation.id);
