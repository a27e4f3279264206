/**
 * Values of the workspace that may stand in this server's own sentences, outside a fence. A value of another shape could
 * be a sentence of somebody else's, with `_` or `-` for its blanks.
 */

/** Error codes of OAuth (RFC 6749, 5.2; RFC 6750, 3.1; RFC 8628, 3.5). */
const OAUTH_CODES: ReadonlySet<string> = new Set(
  `invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type unsupported_response_type
   invalid_scope access_denied server_error temporarily_unavailable invalid_token insufficient_scope
   authorization_pending slow_down expired_token`.split(/\s+/),
);

/** An error code, state or type of the platform: `INVALID_STATE`, or one word such as `Running`. */
export const isPlainCode = (text: string): boolean =>
  /^(?:[A-Z][A-Z0-9_.]{0,59}|[A-Za-z]{1,30})$/.test(text) || OAUTH_CODES.has(text);

/** The id of a request: hexadecimal, with dashes as in a UUID. */
export const isRequestId = (text: string): boolean => /^[0-9A-Fa-f][0-9A-Fa-f-]{5,63}$/.test(text);

/** Letters in a row that are not hexadecimal digits alone, as words are. */
const WORDS = /(?![A-Fa-f]+(?![A-Za-z]))[A-Za-z]{4,}/g;
const MAX_WORDS = 2;
const MAX_WORD = 12;

/** An id of the platform: digits, a UUID, `0727-104344-hauls13-pool-n53oee7z`; at most two words, and a digit. */
export function isPlainId(text: string): boolean {
  if (!/^[\w.:-]{1,80}$/.test(text) || !/\d/.test(text)) return false;
  const found = text.match(WORDS) ?? [];
  return found.length <= MAX_WORDS && found.every((word) => word.length <= MAX_WORD);
}

/** Whether a value may stand in a sentence: a code, a request id or an id. */
export const isPlainToken = (text: string): boolean => isPlainCode(text) || isPlainId(text);

/** A value for a sentence: as it is where it is plain, otherwise `instead`. */
export const plainOr = (value: string | number | null | undefined, instead: string): string =>
  value !== null && value !== undefined && isPlainToken(String(value)) ? String(value) : instead;
