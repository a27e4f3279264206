import type { Client } from "../api/http/client.ts";
import type { LogLevel } from "../log-levels.ts";
import type { InputRequest, Settings } from "./calls/context.ts";
import type { ProgressUpdate } from "./calls/progress.ts";
import type { CallState, ConsentLedger } from "./consent/confirm.ts";
import type { Log } from "./log.ts";
import type { Memory } from "./memory.ts";
import type { Redactor } from "./output/redact.ts";
import type { ResultStore } from "./output/results.ts";
import type { Polls } from "./waiting/polls.ts";

/** What every call shares: one per workspace. */
export interface Runtime {
  readonly client: Client;
  readonly settings: Settings;
  readonly redact: Redactor;
  readonly log: Log;
  readonly results: ResultStore;
  readonly memory: Memory;
  /** What calls wait for: one poll of each thing, whoever asks. */
  readonly polls: Polls;
  readonly consents: ConsentLedger;
  /** Work that goes on after its call. */
  readonly detached: Set<Promise<unknown>>;
}

/** The connected client as one call sees it. */
export interface Caller {
  /** Who this is: the key of handles, caches and consent. */
  readonly scope: string;
  readonly signal: AbortSignal;
  /** What the client can be asked for; `elicitation/create` puts a form to its user. */
  supports(method: InputRequest["method"]): boolean;
  /** Answers of this round (untrusted) and the verified state they came with. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly state: CallState | undefined;
  readonly progress?: (update: ProgressUpdate) => void | Promise<void>;
  /** The protocol's own log channel (deprecated in 2026-07-28): a copy for clients that still show it. */
  readonly log?: (level: LogLevel, data: unknown) => void | Promise<void>;
  readonly traceparent?: string;
}
