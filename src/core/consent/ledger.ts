import { randomUUID } from "node:crypto";
import { digestArguments } from "../digest.ts";
import type { NamedObject } from "../observer.ts";

/** The call a question is about. */
export interface CallSubject {
  readonly tool: string;
  readonly args: unknown;
  /** The caller. */
  readonly scope: string;
  /** The workspace's origin. */
  readonly host: string;
}

/**
 * Travels through the client between question and answer, sealed by the server (`requestState`). It binds the user's
 * consent to one tool, one set of arguments, one workspace and one caller, and can be used once.
 */
export interface CallState {
  readonly tool: string;
  readonly digest: string;
  readonly scope: string;
  readonly host: string;
  readonly nonce: string;
  /** When the question expires, in milliseconds since 1970. */
  readonly expires: number;
  /** The user consented in an earlier round of this call. */
  readonly granted: boolean;
  /** Answers of earlier rounds: the protocol carries only the latest round's. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** For a script: its journal, and the call inside whose question is asked. */
  readonly script?: ScriptState;
  /** The objects that the question was about, for the audit log. */
  readonly objects?: readonly NamedObject[];
}

/** The position of a script that waits for an answer. */
export interface ScriptState {
  readonly journal: string;
  readonly call: string;
  /** The state of the call inside, bound to it like any other. */
  readonly inner: CallState;
}

/** The state of a call before its first question. `expires` in milliseconds since 1970. */
export const newCallState = (
  { tool, args, scope, host }: CallSubject,
  { expires, nonce }: Pick<CallState, "expires" | "nonce">,
): CallState => ({
  tool,
  digest: digestArguments(args),
  scope,
  host,
  nonce,
  expires,
  granted: false,
  answers: {},
});

/** Whether a returned state belongs to exactly this call. */
export const isStateOf = (state: CallState, { tool, args, scope, host }: CallSubject): boolean =>
  state.tool === tool && state.scope === scope && state.host === host && state.digest === digestArguments(args);

/** How long a question waits for its answer, by default, in milliseconds. */
const ANSWER_MS = 5 * 60_000;

/** Expiry of questions, and the nonces already used, so that an answer cannot be replayed. */
export interface ConsentLedger {
  /** How long a question waits for its answer, in milliseconds. */
  readonly answerMs: number;
  /** When a question asked now expires, in milliseconds since 1970. */
  expiry(): number;
  expired(state: CallState): boolean;
  /** The nonce of a new question. */
  nonce(): string;
  /** Remembers for five minutes that the user declined this call. */
  rememberDecline(subject: CallSubject): Promise<void>;
  /** Whether the user declined exactly this call within the last five minutes. */
  wasDeclined(subject: CallSubject): Promise<boolean>;
  /** Marks a nonce as used. `first` allows the call; `unknown`: it cannot be found out now. */
  spend(nonce: string): Promise<"first" | "used" | "unknown">;
}

/** Questions expire after `answerMs`. Used nonces are kept for twice as long: by then their state has expired. */
export function createConsentLedger({ answerMs = ANSWER_MS, now = Date.now } = {}): ConsentLedger {
  const spent = new Map<string, number>();
  const declined = new Map<string, number>();
  return {
    answerMs,
    expiry: () => now() + answerMs,
    expired: ({ expires }) => expires <= now(),
    nonce: randomUUID,
    async rememberDecline(subject) {
      for (const [old, until] of declined) if (until <= now()) declined.delete(old);
      declined.set(digestArguments({ ...subject }), now() + answerMs);
    },
    wasDeclined: async (subject) => (declined.get(digestArguments({ ...subject })) ?? 0) > now(),
    async spend(nonce) {
      for (const [old, until] of spent) if (until <= now()) spent.delete(old);
      if (spent.has(nonce)) return "used";
      spent.set(nonce, now() + 2 * answerMs);
      return "first";
    },
  };
}
