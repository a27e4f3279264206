import { randomUUID } from "node:crypto";
import type { Redactor } from "./redact.ts";

/** A result stored for later reading by the caller that it was made for. */
export interface StoredResult {
  readonly name: string;
  readonly mimeType: string;
  readonly data: string | Uint8Array;
}

export interface ResultStore {
  /**
   * Stores `file` for `scope` and returns its URI, `databricks://results/{id}`, or `undefined` if the store is full.
   * `redacted`: its text contains no secrets any more.
   */
  put(scope: string, file: StoredResult, has?: { readonly redacted: boolean }): string | undefined;
  /** The file, or `undefined` if it is unknown, has expired, or belongs to another caller. */
  get(scope: string, uri: string): Promise<StoredResult | undefined>;
  /** Resolves when all that was put can be read wherever the caller's next request arrives. */
  saved?(): Promise<unknown>;
}

export const RESULT_URI = "databricks://results/";

/** The identifier at the end of a result's URI. */
export const resultId = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);

const bytes = (data: string | Uint8Array): number => (typeof data === "string" ? data.length * 2 : data.byteLength);

/** How long a result is kept after its last read, in milliseconds. */
export const RESULT_MS = 30 * 60_000;

interface StoreOptions {
  /** How long a result is kept after its last read. Default: `RESULT_MS`. */
  readonly ttlMs?: number;
  /** Results read within this time are never evicted. */
  readonly guaranteedMs?: number;
  /** For all callers together. */
  readonly maxBytes?: number;
  now?(): number;
  /** Prefix of the URIs. */
  readonly base?: string;
  /** Masks secrets in text before it is stored. */
  readonly redact?: Redactor;
}

/** Keeps results in memory. When full, it evicts the least recently read first, but none within `guaranteedMs`. */
export function createResultStore({
  ttlMs = RESULT_MS,
  guaranteedMs = 10 * 60_000,
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
    // In order of the last read, which is also the order of expiry.
    for (const [id, { until }] of kept) {
      const expired = until <= now();
      const guaranteed = until - ttlMs + guaranteedMs > now();
      if (!expired && (guaranteed || held + size <= maxBytes)) break;
      drop(id);
    }
    return held + size <= maxBytes || kept.size === 0;
  };
  return {
    put(scope, file, { redacted } = { redacted: false }) {
      const data = typeof file.data === "string" && !redacted ? redact(file.data) : file.data;
      if (!makeRoom(bytes(data))) return undefined;
      const id = randomUUID();
      kept.set(id, { ...file, data, scope, until: now() + ttlMs });
      held += bytes(data);
      return base + id;
    },
    async get(scope, uri) {
      const id = resultId(uri);
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
