import { randomUUID } from "node:crypto";
import { type ConsentLedger, createConsentLedger, isRefused, rememberedMs } from "../../core/consent/ledger.ts";
import { digestArguments } from "../../core/digest.ts";
import type { Connection } from "./connection.ts";

/** Options of `shareConsents`. */
export interface SharedConsentOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly replica: string;
  /** The time of Redis, in milliseconds since 1970: an answer may arrive at a replica with another clock. */
  now(): number;
  isReachable(): boolean;
}

/** Begins the nonces of questions that were asked while Redis was away. */
const OWN = "own-";

/**
 * Used confirmations and refusals of all replicas. Fails closed: an answer that another replica may have accepted counts only
 * if Redis says that it was not used. Questions that are asked while Redis is away can be answered at this replica alone.
 */
export function shareConsents(options: SharedConsentOptions): ConsentLedger {
  const { connection, namespace, replica, now, isReachable } = options;
  const local = createConsentLedger({ now });
  const own = `${OWN}${replica}-`;
  const refusalKey = (of: object) => `${namespace}:refused:${digestArguments(of)}`;
  return {
    ...local,
    nonce: () => (isReachable() ? randomUUID() : own + randomUUID()),
    async rememberRefusal(of, refused) {
      await local.rememberRefusal(of, refused);
      const forMs = rememberedMs(of, refused, local.answerMs);
      await connection.run("SET", refusalKey(of), refused, "PX", forMs).catch(() => {});
    },
    async refusedBefore(of) {
      const here = await local.refusedBefore(of);
      if (here !== undefined) return here;
      const found = await connection.run("GET", refusalKey(of)).catch(() => undefined);
      return isRefused(found) ? found : undefined;
    },
    async spend(nonce) {
      if (nonce.startsWith(own)) return local.spend(nonce);
      if (nonce.startsWith(OWN)) return "unknown";
      try {
        const set = await connection.run("SET", `${namespace}:nonce:${nonce}`, replica, "NX", "PX", 2 * local.answerMs);
        return set === "OK" ? "first" : "used";
      } catch {
        return "unknown";
      }
    },
  };
}
