import {
  type JSONRPCMessage,
  ProtocolErrorCode,
  parseJSONRPCMessage,
  type RequestId,
} from "@modelcontextprotocol/server";

import { isRecord } from "../records.ts";
import { findRequestId } from "./request-id.ts";

/** Why a message is refused. `id` is null if the request is unknown. */
export interface DecodeFault {
  readonly code: number;
  readonly message: string;
  readonly id: RequestId | null;
}

export type Decoded<T> = { readonly value: T } | { readonly fault: DecodeFault };

const MAX_DEPTH = 64;
const utf8 = new TextDecoder("utf-8", { fatal: true });
const LONE_SURROGATE = /\p{Surrogate}/u;

const refuse = (code: number, message: string, id: RequestId | null = null) => ({ fault: { code, message, id } });

/**
 * Decodes bytes to a JSON value. They must be UTF-8, nested at most 64 levels, without lone surrogates and without an id
 * that a number cannot hold.
 */
export function decodeJson(bytes: Uint8Array): Decoded<unknown> {
  if (isTooDeep(bytes)) {
    return refuse(
      ProtocolErrorCode.InvalidRequest,
      `Invalid request: the JSON is nested deeper than ${MAX_DEPTH} levels`,
      findRequestId(bytes, bytes),
    );
  }
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse(
      ProtocolErrorCode.ParseError,
      "Parse error: the message is not valid UTF-8",
      findRequestId(bytes, bytes),
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(
      ProtocolErrorCode.ParseError,
      "Parse error: the message is not valid JSON",
      findRequestId(bytes, bytes),
    );
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && holdsLoneSurrogate(value)) {
    return refuse(
      ProtocolErrorCode.ParseError,
      "Parse error: the message contains half of a surrogate pair",
      idOf(value),
    );
  }
  if (Array.isArray(value)) {
    return refuse(
      ProtocolErrorCode.InvalidRequest,
      "Invalid request: batches are not supported; send one message at a time",
    );
  }
  if (isRecord(value) && Number.isInteger(value.id) && !Number.isSafeInteger(value.id)) {
    return refuse(
      ProtocolErrorCode.InvalidRequest,
      "Invalid request: the id is an integer beyond 2^53, which a response cannot repeat; use a string",
    );
  }
  return { value: withoutNullArguments(value) };
}

/** Hosts send `"arguments": null` for a call without any, where MCP wants the key left out. */
function withoutNullArguments(message: unknown): unknown {
  if (!isRecord(message) || !isRecord(message.params) || message.params.arguments !== null) return message;
  const { arguments: _, ...params } = message.params;
  return { ...message, params };
}

/** Decodes bytes to one JSON-RPC message. */
export function decodeMessage(bytes: Uint8Array): Decoded<JSONRPCMessage> {
  const decoded = decodeJson(bytes);
  if ("fault" in decoded) return decoded;
  try {
    return { value: parseJSONRPCMessage(decoded.value) };
  } catch {
    return refuse(ProtocolErrorCode.InvalidRequest, "Invalid request: not a JSON-RPC 2.0 message", idOf(decoded.value));
  }
}

/** The id for an error response: only a request has one, because a response's id refers to a request of ours. */
function idOf(value: unknown): RequestId | null {
  if (value === null || typeof value !== "object" || !("id" in value) || !("method" in value)) return null;
  return typeof value.id === "string" || Number.isInteger(value.id) ? (value.id as RequestId) : null;
}

/** Counts brackets outside strings, so that a hostile message is refused before recursive code reads it. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

function holdsLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return LONE_SURROGATE.test(value);
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, inner]) => LONE_SURROGATE.test(key) || holdsLoneSurrogate(inner));
}
