import type { Client } from "../../api/http/client.ts";
import type { Accepted } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Polls } from "../waiting/polls.ts";

/** The part of the server's configuration that tools can read. It contains no secrets. */
export interface Settings {
  /** Name of the workspace, if the server has several. */
  readonly workspace?: string;
  /** The account, if this entry is one and not a workspace: only its own operations can be called there. */
  readonly accountId?: string;
  /** Names of all entries of the server, if it has several. */
  readonly entries?: { readonly workspaces: readonly string[]; readonly accounts: readonly string[] };
  /** Origin of the workspace, e.g. `https://adb-1.2.azuredatabricks.net`. */
  readonly host: string;
  readonly cloud: "AWS" | "AZURE" | "GCP";
  /** Login method, named as in the official SDKs (`pat`, `oauth-m2m`). May be known only after the first request. */
  readonly authType: string;
  /** Differences between the profile and the environment, one sentence each. */
  readonly loginNotes?: readonly string[];
  /** Ids of the toolsets with at least one tool served. */
  readonly toolsets: readonly string[];
  /** Whether the client can add toolsets that are not served (`--on-demand`). */
  readonly canEnable?: boolean;
  /** Ids of the toolsets with tools that are not served. */
  readonly notServed?: readonly string[];
  readonly access: "read" | "write" | "destructive";
  readonly confirm: "ask" | "never";
  /** Name patterns (`*` matches anything) of objects that no call may change. */
  readonly protect?: readonly string[];
  /** Default compute from configuration (`DATABRICKS_CLUSTER_ID`, `DATABRICKS_WAREHOUSE_ID`). */
  readonly clusterId?: string;
  readonly warehouseId?: string;
  /** Directory on this machine for exported files: a real path, checked at start-up. */
  readonly exportDir?: string;
  /** How long a call waits for long-running work before it returns a running status, in milliseconds. */
  readonly waitBudgetMs: number;
  /** Maximum size of a tool's output, in characters (about four per token). */
  readonly outputBudgetChars: number;
}

/** A question that a call asks the connected client. The call runs again when the answer is there. */
export interface InputRequest {
  readonly method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  readonly params?: Record<string, unknown>;
  /** Whether an answer is acceptable; otherwise the question is asked again. Not sent to the client. */
  readonly accepts?: (answer: unknown) => boolean;
}

/** Passed to `run` in addition to its arguments. Kept small: anything else a tool needs belongs in another layer. */
export interface Context {
  /** Bound to this call's signal, deadline and workspace. */
  readonly client: Client;
  /**
   * The client of another workspace that this server serves, for reads.
   * @throws {ToolError} If there is none of this name
   */
  elsewhere(workspace: string): Client;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Reports progress to the user, at most once a second and only if the client asked for it. */
  progress(message: string, done?: number, total?: number): void;
  /**
   * Declares what this call has created or started, right after the workspace accepted it. Every later error of the call
   * then says so, with the ids, instead of advising to call again.
   */
  accepted(what: Accepted): void;
  /** Adds an image content block to the result. `data` is base64. */
  attachImage(data: string, mimeType: string): void;
  /** Keeps a file for later reading and adds a `resource_link` to the result; returns its URI. */
  attachFile(file: { name: string; mimeType: string; data: string | Uint8Array }): string;
  /** Adds any other content block (audio, embedded resource) to the result. */
  attach(block: Record<string, unknown> & { type: string }): void;
  /** Caches the value of `make()` for this caller and workspace under `key`. Rejections are not cached. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** Keeps a value for the caller's later calls, as `remember` does. */
  keep(key: string, value: unknown): void;
  /** The value that was kept under `key`; `undefined` if there is none. */
  recall<T>(key: string): Promise<T | undefined>;
  forget(key: string): void;
  /** Looks something up once in this call, so that its question and its work are about the same object. Not kept later. */
  once<T>(key: string, lookUp: () => Promise<T>): Promise<T>;
  /** Waits for what is read under `key` in this workspace. All calls that wait for the same key share one poll. */
  readonly together: Polls["wait"];
  /** Registers work that outlives the call (a cancel request): shutdown waits briefly for it. */
  detach(work: Promise<unknown>): void;
  /** Whether the connected client supports this kind of request. */
  supports(method: InputRequest["method"]): boolean;
  /**
   * Asks the client and returns its raw answers by key, which are untrusted input. Until they are there the call is
   * aborted, and it then runs again from the start: ask before you act.
   */
  ask(requests: Readonly<Record<string, InputRequest>>): Readonly<Record<string, unknown>>;
}
