import { randomUUID } from "node:crypto";
import type { Redactor } from "./redact.ts";

/** A result kept for later reading; bound to the caller it was made for. */
export interface StoredResult {
  readonly name: string;
  readonly mimeType: string;
  readonly data: string | Uint8Array;
}

export interface ResultStore {
  /** Keeps `file` for `scope` and returns its URI, `databricks://results/{id}`. */
  put(scope: string, file: StoredResult): string;
  /** The file, or `undefined` when unknown, expired, or somebody else's. */
  get(scope: string, uri: string): StoredResult | undefined;
}

export const RESULT_URI = "databricks://results/";

const bytes = (data: string | Uint8Array): number => (typeof data === "string" ? data.length * 2 : data.byteLength);

interface StoreOptions {
  /** From the last read. */
  readonly ttlMs?: number;
  /** Over all callers. */
  readonly maxBytes?: number;
  now?(): number;
  /** How its addresses begin. */
  readonly base?: string;
  /** What is kept is read by whoever holds the link: secrets are taken out of text once, on the way in. */
  readonly redact?: Redactor;
}

/** In-memory, least recently used out first. */
export function createResultStore({
  ttlMs = 30 * 60_000,
  maxBytes = 64 * 2 ** 20,
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
  const sweep = () => {
    for (const [id, entry] of kept) if (entry.until <= now()) drop(id);
    for (const id of kept.keys()) {
      // The newest stays whatever its size: it is the one the caller was just told about.
      if (held <= maxBytes || kept.size === 1) break;
      drop(id);
    }
  };
  return {
    put(scope, file) {
      const id = randomUUID();
      const data = typeof file.data === "string" ? redact(file.data) : file.data;
      kept.set(id, { ...file, data, scope, until: now() + ttlMs });
      held += bytes(data);
      sweep();
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
