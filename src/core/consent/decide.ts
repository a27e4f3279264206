import { type Access, allows } from "../../access.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context, Settings } from "../calls/context.ts";
import type { NeedsInput } from "../calls/create-context.ts";
import { type NamedObject, namedObjects } from "../observer.ts";
import type { Caller, Runtime } from "../runtime.ts";
import { highestAccess, type Tool } from "../tool.ts";
import { type CallFacts, say } from "./facts.ts";
import { type CallState, type CallSubject, isRefused, isStateOf, newCallState, type Refused } from "./ledger.ts";
import type { AskedQuestion, QuestionEnd } from "./open-questions.ts";
import { type Protection, protectionOf } from "./protection.ts";
import { CONFIRM, confirmationRequest, readConfirmation } from "./question.ts";
import { questionDigest, shownDigest } from "./shown.ts";
import { questionOf, unshowable } from "./wording.ts";

/** A refusal, and the outcome that the audit log records for it. */
export interface ConsentRefusal {
  readonly refused: string;
  readonly outcome: "refused" | "protected" | "declined" | "dismissed" | "timed-out" | "cannot-ask";
}

/** Decision about a destructive call: ask first, refuse it, or run it under this state. `objects`: those of its facts. */
export type ConsentDecision = (
  | ConsentRefusal
  | { readonly needs: NeedsInput }
  | { readonly state: CallState | undefined }
) & { readonly objects?: readonly NamedObject[] };

/** The call that a question and its answer are bound to. */
const subjectOf = (runtime: Runtime, tool: string, args: unknown, { scope }: Caller): CallSubject => ({
  tool,
  args,
  scope,
  host: runtime.settings.host,
});

/** The state of a tool call or prompt before its first question. */
export const initialState = (runtime: Runtime, tool: string, args: unknown, caller: Caller): CallState => {
  const { consents } = runtime;
  const subject = subjectOf(runtime, tool, args, caller);
  return newCallState(subject, { expires: consents.expiry(), nonce: consents.nonce() });
};

/** Refuses a returned state that belongs to another call, has expired, or was used before. */
export async function checkReturnedState(
  runtime: Runtime,
  tool: Tool,
  args: object,
  caller: Caller,
): Promise<ConsentRefusal | undefined> {
  const { consents } = runtime;
  if (!caller.state) return undefined;
  if (!isStateOf(caller.state, subjectOf(runtime, tool.name, args, caller))) return refusal("refused", WRONG_STATE);
  if (consents.expired(caller.state)) {
    consents.open.end(caller.state.nonce, "refused");
    return refusal("timed-out", TIMED_OUT);
  }
  const use = await consents.spend(caller.state.nonce);
  return use === "first" ? undefined : refusal("refused", use === "used" ? USED : UNCHECKED);
}

/**
 * Decides whether a call that changes something runs. Fails closed (R3): the first round returns the question, the
 * second reads the answer, and checks that the question still says the same. `--protect` applies to every change, with or
 * without a question, even if the user agrees.
 */
export async function decideConsent(
  runtime: Runtime,
  tool: Tool,
  args: Record<string, unknown>,
  caller: Caller,
  ctx: Context,
): Promise<ConsentDecision> {
  const { open } = runtime.consents;
  const nonce = caller.state?.nonce;
  try {
    const decision = await decide(runtime, tool, args, caller, ctx);
    if (nonce !== undefined && "state" in decision) open.end(nonce, "granted");
    return decision;
  } finally {
    if (nonce !== undefined) open.end(nonce, "refused");
  }
}

