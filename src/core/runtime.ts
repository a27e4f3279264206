import type { Client } from "../api/http/client.ts";
import type { LogLevel } from "../log-levels.ts";
import type { InputRequest, Settings } from "./calls/context.ts";
import type { ProgressUpdate } from "./calls/progress.ts";
import type { CallState, ConsentLedger } from "./consent/ledger.ts";
import type { Accepted } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Memory } from "./memory.ts";
import type { CallObserver } from "./observer.ts";
import type { Redactor } from "./output/redact.ts";
import type { ResultStore } from "./output/results.ts";
import type { SignedIn } from "./principal.ts";
import type { Polls } from "./waiting/polls.ts";

/** Shared by all calls to one workspace. */
export interface Runtime {
  readonly client: Client;
  readonly settings: Settings;
  readonly redact: Redactor;
  readonly log: Log;
  readonly results: ResultStore;
  readonly memory: Memory;
  /** Polls of long-running work. All calls that wait for the same thing share one. */
  readonly polls: Polls;
  readonly consents: ConsentLedger;
  /** Audit, metrics and traces of calls. Without it, a log line is written for each call. */
  readonly observer?: CallObserver | undefined;
  /** Work that continues after its call. */
  readonly detached: Set<Promise<unknown>>;
}

/** The connected client, as one call sees it. */
export interface Caller {
  /** Identifies the caller: the key of handles, caches and consent. */
  readonly scope: string;
  /** Key of its turn among the requests to the workspace. Default: the scope. */
  readonly turn?: string | undefined;
  /** The user or program behind the call, if callers authenticate. */
  readonly principal?: SignedIn | undefined;
  readonly signal: AbortSignal;
  /** The clients of all workspaces that the server serves, by name. */
  readonly workspaces?: ReadonlyMap<string, Client>;
  /** Whether the client supports a kind of question; `elicitation/create` shows a form to its user. */
  supports(method: InputRequest["method"]): boolean;
  /** Whether the call itself waits for the answers to its questions, as in the 2025 protocol. */
  readonly holdsQuestions?: boolean;
  /** Answers of this round (untrusted) and the verified state they came with. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly state: CallState | undefined;
  readonly progress?: ((update: ProgressUpdate) => void | Promise<void>) | undefined;
  /** The protocol's own log channel (deprecated in 2026-07-28), for clients that still show it. */
  readonly log?: (level: LogLevel, data: unknown) => void | Promise<void>;
  readonly traceparent?: string | undefined;
  /** How long the call waits for long-running work unless its arguments say otherwise, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** Receives what the call has started in the workspace. */
  readonly accepted?: Accepted[];
}
