import { randomBytes } from "node:crypto";
import { createRequestStateCodec, type ServerContext } from "@modelcontextprotocol/server";
import type { CallState } from "../core/consent/ledger.ts";

/** Seals the state that travels through the client between a question and its answer. */
export interface Seals {
  mint(state: CallState): Promise<string>;
  /** The state of a seal. @throws {Error} if this server did not seal it, or one with the same keys */
  verify(sealed: string, ctx: ServerContext): Promise<CallState>;
}

const YEAR_SECONDS = 365 * 24 * 3600;

// A state contains its own expiry, which the call checks and reports. Its seal must last longer.
const codecOf = (key: Uint8Array) => createRequestStateCodec<CallState>({ key, ttlSeconds: YEAR_SECONDS });

type Codec = ReturnType<typeof codecOf>;

/** Seals with the first of the keys, and accepts the seals of all. */
export function createSeals(keys: () => readonly Uint8Array[] = newKey()): Seals {
  const codecs = new WeakMap<Uint8Array, Codec>();
  const all = (): Codec[] =>
    keys().map((key) => {
      const codec = codecs.get(key) ?? codecOf(key);
      codecs.set(key, codec);
      return codec;
    });
  return {
    async mint(state) {
      const [newest] = all();
      if (!newest) throw new Error("No key to seal with");
      return newest.mint(state);
    },
    verify: (sealed, ctx) =>
      Promise.any(all().map((codec) => codec.verify(sealed, ctx))).catch((failed: AggregateError) => {
        throw failed.errors[0] ?? failed;
      }),
  };
}

/** A key of this process. */
export function newKey(): () => readonly Uint8Array[] {
  const keys = [randomBytes(32)];
  return () => keys;
}
