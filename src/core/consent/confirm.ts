import { createHash, randomUUID } from "node:crypto";
import type { InputRequest } from "../calls/context.ts";
import { strip } from "../output/fence.ts";

/** The call a question is about. */
export interface Subject {
  readonly tool: string;
  readonly args: unknown;
  /** The caller. */
  readonly scope: string;
  /** The workspace's origin. */
  readonly host: string;
}

/**
 * What travels through the client between the question and the answer, signed by the server (`requestState`). It
 * binds the person's yes to one tool, one set of arguments, one workspace and one caller; it is good for one use.
 */
export interface CallState {
  readonly tool: string;
  readonly digest: string;
  readonly scope: string;
  readonly host: string;
  readonly nonce: string;
  /** When the question has waited long enough, in milliseconds since 1970. */
  readonly expires: number;
  /** The person said yes in an earlier round of this very call. */
  readonly granted: boolean;
  /** Answers of earlier rounds: the protocol carries only the latest round's. */
  readonly answers: Readonly<Record<string, unknown>>;
}

export const CONFIRM = "confirm";

/** Arguments in canonical form: key order does not matter, every value does. */
export function digestArguments(args: unknown): string {
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(canonical);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, canonical(item)]),
    );
  };
  return createHash("sha256")
    .update(JSON.stringify(canonical(args)))
    .digest("base64url");
}

/** The state of a call nobody was asked about yet. */
export const openState = ({ tool, args, scope, host }: Subject, expires: number): CallState => ({
  tool,
  digest: digestArguments(args),
  scope,
  host,
  nonce: randomUUID(),
  expires,
  granted: false,
  answers: {},
});

/** Whether a returned state belongs to this very call. */
export const belongs = (state: CallState, { tool, args, scope, host }: Subject): boolean =>
  state.tool === tool && state.scope === scope && state.host === host && state.digest === digestArguments(args);

/** How long a question waits for its answer. */
const ANSWER_MS = 5 * 60_000;

/** The clock of questions, and a memory of those that were answered, so that an answer cannot be played back. */
export interface ConsentLedger {
  /** How long a question waits for its answer, in milliseconds. */
  readonly answerMs: number;
  /** When a question put now will have waited long enough. */
  expiry(): number;
  expired(state: CallState): boolean;
  /** True the first time a nonce is spent. */
  spend(nonce: string): boolean;
}

/** Questions wait `answerMs`; what was spent is remembered twice as long, for by then its state is void. */
export function createConsentLedger({ answerMs = ANSWER_MS, now = Date.now } = {}): ConsentLedger {
  const spent = new Map<string, number>();
  return {
    answerMs,
    expiry: () => now() + answerMs,
    expired: ({ expires }) => expires <= now(),
    spend(nonce) {
      for (const [old, until] of spent) if (until <= now()) spent.delete(old);
      if (spent.has(nonce)) return false;
      spent.set(nonce, now() + 2 * answerMs);
      return true;
    },
  };
}

/** The elicitation put to the person: the object, the workspace and the effect are in `question`. */
export const question = (message: string): InputRequest => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    // Names in it were written by others; a person must see all there is to see.
    message: strip(message).text,
    requestedSchema: {
      type: "object",
      properties: { confirm: { type: "boolean", title: "Yes, do it", description: "Leave off to refuse" } },
      required: ["confirm"],
    },
  },
});

export type Verdict = "granted" | "declined" | "dismissed";

/** The client's raw answer to `question`. Anything that is not a plain yes is a no. */
export function verdict(answer: unknown): Verdict {
  if (answer === null || typeof answer !== "object" || !("action" in answer)) return "dismissed";
  if (answer.action === "decline") return "declined";
  if (answer.action !== "accept") return "dismissed";
  const content = "content" in answer ? answer.content : undefined;
  const yes = content !== null && typeof content === "object" && "confirm" in content && content.confirm === true;
  return yes ? "granted" : "declined";
}