async function decide(
  runtime: Runtime,
  tool: Tool,
  args: Record<string, unknown>,
  caller: Caller,
  ctx: Context,
): Promise<ConsentDecision> {
  const { settings, consents } = runtime;
  const subject = subjectOf(runtime, tool.name, args, caller);
  const { scope, host } = subject;
  const question = (shown: string): AskedQuestion => ({ scope, host, question: questionDigest(shown) });
  const answered = caller.state && !caller.state.granted ? refusalOf(tool, caller.answers[CONFIRM]) : undefined;
  if (answered) {
    const { outcome } = answered;
    if (isRefused(outcome)) {
      await consents.rememberRefusal(subject, outcome);
      await consents.rememberRefusal(question(caller.state?.shown ?? ""), outcome);
    }
    return answered;
  }
  // A tool that can never be destructive has no consequences to ask about: its objects matter to protections alone.
  const canAsk = highestAccess(tool) === "destructive";
  const asks = canAsk && settings.confirm === "ask";
  const patterns = settings.protect ?? [];
  const granted = { state: { ...(caller.state ?? initialState(runtime, tool.name, args, caller)), granted: true } };
  if (!canAsk && patterns.length === 0) return granted;

  // Without a question, facts still refuse mistakes and calls above the access level.
  const isOptional = !asks && patterns.length === 0 && settings.access === "destructive";
  const facts = await (isOptional ? factsIfRead(tool, args, ctx) : factsOf(tool, args, ctx));
  if (facts === undefined) return granted;
  const objects = namedObjects(facts.objects);
  if (facts.access && !allows(settings.access, facts.access)) {
    return { ...refusal("refused", notAllowed(facts.access, settings)), objects };
  }
  const protection = protectionOf(patterns, facts);
  if (protection) return { ...refusal("protected", isProtected(protection)), objects };
  const shown = shownDigest(facts);
  const asked = caller.state?.shown;
  // Names may mean something else by now, and plans may have changed.
  if (asked !== undefined && asked !== shown) return { ...refusal("refused", CHANGED), objects };
  if (!asks || (asked === undefined && facts.consequences.length === 0)) return { ...granted, objects };
  // A call that did not ask at first, and asks something else meanwhile.
  if (asked === undefined && caller.state) return { ...refusal("refused", CHANGED), objects };
  // The answer to the same question may be no while this one was open.
  const refusedBefore = async () =>
    (await consents.refusedBefore(subject)) ?? (await consents.refusedBefore(question(shown)));
  const before = await refusedBefore();
  if (before !== undefined) return { ...refusal(before, REFUSED_BEFORE[before]), objects };
  if (asked !== undefined) return { ...granted, objects };
  const hidden = unshowable(facts);
  if (hidden !== undefined) return { ...refusal("cannot-ask", cannotShow(tool, hidden)), objects };
  if (!caller.supports("elicitation/create")) {
    const why = "this client cannot ask the user (it does not support elicitation)";
    return { ...refusal("cannot-ask", cannotAsk(tool, why)), objects };
  }
  if (caller.holdsQuestions) {
    // Two questions that say the same would only confuse. Nothing is awaited between the last look and the own question.
    const ended = () => consents.open.ended(question(shown));
    for (let other = ended(); other; other = ended()) {
      const refused = await answerOfOther(other, refusedBefore, ctx);
      if (refused) return { ...refused, objects };
    }
    const { nonce } = granted.state;
    consents.open.begin(question(shown), nonce, consents.answerMs + LATEST_MS);
    caller.signal.addEventListener("abort", () => consents.open.end(nonce, "refused"), { once: true });
  }
  const text = runtime.redact(questionOf(workspaceLabel(settings), facts));
  return {
    needs: {
      requests: { [CONFIRM]: confirmationRequest(text) },
      state: { ...granted.state, granted: false, shown, objects },
    },
    objects,
  };
}

/** When a question ends by itself if its call is never heard of again, in milliseconds after its time is over. */
const LATEST_MS = 5000;
/** How often a call that waits for another one's answer says so, in milliseconds: clients give up after a minute of silence. */
const BEAT_MS = 10_000;

/** Waits for a call that asks the same, and returns what its answer means for this one; `undefined` if it had none. */
async function answerOfOther(
  other: Promise<QuestionEnd>,
  refusedBefore: () => Promise<Refused | undefined>,
  ctx: Context,
): Promise<ConsentRefusal | undefined> {
  const beat = setInterval(() => ctx.progress("Waiting for the user's answer"), BEAT_MS);
  const how = await unlessAborted(ctx.signal, other).finally(() => clearInterval(beat));
  if (how === "granted") return refusal("refused", ASKED_FOR_ANOTHER);
  const refused = await refusedBefore();
  return refused && refusal(refused, REFUSED_BEFORE[refused]);
}

