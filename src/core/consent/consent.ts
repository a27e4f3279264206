import type { Context, Settings } from "../calls/context.ts";
import type { NeedsInput } from "../calls/create-context.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Tool } from "../tool.ts";
import { belongs, type CallState, CONFIRM, openState, question, type Subject, verdict } from "./confirm.ts";
import { protectedName } from "./protect.ts";

/** A refusal and how the audit log names it. */
export interface Refusal {
  readonly refused: string;
  readonly outcome: "refused" | "protected" | "declined" | "dismissed" | "timed-out" | "cannot-ask";
}

/** How a destructive call stands: to be asked, refused with the reason, or allowed under this state. */
export type Consent = Refusal | { readonly needs: NeedsInput } | { readonly state: CallState | undefined };

/** What a question about this call is bound to. */
const subjectOf = (runtime: Runtime, tool: string, args: unknown, { scope }: Caller): Subject => ({
  tool,
  args,
  scope,
  host: runtime.settings.host,
});

/** The state of a call nobody was asked about yet. */
export const stateOf = (runtime: Runtime, tool: string, args: unknown, caller: Caller): CallState =>
  openState(subjectOf(runtime, tool, args, caller), runtime.consents.expiry());

/** The reason when a state that came back is not this very call's, comes too late, or came back before. */
export function refuseState(runtime: Runtime, tool: Tool, args: object, caller: Caller): Refusal | undefined {
  const { consents } = runtime;
  if (!caller.state) return undefined;
  if (!belongs(caller.state, subjectOf(runtime, tool.name, args, caller))) return refusal("refused", WRONG_STATE);
  if (consents.expired(caller.state)) return refusal("timed-out", TIMED_OUT);
  return consents.spend(caller.state.nonce) ? undefined : refusal("refused", USED);
}

/**
 * The person's consent to a destructive call (R3: fails closed). First round: the question. Second round: the answer.
 * What `--protect` names is refused whatever the person says.
 */
export async function consent(
  runtime: Runtime,
  tool: Tool,
  args: Record<string, unknown>,
  caller: Caller,
  ctx: Context,
): Promise<Consent> {
  const { settings } = runtime;
  const guarded = settings.protect ?? [];
  if (caller.state?.granted) return { state: caller.state };
  if (caller.state) return answered(tool, caller.state, caller.answers[CONFIRM]);

  const wanted = settings.confirm === "ask" || guarded.length > 0;
  const asked = wanted ? await questionFor(tool, args, ctx) : null;
  const untouchable = protectedName(guarded, args, asked);
  if (untouchable !== undefined) return refusal("protected", `${PROTECTED} (--protect ${untouchable}).`);
  const state = stateOf(runtime, tool.name, args, caller);
  if (asked === null || settings.confirm === "never") return { state: { ...state, granted: true } };
  if (!caller.supports("elicitation/create")) {
    return refusal("cannot-ask", cannotAsk(tool, "this client cannot ask them (no elicitation)"));
  }
  const requests = { [CONFIRM]: question(`${asked}\nWorkspace: ${place(settings)}`) };
  return { needs: { requests, state } };
}

function answered(tool: Tool, state: CallState, answer: unknown): Consent {
  if (answer === undefined) return refusal("cannot-ask", cannotAsk(tool, "this client brought back no answer"));
  const said = verdict(answer);
  if (said === "granted") return { state: { ...state, granted: true } };
  return said === "declined" ? refusal("declined", DECLINED) : refusal("dismissed", DISMISSED);
}

const refusal = (outcome: Refusal["outcome"], refused: string): Refusal => ({ outcome, refused });

const questionFor = async (tool: Tool, args: Record<string, unknown>, ctx: Context): Promise<string | null> =>
  tool.confirm ? tool.confirm(args, ctx) : `${tool.title}: ${JSON.stringify(args)}?`;

const place = ({ workspace, host }: Settings): string => (workspace ? `${workspace} (${host})` : host);

const WRONG_STATE = "Refused: this confirmation belongs to another call. Call again to be asked anew.";
const USED = "Refused: this confirmation was already used. Call again to be asked anew.";
const DECLINED = "Not done: the person declined. Do not repeat the call unless they ask for it.";
const DISMISSED = "Not done: the person dismissed the question without answering. Ask them in the conversation first.";
const TIMED_OUT =
  "Not done: nobody answered within five minutes. Say in the conversation what waits for their yes; call again once they are back.";
const PROTECTED = "Refused: the operator protects this object, nothing destructive may touch it";

const cannotAsk = (tool: Tool, why: string): string =>
  `Refused: ${tool.name} needs the person's consent here, and ${why}. ` +
  "Use a client that can ask, or let the operator start the server with --confirm never.";
