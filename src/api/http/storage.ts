import { ADDRESS_REFUSED } from "./address.ts";
import type { Piece } from "./client.ts";
import { ApiError } from "./errors.ts";
import { linkRefused } from "./external-link.ts";
import { retryAfter } from "./retry-after.ts";
import { type Arriving, failure, type Outgoing, type Send } from "./send.ts";

const MARKUP_BYTES = 2048;

/** Storage's answer as it arrives. 403, and 400 `ExpiredToken`, are `link-expired`: ask the platform for a new link once. */
export function storage(open: Send<Arriving>, wall: () => number): Send<Arriving> {
  return async (request: Outgoing) => {
    const answer = await reach(open, request);
    const { status, headers, body } = answer;
    if (status === 200 || status === 206) return answer;
    const facts = { outcome: "failed", status, next: "Ask for the result again." } as const;
    const text = await beginning(body);
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

/** The body with the place of each piece in the object. `asked`: the byte the request wanted it from. */
export async function* pieces(
  request: Pick<Outgoing, "method" | "path">,
  { status, headers, body }: Arriving,
  asked: number,
): AsyncGenerator<Piece> {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const partial = status === 206;
  let offset = partial ? Number(from) : 0;
  const length = headers.get("content-encoding") === null ? (partial ? total : headers.get("content-length")) : null;
  const size = length === null || length === undefined ? undefined : Number(length);
  for await (const bytes of body) {
    if (partial && Number(from) !== asked) {
      throw failure(request, {
        kind: "bad-response",
        outcome: "failed",
        status,
        message: "Cloud storage answered with another part of the object than was asked for.",
      });
    }
    yield { bytes, offset, size };
    offset += bytes.byteLength;
  }
}

async function beginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of body) {
    parts.push(bytes);
    size += bytes.byteLength;
    if (size >= MARKUP_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, MARKUP_BYTES));
}

async function reach(open: Send<Arriving>, request: Outgoing): Promise<Arriving> {
  try {
    return await open(request);
  } catch (error) {
    if (error instanceof ApiError && error.errorCode === ADDRESS_REFUSED) {
      throw linkRefused("its host resolves to a private address");
    }
    throw error;
  }
}