/** The value, unless the signal aborts before it is there. @throws The reason of the abort */
async function unlessAborted<T>(signal: AbortSignal, value: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const abort = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: abort.signal });
  });
  return Promise.race([value, aborted]).finally(() => abort.abort());
}

/** A tool that changes something and does not say what is treated as if it could change anything. */
const factsOf = async (tool: Tool, args: Record<string, unknown>, ctx: Context): Promise<CallFacts> =>
  tool.affects ? tool.affects(args, ctx) : unknownFacts(tool, args);

/** The facts of a call that does not depend on them; `undefined` if they cannot be read: the call itself reports why. */
const factsIfRead = (tool: Tool, args: Record<string, unknown>, ctx: Context): Promise<CallFacts | undefined> =>
  factsOf(tool, args, ctx).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });

const unknownFacts = ({ title }: Tool, args: Record<string, unknown>): CallFacts => ({
  effect: title,
  objects: [],
  consequences: [{ reason: "loss", text: say`The changes of this call are not known beforehand.` }],
  code: { title: "arguments", text: JSON.stringify(args, null, 1) },
  unresolved: "its effect is not known beforehand",
});

/** The refusal that an answer means; `undefined` for a yes. */
function refusalOf(tool: Tool, response: unknown): ConsentRefusal | undefined {
  if (response === undefined) return refusal("cannot-ask", cannotAsk(tool, "this client returned no answer"));
  const answer = readConfirmation(response);
  if (answer === "granted") return undefined;
  return answer === "declined" ? refusal("declined", DECLINED) : refusal("dismissed", DISMISSED);
}

const refusal = (outcome: ConsentRefusal["outcome"], refused: string): ConsentRefusal => ({ outcome, refused });

/** The refusal of a call above the access level. */
export const notAllowed = (access: Access, { access: ceiling, workspace }: Settings): string =>
  workspace
    ? `Refused: this call requires ${access} access, and workspace ${workspace} allows ${ceiling}. The operator can change this in --workspaces.`
    : `Refused: this call requires ${access} access, and the server runs with --access ${ceiling}. The operator can start it with --access ${access}.`;

const workspaceLabel = ({ workspace, host }: Settings): string => (workspace ? `${workspace} (${host})` : host);

const WRONG_STATE = "Refused: this confirmation belongs to another call. Call again to ask the user again.";
const USED = "Refused: this confirmation was already used. Call again to ask the user again.";
const UNCHECKED =
  "Refused: the server cannot check now whether this confirmation was used before. Call again to ask the user again.";
const CHANGED =
  "Not done: since the user was asked, what this call changes has changed: a name means another object, or a state or plan is another one. Look again, then call again to ask the user again.";
const DECLINED = "Not done: the user declined. Do not retry unless they ask you to.";
const DISMISSED = "Not done: the user dismissed the question without answering. Ask them in the conversation first.";
const REFUSED_BEFORE: Readonly<Record<Refused, string>> = {
  declined:
    "Not done: the user declined this, or a call with the same question, a few minutes ago. Do not retry unless they ask you to; ask them in the conversation.",
  dismissed:
    "Not done: the user dismissed the question about this very call less than a minute ago. Ask them in the conversation; if they want it, the same call asks again after a minute.",
};
const ASKED_FOR_ANOTHER =
  "Not done: another call asked the user the same question at the same time, and they agreed to that one, which runs. If both are meant to run, call again to ask the user again.";
const TIMED_OUT =
  "Not done: the user did not answer within five minutes. Mention in the conversation what is waiting for approval, and retry when they return.";

const isProtected = ({ pattern, unresolved }: Protection): string =>
  unresolved === undefined
    ? `Refused: the operator protects this object, so changes to it are blocked (--protect ${pattern}).`
    : `Refused: the operator protects objects (--protect ${pattern}), and it cannot be determined whether this call changes one of them: ${unresolved}. Use fully qualified names and the tool made for the object.`;

const cannotShow = ({ name }: Tool, why: string): string =>
  `Refused: ${name} requires the user's confirmation, and a question must show everything: ${why}. Split the work into smaller calls.`;

const cannotAsk = (tool: Tool, why: string): string =>
  `Refused: ${tool.name} requires the user's confirmation here, and ${why}. ` +
  "Use a client that supports elicitation, or have the operator start the server with --confirm never.";
