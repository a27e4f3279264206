import {
  type JSONRPCMessage,
  PROTOCOL_VERSION_META_KEY,
  UnsupportedProtocolVersionError,
} from "@modelcontextprotocol/server";

/** The revisions whose requests name their revision. */
const NAMED_REVISIONS = ["2026-07-28"];

/**
 * The error for a request that names a revision that this server does not have; `undefined` for any other message. The SDK
 * checks only the first message of a connection.
 */
export function unsupportedVersion(message: JSONRPCMessage) {
  if (!("method" in message && "id" in message)) return undefined;
  const requested = message.params?._meta?.[PROTOCOL_VERSION_META_KEY];
  if (typeof requested !== "string" || NAMED_REVISIONS.includes(requested)) return undefined;
  const { code, message: text, data } = new UnsupportedProtocolVersionError({ supported: NAMED_REVISIONS, requested });
  return { jsonrpc: "2.0" as const, id: message.id, error: { code, message: text, data } };
}
