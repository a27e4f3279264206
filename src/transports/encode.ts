import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";

/** Limit for messages in both directions. The official clients close the connection at 10 MB. */
export const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;

export interface Encoded {
  readonly json: string;
  /** The message in `json`: the original, or the error that replaces it. */
  readonly message: JSONRPCMessage;
}

/**
 * Encodes a message as JSON. A response that cannot be encoded (a cycle, a bigint, too deep, too large) becomes an error
 * response, so that no caller waits forever; any other message throws.
 */
export function encode(message: JSONRPCMessage): Encoded {
  let cause: string;
  try {
    const json = JSON.stringify(message);
    const bytes = Buffer.byteLength(json);
    if (bytes <= MESSAGE_LIMIT_BYTES) return { json, message };
    cause = `it has ${mebibytes(bytes)} MiB, and the limit is ${mebibytes(MESSAGE_LIMIT_BYTES)} MiB. Request less at a time`;
  } catch (error) {
    cause =
      error instanceof RangeError
        ? "it is too large or nested too deeply"
        : "it contains a value that JSON cannot represent";
  }
  const id = responseId(message);
  if (id === undefined) throw new Error(`A message could not be sent: ${cause}`);
  const replacement = errorResponse(id, ProtocolErrorCode.InternalError, `The response could not be sent: ${cause}`);
  return { json: JSON.stringify(replacement), message: replacement };
}

/** The id of the request that `message` responds to; `undefined` if it is not a response. */
export function responseId(message: JSONRPCMessage): RequestId | undefined {
  return isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined;
}

/** The id of the request that a `notifications/cancelled` cancels. */
export function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  if (!isJSONRPCNotification(message) || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.requestId;
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

export const errorResponse = (id: RequestId, code: number, message: string) => ({
  jsonrpc: "2.0" as const,
  id,
  error: { code, message },
});

const mebibytes = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));
