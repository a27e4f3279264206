import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes, randomUUID } from "node:crypto";
import type { Cluster } from "./compute/cluster-record.ts";
import { createKeeper, type Keeper } from "./keeper.ts";
import { createStorage, type Storage } from "./storage.ts";
import type { Entry } from "./workspace/tree.ts";

/** A SQL result as exchanged between services: values of all types are text or null. */
export interface SqlTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The number of the workspace, as in links and in `x-databricks-org-id`. */
export const WORKSPACE_ID = "1234567890123456";

/** State shared by all services of one embedded workspace. */
export interface World {
  readonly token: string;
  /** Further credentials that the workspace has issued, by their SHA-256. */
  readonly credentials: Map<string, Credential>;
  /** The administrator to whom the first objects belong, and whose token is `token`. */
  readonly owner: string;
  /** The caller of the current request, or the identity of a job's run: a user name or an application ID. Otherwise the owner. */
  readonly user: string;
  /** Runs work as an identity, including the timers and promises that it starts. */
  as<T>(user: string, work: () => T): T;
  /** Number of requests the workspace accepts in any rolling second. */
  readonly rateLimit: number;
  /** Factor for a statement's `wait_timeout`. 1 outside tests. */
  readonly waitScale: number;
  /** The time in epoch milliseconds. Seeded data ends shortly before the first one. */
  now(): number;
  /** The state of a service, which survives a restart if the workspace has a folder; see `keeper.ts`. */
  readonly kept: Keeper["kept"];
  /** Whether the workspace was just created, so that services create its first objects. */
  readonly isNew: boolean;
  /** Writes the state to the folder of the workspace, if it has one. */
  save(): void;
  /** The folder of the workspace, if it has one. */
  readonly dir: string | undefined;
  /** Whether it contains the clutter of a real workspace; see `messy/`. */
  readonly messy: boolean;
  /** `http://127.0.0.1:port`, known once the server listens. */
  origin: string;
  readonly storage: Storage;
  /** The cluster that a job run created. Jobs answer it; without them there is none. */
  jobCluster(id: string): Cluster | undefined;
  /** Runs a statement on the workspace's SQL engine; a SQL error rejects with the platform's message. */
  runSql(text: string, signal?: AbortSignal): Promise<SqlTable>;
  /** The notebook, file or folder at a path of the workspace tree. */
  findObject(path: string): Entry | undefined;
  findObjectById(id: number): Entry | undefined;
  /** Everything below a folder of the workspace tree. */
  findBelow(path: string): readonly Entry[];
  /** Calls back after a realistic time in milliseconds, divided by the speed, but not after `close`. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Waits for a realistic time in milliseconds, divided by the speed; ends early when the workspace closes. */
  delay(ms: number): Promise<void>;
  /** Lower-case hexadecimal digits, as in warehouse and context ids. */
  hexId(digits: number): string;
  uuid(): string;
  /** Runs when the workspace closes, which waits for it. */
  onClose(hook: () => void | Promise<void>): void;
  close(): Promise<void>;
}

export interface Credential {
  /** Epoch milliseconds. */
  readonly expires: number;
  readonly user: string;
}

export interface WorldOptions {
  readonly token?: string;
  readonly rateLimit?: number;
  readonly speed?: number;
  /** Lifetime of presigned links in seconds; at most 900, which is the default. */
  readonly linkSeconds?: number;
  /** Factor for a statement's `wait_timeout`, which counts real seconds regardless of the speed. Tests can shorten it. */
  readonly waitScale?: number;
  /** Adds look-alike names, instructions in data, a skewed table, expired tokens and a second failing job. */
  readonly messy?: boolean;
  /** Folder that keeps the workspace across restarts. */
  readonly dir?: string | undefined;
  /** For tests: the time in epoch milliseconds. */
  readonly now?: () => number;
}

export function createWorld(options: WorldOptions = {}): World {
  const speed = options.speed ?? 1;
  const hooks: (() => void | Promise<void>)[] = [];
  const callers = new AsyncLocalStorage<string>();
  const keeper = createKeeper(options.dir);
  const pending = new Map<NodeJS.Timeout, (() => void) | undefined>();

  const schedule = (ms: number, callback: () => void, onEnd?: () => void) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      callback();
    }, ms / speed);
    pending.set(timer, onEnd);
    return () => {
      clearTimeout(timer);
      pending.delete(timer);
    };
  };

  const world: World = {
    // Clients that were given the token of a kept workspace can use it again.
    token: options.token ?? keeper.kept("token", () => ({ value: `dapi${randomBytes(16).toString("hex")}` })).value,
    credentials: keeper.kept("credentials", () => new Map<string, Credential>()),
    owner: "ana@example.com",
    get user() {
      return callers.getStore() ?? world.owner;
    },
    as: (user, work) => callers.run(user, work),
    rateLimit: options.rateLimit ?? 30,
    waitScale: options.waitScale ?? 1,
    messy: keeper.kept("kind", () => ({ messy: options.messy ?? false })).messy,
    now: options.now ?? Date.now,
    kept: keeper.kept,
    isNew: keeper.isNew,
    save: keeper.save,
    dir: options.dir,
    origin: "",
    storage: createStorage(options.linkSeconds),
    jobCluster: () => undefined,
    runSql: () => Promise.reject(new Error("No SQL engine is attached to this workspace.")),
    findObject: () => undefined,
    findObjectById: () => undefined,
    findBelow: () => [],
    after: (ms, callback) => schedule(ms, callback),
    delay: (ms) => new Promise((resolve) => void schedule(ms, resolve, resolve)),
    hexId: (digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString("hex")
        .slice(0, digits),
    uuid: randomUUID,
    onClose: (hook) => void hooks.push(hook),
    async close() {
      for (const [timer, onEnd] of pending) {
        clearTimeout(timer);
        onEnd?.();
      }
      pending.clear();
      await Promise.all(hooks.map((hook) => hook()));
      keeper.close();
    },
  };
  return world;
}
