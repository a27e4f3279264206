import { hash } from "node:crypto";
import { RESULT_MS, type ResultStore, resultId, type StoredResult } from "../../core/output/results.ts";
import { isRecord } from "../../records.ts";
import type { Connection } from "./connection.ts";

/** Larger results are kept by the replica that made them. */
const MAX_BYTES = 32 * 2 ** 20;

/**
 * Keeps results in this process and in Redis, so that a caller can read them on any replica. The key contains whom they belong
 * to. A result that Redis does not take can be read on this replica.
 */
export function shareResults(local: ResultStore, connection: Connection, namespace: string): ResultStore {
  const saving = new Set<Promise<unknown>>();
  const keyOf = (scope: string, id: string): string =>
    `${namespace}:result:${hash("sha256", scope, "base64url")}:${id}`;

  return {
    put(scope, file, has) {
      const uri = local.put(scope, file, has);
      if (uri === undefined) return undefined;
      const saved = (async () => {
        // As it is kept here: without secrets.
        const kept = await local.get(scope, uri);
        const packed = kept && pack(kept);
        if (!packed || packed.byteLength > MAX_BYTES) return;
        await connection.run("SET", keyOf(scope, resultId(uri)), packed, "PX", RESULT_MS);
      })().catch(() => {});
      saving.add(saved);
      void saved.then(() => saving.delete(saved));
      return uri;
    },
    async get(scope, uri) {
      const own = await local.get(scope, uri);
      if (own) return own;
      const key = keyOf(scope, resultId(uri));
      try {
        const packed = await connection.bytes("GET", key);
        if (!Buffer.isBuffer(packed)) return undefined;
        await connection.run("PEXPIRE", key, RESULT_MS);
        return unpack(packed);
      } catch {
        return undefined;
      }
    },
    saved: () => Promise.all(saving),
  };
}

/** A line of JSON about the result, and its data. */
function pack({ name, mimeType, data }: StoredResult): Buffer {
  const text = typeof data === "string";
  const head = JSON.stringify({ name, mimeType, text });
  return Buffer.concat([Buffer.from(`${head}\n`), text ? Buffer.from(data) : data]);
}

function unpack(packed: Buffer): StoredResult | undefined {
  const end = packed.indexOf("\n");
  const head: unknown = JSON.parse(packed.toString("utf8", 0, end));
  if (!isRecord(head) || typeof head.name !== "string" || typeof head.mimeType !== "string") return undefined;
  const data = packed.subarray(end + 1);
  return { name: head.name, mimeType: head.mimeType, data: head.text === true ? data.toString() : data };
}
