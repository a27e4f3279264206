import { hash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PER_SECOND } from "../../api/http/limiter/rate-gate.ts";
import {
  createSharedRate,
  type RateMode,
  type SharedRate,
  type SharedRateOptions,
} from "../../api/http/limiter/shared-rate.ts";
import type { ConsentLedger } from "../../core/consent/ledger.ts";
import type { Log } from "../../core/log.ts";
import type { ResultStore } from "../../core/output/results.ts";
import type { SnapshotExchange } from "../../core/resources/watch.ts";
import { createMemoryTaskStore } from "../../core/tasks/memory-store.ts";
import type { TaskStore } from "../../core/tasks/store.ts";
import { connect } from "./connection.ts";
import { shareConsents } from "./consents.ts";
import { createRateLog } from "./rate-log.ts";
import { shareResults } from "./results.ts";
import { createSealKeys } from "./seal-keys.ts";
import { createSnapshotExchange } from "./snapshots.ts";
import { shareTasks } from "./tasks.ts";

/** The state of the connection to Redis and of the shared rate. */
export interface SharingStatus {
  readonly reachable: boolean;
  /** Replicas known, this one included. */
  readonly replicas: number;
  /** Requests in any second that this replica may send, by host: all of the workspace's, its share, or none for a moment. */
  readonly perSecond: Readonly<Record<string, number>>;
}

/** The parts that the replicas of one service share through Redis. */
export interface Sharing {
  rate(host: string, own: Pick<SharedRateOptions, "clock" | "onRoom">): SharedRate;
  results(host: string, local: ResultStore): ResultStore;
  consents(host: string): ConsentLedger;
  readonly snapshots: SnapshotExchange;
  readonly tasks: TaskStore;
  /** Keys that seal the states of questions, the newest first. */
  sealKeys(): readonly Uint8Array[];
  status(): SharingStatus;
  close(): Promise<void>;
}

export interface SharingOptions {
  readonly url: string;
  /** Replicas to assume as long as fewer are known. */
  readonly replicas: number;
  /** Tells services apart that use the same Redis: what it depends on who a caller is. */
  readonly service: readonly (string | undefined)[];
  readonly log: Log;
}

/** Nothing waits longer for Redis, in milliseconds: for a permit, and for a result of megabytes. */
const PERMIT_MS = 700;
const DATA_MS = 2000;

/** How often the key of seals is compared, and how often a lost connection is reported again, in milliseconds. */
const AGREE_EVERY_MS = 5000;
const REPORT_EVERY_MS = 60_000;

/** Time for the last words to Redis, in milliseconds. */
const LEAVE_MS = 200;

const PREFIX = "mcp-server-databricks";

const shortHash = (text: string): string => hash("sha256", text, "hex").slice(0, 16);

/** Opens the connections, and waits a moment for the first. The server starts without Redis, too. */
export async function openSharing({ url, replicas, service, log }: SharingOptions): Promise<Sharing> {
  const replica = `r${randomBytes(6).toString("hex")}`;
  let reportedAt = Number.NEGATIVE_INFINITY;
  const onError = (reason: string) => {
    if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = performance.now();
    log.warning("redis cannot be reached", { reason });
  };
  const permits = await connect({ url, timeoutMs: PERMIT_MS, onError });
  const data = await connect({ url, timeoutMs: DATA_MS, onError });
  const namespaceOf = (...more: string[]) => `${PREFIX}:{${shortHash(JSON.stringify([...service, ...more]))}}`;
  const keys = createSealKeys(data, namespaceOf());
  const rates: { readonly host: string; readonly rate: SharedRate }[] = [];
  let ahead = 0;
  let known = 1;

  const agree = () =>
    keys.agree().then(
      () => true,
      () => false,
    );
  const startedAt = performance.now();
  while (!(await agree()) && performance.now() - startedAt < DATA_MS) await sleep(100);
  const agreeing = setInterval(agree, AGREE_EVERY_MS).unref();

  const isReachable = () => rates.every(({ rate }) => rate.mode === "shared");

  return {
    rate(host, own) {
      const rateLog = createRateLog({
        connection: permits,
        // Of the workspace alone: every service that sends requests there counts.
        namespace: `${PREFIX}:{rate-${shortHash(host)}}`,
        replica,
        expected: replicas,
        onAnswer(time, count) {
          ahead = time - Date.now();
          known = count;
        },
      });
      let announced: RateMode | undefined;
      const rate = createSharedRate({
        ...own,
        log: rateLog,
        onMode(mode) {
          if (mode === "waiting" || mode === announced) return;
          announced = mode;
          const fields = { workspace: host, requests_per_second: perSecond(rate), replicas: known };
          if (mode === "alone")
            return log.warning("redis is away: this server sends its share of the requests", fields);
          reportedAt = Number.NEGATIVE_INFINITY;
          log.info("redis is reachable", fields);
          void agree();
        },
      });
      rates.push({ host, rate });
      return rate;
    },
    results: (host, local) => shareResults(local, data, namespaceOf(host)),
    consents: (host) =>
      shareConsents({
        connection: data,
        namespace: namespaceOf(host),
        replica,
        now: () => Date.now() + ahead,
        isReachable,
      }),
    snapshots: createSnapshotExchange(data, namespaceOf(), replica),
    tasks: shareTasks(createMemoryTaskStore(), data, namespaceOf()),
    sealKeys: keys.all,
    status: () => ({
      reachable: isReachable(),
      replicas: known,
      perSecond: Object.fromEntries(rates.map(({ host, rate }) => [host, perSecond(rate)])),
    }),
    async close() {
      clearInterval(agreeing);
      // The logs of the clients that have just closed.
      await sleep(LEAVE_MS);
      permits.close();
      data.close();
    },
  };
}

const perSecond = ({ mode, share }: SharedRate): number =>
  mode === "shared" ? PER_SECOND : mode === "alone" ? share : 0;
