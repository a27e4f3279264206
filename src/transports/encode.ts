import {
  type JSONRPCMessage,
  type JSONRPCResponse,
  ProtocolErrorCode,
  type RequestId,
} from "@modelcontextprotocol/server";
import { preparedText } from "../core/prepared.ts";
import { MESSAGE_LIMIT_BYTES } from "../limits.ts";
import { isRecord } from "../records.ts";

export interface Encoded {
  readonly json: string;
  /** The message in `json`: the original, or the error that replaces it. */
  readonly message: JSONRPCMessage;
}

/**
 * Encodes a message as JSON. A response that cannot be encoded (a cycle, a bigint, too deep, too large) becomes an error
 * response, so that no caller waits forever; any other message throws.
 */
export function encode(given: JSONRPCMessage): Encoded {
  const message = withPlainReason(given);
  let cause: string;
  try {
    const json = toJson(message);
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

/** `JSON.stringify`, except that a prepared list of tools is not serialized again. */
function toJson(message: JSONRPCMessage): string {
  const result = "result" in message ? message.result : undefined;
  const list = preparedText(result?.tools);
  if (list === undefined) return JSON.stringify(message);
  const others = JSON.stringify({ ...result, tools: undefined });
  const tools = `{"tools":${list}${others === "{}" ? "}" : `,${others.slice(1)}`}`;
  const rest = JSON.stringify({ ...message, result: undefined });
  return `{"result":${tools},${rest.slice(1)}`;
}

/** How the SDK reports parameters that do not match the protocol's schema: every issue of zod, as JSON. */
const ISSUES = /^(?:Invalid [\w/]{1,60} request: )?(\[\s*\{[\s\S]*\])$/;
const MAX_ISSUES = 3;

/** Parameters that do not match the protocol's schema are the client's error (-32602), in one sentence. */
function withPlainReason(message: JSONRPCMessage): JSONRPCMessage {
  if (!("error" in message)) return message;
  const [, dump] = ISSUES.exec(message.error.message) ?? [];
  const issues = dump === undefined ? undefined : issuesIn(dump);
  if (issues === undefined) return message;
  return { ...message, error: { code: ProtocolErrorCode.InvalidParams, message: `Invalid params: ${issues}` } };
}

function issuesIn(dump: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(dump);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || !parsed.every((issue) => isRecord(issue) && typeof issue.message === "string")) return;
  return parsed
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => (Array.isArray(path) && path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}

/** A decoded message is one of four kinds, which its keys tell apart. The SDK's guards would check all of it again. */
const isResponse = (message: JSONRPCMessage): message is JSONRPCResponse => "result" in message || "error" in message;

/** The id of the request that `message` responds to; `undefined` if it is not a response. */
export function responseId(message: JSONRPCMessage): RequestId | undefined {
  return isResponse(message) ? message.id : undefined;
}

/** The id of a request; `undefined` for any other message. */
export function requestId(message: JSONRPCMessage): RequestId | undefined {
  return "method" in message && "id" in message ? message.id : undefined;
}

/** The id of the request that a `notifications/cancelled` cancels. */
export function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  if (!("method" in message) || "id" in message || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.requestId;
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

export const errorResponse = (id: RequestId, code: number, message: string) => ({
  jsonrpc: "2.0" as const,
  id,
  error: { code, message },
});

const mebibytes = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));
