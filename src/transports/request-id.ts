import type { RequestId } from "@modelcontextprotocol/server";

/** Bytes at both ends of a message that are searched for its id. */
export const SEARCHED_BYTES = 16 * 1024;

/**
 * The id of a request that cannot be parsed, so that its caller gets an answer. Clients write the id near the beginning or
 * the end. `null` if it is not there, or if the message may be a response, whose id refers to a request of ours.
 *
 * @param head - The first bytes of the message.
 * @param tail - Its last bytes; empty while they are not known.
 */
export function findRequestId(head: Uint8Array, tail: Uint8Array): RequestId | null {
  const first = membersOf(latin1(head.subarray(0, SEARCHED_BYTES)));
  const last = lastMembers(latin1(tail.subarray(-SEARCHED_BYTES)));
  if (!first.has("method") && !last.has("method")) return null;
  return idIn(first) ?? idIn(last) ?? null;
}

/** Any byte is a character, so that invalid UTF-8 is searched, too. An id outside ASCII is not found. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

const SCALAR = String.raw`-?\d{1,16}|"(?:[^"\\\x80-\xff]|\\.){0,200}"`;
const MEMBER = new RegExp(String.raw`\s*"(id|jsonrpc|method)"\s*:\s*(${SCALAR})\s*(?=[,}])`, "y");

/** The members of the outermost object that `text` begins with, as far as they can be read. */
function membersOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    if (depth !== 1 || (char !== "{" && char !== ",")) continue;
    MEMBER.lastIndex = at + 1;
    const [, name, value] = MEMBER.exec(text) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

const LAST = new RegExp(String.raw`(?:,\s*"(?:id|jsonrpc|method)"\s*:\s*(?:${SCALAR})\s*){1,3}\}\s*$`);

/** The members right before the bracket that ends the message, if they are ones that are looked for. */
function lastMembers(text: string): ReadonlyMap<string, string> {
  const [end = ""] = LAST.exec(text) ?? [];
  return membersOf(`{${end.slice(1)}`);
}

function idIn(members: ReadonlyMap<string, string>): RequestId | undefined {
  const text = members.get("id");
  if (text === undefined) return undefined;
  try {
    const id: unknown = JSON.parse(text);
    return typeof id === "string" || (typeof id === "number" && Number.isSafeInteger(id)) ? id : undefined;
  } catch {
    return undefined;
  }
}
