import { randomUUID } from "node:crypto";
import type { Redactor } from "./redact.ts";

/** A result kept for later reading; bound to the caller it was made for. */
export interface StoredResult {
  readonly name: string;
  readonly mimeType: string;
  readonly data: string | Uint8Array;
}

export interface ResultStore {
  /** Keeps `file` for `scope`: its URI, `databricks://results/{id}`, or `undefined` when there is no room for it. */
  put(scope: string, file: StoredResult): string | undefined;
  /** The file, or `undefined` when unknown, expired, or somebody else's. */
  get(scope: string, uri: string): StoredResult | undefined;
}

export const RESULT_URI = "databricks://results/";

const bytes = (data: string | Uint8Array): number => (typeof data === "string" ? data.length * 2 : data.byteLength);

interface StoreOptions {
  /** How long a result is kept, counted from the last read. */
  readonly ttlMs?: number;
  /** How much of that is promised: so long nothing makes room for another. */
  readonly promisedMs?: number;
  /** Over all callers. */
  readonly maxBytes?: number;
  now?(): number;
  /** How its addresses begin. */
  readonly base?: string;
  /** What is kept is read by whoever holds the link: secrets are taken out of text once, on the way in. */
  readonly redact?: Redactor;
}

/** In memory; what nobody has read for longest goes first, and nothing before its promised time. */
export function createResultStore({
  ttlMs = 30 * 60_000,
  promisedMs = 10 * 60_000,
  maxBytes = 128 * 2 ** 20,
  now = Date.now,
  base = RESULT_URI,
  redact = (text) => text,
}: StoreOptions = {}): ResultStore {
  const kept = new Map<string, StoredResult & { scope: string; until: number }>();
  let held = 0;
  const drop = (id: string) => {
    held -= bytes(kept.get(id)?.data ?? "");
    kept.delete(id);
  };
  const makeRoom = (size: number): boolean => {
    // Least recently read first, which is the order of their ends, too.
    for (const [id, { until }] of kept) {
      const gone = until <= now();
      const promised = until - ttlMs + promisedMs > now();
      if (!gone && (promised || held + size <= maxBytes)) break;
      drop(id);
    }
    return held + size <= maxBytes || kept.size === 0;
  };
  return {
    put(scope, file) {
      const data = typeof file.data === "string" ? redact(file.data) : file.data;
      if (!makeRoom(bytes(data))) return undefined;
      const id = randomUUID();
      kept.set(id, { ...file, data, scope, until: now() + ttlMs });
      held += bytes(data);
      return base + id;
    },
    get(scope, uri) {
      const id = uri.slice(uri.lastIndexOf("/") + 1);
      const entry = kept.get(id);
      if (!entry || entry.scope !== scope) return undefined;
      if (entry.until <= now()) {
        drop(id);
        return undefined;
      }
      kept.delete(id);
      kept.set(id, { ...entry, until: now() + ttlMs });
      return entry;
    },
  };
}
