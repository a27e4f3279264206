import type { ObjectPiece } from "../client.ts";
import { ApiError } from "../errors.ts";
import { retryAfter } from "../retry-after.ts";
import { applyRule, storageRule } from "../retry-policy.ts";
import { type OutgoingRequest, requestError, type Send, type StreamedResponse } from "../send.ts";
import { ADDRESS_REFUSED } from "./address.ts";
import { linkRefusedError } from "./link.ts";

/** Bytes of an error response that are read, for the reason in it. */
const MARKUP_BYTES = 2048;

/**
 * Passes on the response of cloud storage to a presigned link (200 or 206) while its body arrives.
 * `wall`: milliseconds since 1970, for a `Retry-After` date.
 * @throws {ApiError} `link-expired`: ask the workspace for a new link, once; `link-refused` for a redirect or a private
 *   address; `not-found`, `unavailable` or `bad-response` by `STORAGE_RULES`
 */
export function rejectStorageErrors(open: Send<StreamedResponse>, wall: () => number): Send<StreamedResponse> {
  return async (request: OutgoingRequest) => {
    const response = await openPublic(open, request);
    const { status, headers, body } = response;
    if (status === 200 || status === 206) return response;
    const rule = storageRule(status, await readBeginning(body));
    if (rule.kind === "link-refused") throw linkRefusedError("storage redirected it");
    throw requestError(request, {
      ...applyRule(rule, request),
      status,
      retryAfterMs: retryAfter(headers.get("retry-after"), wall()),
      message:
        rule.kind === "link-expired"
          ? `Cloud storage refused the link (HTTP ${status}).`
          : `Cloud storage returned HTTP ${status}.`,
      next: "Request the result again.",
    });
  };
}

/**
 * The body in pieces, each with its offset in the object. `asked`: the byte from which the request wanted the object.
 * @throws {ApiError} `bad-response` when a partial response starts at another byte
 */
export async function* locatePieces(
  request: Pick<OutgoingRequest, "method" | "path">,
  { status, headers, body }: StreamedResponse,
  asked: number,
): AsyncGenerator<ObjectPiece> {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const partial = status === 206;
  let offset = partial ? Number(from) : 0;
  const length = headers.get("content-encoding") === null ? (partial ? total : headers.get("content-length")) : null;
  const size = length === null || length === undefined ? undefined : Number(length);
  for await (const bytes of body) {
    if (partial && Number(from) !== asked) {
      throw requestError(request, {
        kind: "bad-response",
        outcome: "failed",
        status,
        message: "Cloud storage returned a different part of the object than requested.",
      });
    }
    yield { bytes, offset, size };
    offset += bytes.byteLength;
  }
}

async function readBeginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of body) {
    parts.push(bytes);
    size += bytes.byteLength;
    if (size >= MARKUP_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, MARKUP_BYTES));
}

async function openPublic(open: Send<StreamedResponse>, request: OutgoingRequest): Promise<StreamedResponse> {
  try {
    return await open(request);
  } catch (error) {
    if (error instanceof ApiError && error.errorCode === ADDRESS_REFUSED) {
      throw linkRefusedError("its host resolves to a private address");
    }
    throw error;
  }
}
