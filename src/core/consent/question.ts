import type { InputRequest } from "../calls/context.ts";
import { strip } from "../output/fence.ts";
import type { Refused } from "./ledger.ts";

/** Key of the confirmation among a call's questions and answers. */
export const CONFIRM = "confirm";

/** The elicitation shown to the user. `message` names the object, the workspace and the effect. */
export const confirmationRequest = (message: string): InputRequest => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    // Names in it come from the workspace: without hidden characters, the user sees all of it.
    message: strip(message).text,
    requestedSchema: {
      type: "object",
      properties: { confirm: { type: "boolean", title: "Yes, do it", description: "Leave unchecked to cancel" } },
      required: ["confirm"],
    },
  },
});

export type ConfirmationAnswer = "granted" | Refused;

/** The user's answer in the client's raw response to a `confirmationRequest`. Anything but an explicit yes is a no. */
export function readConfirmation(response: unknown): ConfirmationAnswer {
  if (response === null || typeof response !== "object" || !("action" in response)) return "dismissed";
  if (response.action === "decline") return "declined";
  if (response.action !== "accept") return "dismissed";
  const content = "content" in response ? response.content : undefined;
  const yes = content !== null && typeof content === "object" && "confirm" in content && content.confirm === true;
  return yes ? "granted" : "declined";
}
