import { hash } from "node:crypto";
import * as z from "zod";
import type { SnapshotExchange } from "../../core/resources/watch.ts";
import type { Connection } from "./connection.ts";

const Seen = z.object({ digest: z.string(), stable: z.boolean() });

/** The reader keeps its turn for less than a round, so that it does not miss its own next one. */
const TURN = 0.8;

/** How many rounds a snapshot is kept. */
const ROUNDS = 4;

/** Snapshots of watched resources in Redis: their digests, by resource and caller. Without Redis, each replica reads. */
export function createSnapshotExchange(connection: Connection, namespace: string, replica: string): SnapshotExchange {
  const nameOf = (key: string) => `${namespace}:watch:${hash("sha256", key, "base64url")}`;
  return {
    async turn(key, ms) {
      const name = nameOf(key);
      try {
        const mine = await connection.run("SET", `${name}:turn`, replica, "NX", "PX", Math.round(ms * TURN));
        if (mine === "OK") return "read";
        const text = await connection.run("GET", name);
        return typeof text === "string" ? Seen.parse(JSON.parse(text)) : undefined;
      } catch {
        return "read";
      }
    },
    async publish(key, seen, ms) {
      const name = nameOf(key);
      await Promise.all([
        connection.run("SET", name, JSON.stringify(seen), "PX", Math.round(ms * ROUNDS)),
        connection.run("SET", `${name}:turn`, replica, "PX", Math.round(ms * TURN)),
      ]).catch(() => {});
    },
  };
}
