import type { Context, Settings } from "../calls/context.ts";
import type { NeedsInput } from "../calls/create-context.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Tool } from "../tool.ts";
import { type CallState, type CallSubject, isStateOf, newCallState } from "./ledger.ts";
import { protectedName } from "./protect.ts";
import { CONFIRM, confirmationRequest, readConfirmation } from "./question.ts";

/** A refusal, and the outcome that the audit log records for it. */
export interface ConsentRefusal {
  readonly refused: string;
  readonly outcome: "refused" | "protected" | "declined" | "dismissed" | "timed-out" | "cannot-ask";
}

/** What happens with a destructive call: ask first, refuse it, or run it under this state. */
export type ConsentDecision =
  | ConsentRefusal
  | { readonly needs: NeedsInput }
  | { readonly state: CallState | undefined };

/** What a question about this call is bound to. */
const subjectOf = (runtime: Runtime, tool: string, args: unknown, { scope }: Caller): CallSubject => ({
  tool,
  args,
  scope,
  host: runtime.settings.host,
});

/** The state of a tool call or prompt before its first question. */
export const initialState = (runtime: Runtime, tool: string, args: unknown, caller: Caller): CallState =>
  newCallState(subjectOf(runtime, tool, args, caller), runtime.consents.expiry());

/** Refuses a returned state that belongs to another call, has expired, or was used before. */
export function checkReturnedState(
  runtime: Runtime,
  tool: Tool,
  args: object,
  caller: Caller,
): ConsentRefusal | undefined {
  const { consents } = runtime;
  if (!caller.state) return undefined;
  if (!isStateOf(caller.state, subjectOf(runtime, tool.name, args, caller))) return refusal("refused", WRONG_STATE);
  if (consents.expired(caller.state)) return refusal("timed-out", TIMED_OUT);
  return consents.spend(caller.state.nonce) ? undefined : refusal("refused", USED);
}

/**
 * Decides whether a destructive call runs. Fails closed (R3): the first round returns the question, the second reads the
 * answer. A call on an object that `--protect` names is refused even if the user agrees.
 */
export async function decideConsent(
  runtime: Runtime,
  tool: Tool,
  args: Record<string, unknown>,
  caller: Caller,
  ctx: Context,
): Promise<ConsentDecision> {
  const { settings } = runtime;
  const protectedNames = settings.protect ?? [];
  if (caller.state?.granted) return { state: caller.state };
  if (caller.state) return decideByAnswer(tool, caller.state, caller.answers[CONFIRM]);

  const needsQuestion = settings.confirm === "ask" || protectedNames.length > 0;
  const question = needsQuestion ? await questionFor(tool, args, ctx) : null;
  const pattern = protectedName(protectedNames, args, question);
  if (pattern !== undefined) return refusal("protected", isProtected(pattern));
  const state = initialState(runtime, tool.name, args, caller);
  if (question === null || settings.confirm === "never") return { state: { ...state, granted: true } };
  if (!caller.supports("elicitation/create")) {
    return refusal("cannot-ask", cannotAsk(tool, "this client cannot ask the user (it does not support elicitation)"));
  }
  const requests = { [CONFIRM]: confirmationRequest(`${question}\nWorkspace: ${workspaceLabel(settings)}`) };
  return { needs: { requests, state } };
}

function decideByAnswer(tool: Tool, state: CallState, response: unknown): ConsentDecision {
  if (response === undefined) return refusal("cannot-ask", cannotAsk(tool, "this client returned no answer"));
  const answer = readConfirmation(response);
  if (answer === "granted") return { state: { ...state, granted: true } };
  return answer === "declined" ? refusal("declined", DECLINED) : refusal("dismissed", DISMISSED);
}

const refusal = (outcome: ConsentRefusal["outcome"], refused: string): ConsentRefusal => ({ outcome, refused });

const questionFor = async (tool: Tool, args: Record<string, unknown>, ctx: Context): Promise<string | null> =>
  tool.confirm ? tool.confirm(args, ctx) : `${tool.title}: ${JSON.stringify(args)}?`;

const workspaceLabel = ({ workspace, host }: Settings): string => (workspace ? `${workspace} (${host})` : host);

const WRONG_STATE = "Refused: this confirmation belongs to another call. Call again to ask the user again.";
const USED = "Refused: this confirmation was already used. Call again to ask the user again.";
const DECLINED = "Not done: the user declined. Do not retry unless they ask you to.";
const DISMISSED = "Not done: the user dismissed the question without answering. Ask them in the conversation first.";
const TIMED_OUT =
  "Not done: the user did not answer within five minutes. Mention in the conversation what is waiting for approval, and retry when they return.";

const isProtected = (pattern: string): string =>
  `Refused: the operator protects this object, so destructive operations on it are blocked (--protect ${pattern}).`;

const cannotAsk = (tool: Tool, why: string): string =>
  `Refused: ${tool.name} requires the user's confirmation here, and ${why}. ` +
  "Use a client that supports elicitation, or have the operator start the server with --confirm never.";
