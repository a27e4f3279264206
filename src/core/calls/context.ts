import type { Client } from "../../api/http/client.ts";
import type { Log } from "../log.ts";
import type { Polls } from "../waiting/polls.ts";

/** What a tool may know of the server's configuration. Frozen; secrets are not in it. */
export interface Settings {
  /** The workspace's name, where there are several. */
  readonly workspace?: string;
  /** Origin of the workspace, e.g. `https://adb-1.2.azuredatabricks.net`. */
  readonly host: string;
  readonly cloud: "AWS" | "AZURE" | "GCP";
  /** The login method, by the name the official SDKs give it (`pat`, `oauth-m2m`). */
  readonly authType: string;
  /** Ids of the toolsets served, whole or in part. */
  readonly toolsets: readonly string[];
  readonly access: "read" | "write" | "destructive";
  readonly confirm: "ask" | "never";
  /** Names (`*` stands for anything) that nothing destructive may touch. */
  readonly protect?: readonly string[];
  /** Default compute from configuration (`DATABRICKS_CLUSTER_ID`, `DATABRICKS_WAREHOUSE_ID`). */
  readonly clusterId?: string;
  readonly warehouseId?: string;
  /** Where files may be exported to on this machine: a real path, checked at the start. */
  readonly exportDir?: string;
  /** How long a call waits for long work before it answers *running*, in milliseconds. */
  readonly waitBudgetMs: number;
  /** Size of one answer, in characters (about four a token). */
  readonly outputBudgetChars: number;
}

/** A question a call puts to the connected client; the answer comes back on re-entry. */
export interface InputRequest {
  readonly method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  readonly params?: Record<string, unknown>;
  /** Whether an answer will do; one that does not is asked for again. Stays here, is not sent. */
  readonly accepts?: (answer: unknown) => boolean;
}

/** What `run` gets beside its arguments. Small and closed: a tool that wants more wants another layer. */
export interface Context {
  /** Bound to this call's signal, deadline and workspace. */
  readonly client: Client;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Tells the person what is happening; sent at most once a second and only to clients that asked. */
  progress(message: string, done?: number, total?: number): void;
  /** Adds an image content block to the result. `data` is base64. */
  attachImage(data: string, mimeType: string): void;
  /** Keeps a file for later reading and adds a `resource_link` to the result; returns its URI. */
  attachFile(file: { name: string; mimeType: string; data: string | Uint8Array }): string;
  /** Adds any other content block (audio, embedded resource) to the result. */
  attach(block: Record<string, unknown> & { type: string }): void;
  /** Remembers `make()`'s value for this caller and workspace under `key`; a rejection is not kept. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  forget(key: string): void;
  /** Waits for what is read under `key` in this workspace, with whoever else does: one poll serves all. */
  readonly together: Polls["wait"];
  /** Hands over work that outlives the call (a cancellation upstream): a server that ends waits a moment for it. */
  detach(work: Promise<unknown>): void;
  /** Whether the connected client can answer this kind of request. */
  supports(method: InputRequest["method"]): boolean;
  /**
   * Asks the client (elicitation and its kin) and returns its raw answers by key, which are untrusted input. The call
   * is run again from the top once they are there, so ask before you act.
   */
  ask(requests: Readonly<Record<string, InputRequest>>): Readonly<Record<string, unknown>>;
}
