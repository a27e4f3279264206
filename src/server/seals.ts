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

/** Seals with the first of the keys, and accepts the seals of all. Default: a key of this process. */
export function createSeals(keys?: () => readonly Uint8Array[]): Seals {
  const own = randomBytes(32);
  const codecs = new WeakMap<Uint8Array, Codec>();
  const all = (): Codec[] =>
    (keys?.() ?? [own]).map((key) => {
      const codec = codecs.get(key) ?? codecOf(key);
      codecs.set(key, codec);
      return codec;
    });
  return {
    async mint(state) {
      const [newest = codecOf(own)] = all();
      return newest.mint(state);
    },
    async verify(sealed, ctx) {
      const results = await Promise.allSettled(all().map((codec) => codec.verify(sealed, ctx)));
      const valid = results.find((result) => result.status === "fulfilled");
      if (valid) return valid.value;
      const [first] = results;
      throw first?.status === "rejected" ? first.reason : new Error("mac");
    },
  };
}
