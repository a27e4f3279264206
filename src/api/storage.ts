import { ADDRESS_REFUSED } from "./address.ts";
import { ApiError } from "./errors.ts";
import { linkRefused } from "./external-link.ts";
import { retryAfter } from "./retry-after.ts";
import { failure, type Outgoing, type Reply, type Send } from "./send.ts";

/** Storage's answer as bytes. 403, and 400 `ExpiredToken`, are `link-expired`: ask the platform for a new link once. */
export function storage(send: Send<Reply>, wall: () => number): Send<Uint8Array> {
  return async (request: Outgoing) => {
    const { status, headers, body } = await reach(send, request);
    if (status === 200 || status === 206) return body;
    const facts = { outcome: "failed", status, next: "Ask for the result again." } as const;
    const text = new TextDecoder().decode(body.subarray(0, 2048));
    if (status === 403 || (status === 400 && text.includes("ExpiredToken"))) {
      throw failure(request, {
        ...facts,
        kind: "link-expired",
        message: `Cloud storage refused the link (HTTP ${status}).`,
      });
    }
    if (status >= 300 && status < 400) throw linkRefused("storage redirected it");
    const again = status === 429 || status >= 500;
    throw failure(request, {
      ...facts,
      kind: again ? "unavailable" : status === 404 ? "not-found" : "bad-response",
      replay: again ? "if-safe" : "never",
      retryAfterMs: retryAfter(headers.get("retry-after"), wall()),
      message: `Cloud storage answered HTTP ${status}.`,
    });
  };
}

async function reach(send: Send<Reply>, request: Outgoing): Promise<Reply> {
  try {
    return await send(request);
  } catch (error) {
    if (error instanceof ApiError && error.errorCode === ADDRESS_REFUSED) {
      throw linkRefused("its host resolves to a private address");
    }
    throw error;
  }
}
