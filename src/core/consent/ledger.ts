import { randomUUID } from "node:crypto";
import { digestArguments } from "../digest.ts";
import type { NamedObject } from "../observer.ts";
import { type AskedQuestion, createOpenQuestions, type OpenQuestions } from "./open-questions.ts";

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
  /** The `shownDigest` of the question. A call whose facts have changed since then does not run. */
  readonly shown?: string;
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

/** How the user did not consent: with a no, or by closing the question. */
export type Refused = "declined" | "dismissed";

export const isRefused = (answer: unknown): answer is Refused => answer === "declined" || answer === "dismissed";

/**
 * How long a refusal is remembered, in milliseconds. A question is easily closed by accident, and one that says the same of
 * other arguments may be what the user asked for instead, so that is shorter.
 */
export const rememberedMs = (of: CallSubject | AskedQuestion, refused: Refused, answerMs: number): number =>
  refused === "declined" && "tool" in of ? answerMs : Math.min(answerMs, 60_000);

/** Expiry of questions, and the nonces already used, so that an answer cannot be replayed. */
export interface ConsentLedger {
  /** How long a question waits for its answer, in milliseconds. */
  readonly answerMs: number;
  /** When a question asked now expires, in milliseconds since 1970. */
  expiry(): number;
  expired(state: CallState): boolean;
  /** The nonce of a new question. */
  nonce(): string;
  /** Remembers for `rememberedMs` that the user did not consent to this. */
  rememberRefusal(of: CallSubject | AskedQuestion, refused: Refused): Promise<void>;
  /** How the user refused exactly this within that time. */
  refusedBefore(of: CallSubject | AskedQuestion): Promise<Refused | undefined>;
  /** Questions of calls that wait for the answer. */
  readonly open: OpenQuestions;
  /** Marks a nonce as used. `first` allows the call; `unknown`: it cannot be found out now. */
  spend(nonce: string): Promise<"first" | "used" | "unknown">;
}

/** Questions expire after `answerMs`. Used nonces are kept for twice as long: by then their state has expired. */
export function createConsentLedger({ answerMs = ANSWER_MS, now = Date.now } = {}): ConsentLedger {
  const spent = new Map<string, number>();
  const refusals = new Map<string, { readonly refused: Refused; readonly until: number }>();
  return {
    answerMs,
    expiry: () => now() + answerMs,
    expired: ({ expires }) => expires <= now(),
    nonce: randomUUID,
    open: createOpenQuestions(),
    async rememberRefusal(of, refused) {
      for (const [old, { until }] of refusals) if (until <= now()) refusals.delete(old);
      refusals.set(digestArguments(of), { refused, until: now() + rememberedMs(of, refused, answerMs) });
    },
    async refusedBefore(of) {
      const known = refusals.get(digestArguments(of));
      return known !== undefined && known.until > now() ? known.refused : undefined;
    },
    async spend(nonce) {
      for (const [old, until] of spent) if (until <= now()) spent.delete(old);
      if (spent.has(nonce)) return "used";
      spent.set(nonce, now() + 2 * answerMs);
      return "first";
    },
  };
}
