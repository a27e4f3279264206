import type { Caller, NeedsInput, Runtime } from "./call.ts";
import { belongs, type CallState, CONFIRM, openState, question, verdict } from "./confirm.ts";
import type { Context, Settings } from "./context.ts";
import { protectedName } from "./protect.ts";
import type { Tool } from "./tool.ts";

/** How a destructive call stands: to be asked, refused with the reason, or allowed under this state. */
export type Consent =
  | { readonly needs: NeedsInput }
  | { readonly refused: string }
  | { readonly state: CallState | undefined };

/** Whether a state that came back is this very call's and comes back for the first time; the reason when it is not. */
export function refuseState(runtime: Runtime, tool: Tool, args: object, caller: Caller): string | undefined {
  if (!caller.state) return undefined;
  if (!belongs(caller.state, tool.name, args, caller.scope)) return WRONG_STATE;
  return runtime.consents.spend(caller.state.nonce) ? undefined : USED;
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
  if (caller.state) return answered(caller.state, caller);

  const wanted = settings.confirm === "ask" || guarded.length > 0;
  const asked = wanted ? await questionFor(tool, args, ctx) : null;
  const untouchable = protectedName(guarded, args, asked);
  if (untouchable !== undefined) return { refused: `${PROTECTED} (--protect ${untouchable}).` };
  if (asked === null || settings.confirm === "never") {
    return { state: { ...openState(tool.name, args, caller.scope), granted: true } };
  }
  if (!caller.supports("elicitation/create")) return { refused: cannotAsk(tool) };
  const requests = { [CONFIRM]: question(`${asked}\nWorkspace: ${place(settings)}`) };
  return { needs: { requests, state: openState(tool.name, args, caller.scope) } };
}

function answered(state: CallState, caller: Caller): Consent {
  const said = verdict(caller.answers[CONFIRM]);
  if (said === "granted") return { state: { ...state, granted: true } };
  return { refused: said === "declined" ? DECLINED : DISMISSED };
}

const questionFor = async (tool: Tool, args: Record<string, unknown>, ctx: Context): Promise<string | null> =>
  tool.confirm ? tool.confirm(args, ctx) : `${tool.title}: ${JSON.stringify(args)}?`;

const place = ({ workspace, host }: Settings): string => (workspace ? `${workspace} (${host})` : host);

const WRONG_STATE = "Refused: this confirmation belongs to another call. Call again to be asked anew.";
const USED = "Refused: this confirmation was already used. Call again to be asked anew.";
const DECLINED = "Not done: the person declined. Do not repeat the call unless they ask for it.";
const DISMISSED = "Not done: the person dismissed the question without answering. Ask them in the conversation first.";
const PROTECTED = "Refused: the operator protects this object, nothing destructive may touch it";

const cannotAsk = (tool: Tool): string =>
  `Refused: ${tool.name} is destructive and needs the person's consent, and this client cannot ask them (no elicitation). ` +
  "Use a client that can, or let the operator start the server with --confirm never.";
