import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";

/** The official clients close the connection at 10 MB, so nothing larger than this is ever sent, or read. */
export const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;

export interface Encoded {
  readonly json: string;
  /** What `json` says: the message itself, or the error that stands in for it. */
  readonly message: JSONRPCMessage;
}

/**
 * One message to JSON. A response that cannot be written (a cycle, a bigint, too deep, too large) becomes an error
 * response, so that no caller waits for ever; any other message throws.
 */
export function encode(message: JSONRPCMessage): Encoded {
  let cause: string;
  try {
    const json = JSON.stringify(message);
    const bytes = Buffer.byteLength(json);
    if (bytes <= MESSAGE_LIMIT_BYTES) return { json, message };
    cause = `it is ${mebibytes(bytes)} MiB, and one message may have ${mebibytes(MESSAGE_LIMIT_BYTES)}; ask for less at a time`;
  } catch (error) {
    cause = error instanceof RangeError ? "it is nested too deep or too large" : "it holds a value JSON does not have";
  }
  const id = responseId(message);
  if (id === undefined) throw new Error(`A message could not be sent: ${cause}`);
  const stand = errorResponse(id, ProtocolErrorCode.InternalError, `The answer could not be sent: ${cause}`);
  return { json: JSON.stringify(stand), message: stand };
}

/** The id `message` answers; undefined when it is no response. */
export function responseId(message: JSONRPCMessage): RequestId | undefined {
  return isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined;
}

/** The id a `notifications/cancelled` names. */
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
