import { randomBytes } from "node:crypto";
import type { Connection } from "./connection.ts";

/** The key that seals the state of a question, in all replicas. */
export interface SealKeys {
  /** The newest first: the others may have sealed questions that are still open. */
  all(): readonly Uint8Array[];
  /** Agrees on one with the other replicas. */
  agree(): Promise<void>;
}

const MAX_KEYS = 4;

/** The first replica makes the key. After Redis has lost it, the first that is back brings its own. */
export function createSealKeys(connection: Connection, namespace: string): SealKeys {
  let keys: readonly Buffer[] = [randomBytes(32)];
  const name = `${namespace}:seal`;
  return {
    all: () => keys,
    async agree() {
      const [newest = randomBytes(32)] = keys;
      await connection.run("SET", name, newest.toString("base64"), "NX");
      const agreed = Buffer.from(String(await connection.run("GET", name)), "base64");
      if (agreed.byteLength !== newest.byteLength || agreed.equals(newest)) return;
      keys = [agreed, ...keys.filter((key) => !key.equals(agreed))].slice(0, MAX_KEYS);
    },
  };
}
