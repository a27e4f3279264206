import { hash } from "node:crypto";
import * as z from "zod";
import { PER_SECOND } from "../../api/http/limiter/rate-gate.ts";
import {
  ABSENT_MS,
  ALONE_AFTER_MS,
  LOG_WINDOW_MS,
  REPORT_EVERY_MS,
  type SharedLog,
} from "../../api/http/limiter/shared-log.ts";
import type { Connection } from "./connection.ts";
import { RATE_SCRIPT } from "./rate-script.ts";

/** The constants of the script, in milliseconds. */
const CONSTANTS = {
  limit: PER_SECOND,
  window: LOG_WINDOW_MS,
  /** How long a permit counts whose use is not reported. */
  lease: 3000,
  absent: ABSENT_MS,
  /** After this time without the log, a replica may have sent its share. */
  alone: ALONE_AFTER_MS,
  /** How long a replica that has just started waits, so that the others have heard of it. */
  introduce: REPORT_EVERY_MS + 100,
  /** How long a silent replica keeps its share. */
  forget: 30_000,
  /** How long a caller counts as waiting after it was last asked for. */
  patience: 120,
  /** How long a caller counts as active. */
  activity: 10_000,
  /** How long the log of an unused workspace is kept. */
  keep: 3_600_000,
};

const number = z.coerce.number();
const Reply = z.tuple([number, number, number, number, number, number, number, z.string()], z.string());

/** Options of `createRateLog`. */
export interface RateLogOptions {
  readonly connection: Connection;
  /** Begins all keys of this workspace. Others with the same one share the rate. */
  readonly namespace: string;
  readonly replica: string;
  /** Replicas to assume as long as fewer are known. */
  readonly expected: number;
  /** The log has answered: its time, in milliseconds since 1970, and the replicas that it knows. */
  onAnswer(time: number, replicas: number): void;
}

/** The log of a workspace's requests in Redis. */
export function createRateLog({ connection, namespace, replica, expected, onAnswer }: RateLogOptions): SharedLog {
  const keys = ["log", "facts", "seen", "shares", "waiting", "active", "told", "new"].map(
    (name) => `${namespace}:${name}`,
  );
  const initialShare = Math.max(1, Math.floor(PER_SECOND / expected));
  let seq = 0;
  let others: readonly string[] = [];
  let share = initialShare;
  const names = new Map<string, string>();

  return {
    replica,
    initialShare,
    callerKey(caller) {
      // Callers are few, or forgotten all together.
      if (names.size > 10_000) names.clear();
      const name = names.get(caller) ?? hash("sha256", caller, "hex").slice(0, 16);
      names.set(caller, name);
      return name;
    },
    async report(report) {
      const known = report.inUse ? { others, share } : {};
      const argument = JSON.stringify({ ...CONSTANTS, ...report, ...known, replica, expected, seq });
      const reply = Reply.parse(await connection.script(RATE_SCRIPT, keys, argument));
      const [time, newest, replicas, own, pausedMs, nextMs, recount, all, ...permits] = reply;
      seq = Math.max(seq, newest);
      share = own;
      // A new log does not have all the names yet: it receives them from its replicas.
      if (recount !== 1) others = all.split(" ").filter((name) => name !== replica);
      onAnswer(time, replicas);
      return { permits, nextMs, pausedMs, share, recount: recount === 1 };
    },
    async leave() {
      await connection.script(RATE_SCRIPT, keys, JSON.stringify({ replica, leave: true }));
    },
  };
}
