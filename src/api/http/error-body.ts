import { kindOf, oneLine, type Replay } from "./errors.ts";
import { parseJson } from "./json.ts";

export interface ErrorBody {
  readonly code?: string;
  readonly message: string;
  readonly details: readonly unknown[];
  readonly requestId?: string;
}

/** Only so much of a foreign text is looked at. */
const MAX_TEXT = 4096;
const MAX_DETAILS = 20;

/**
 * Reads an error of any API generation: 2.x `{error_code, message, details}`, 1.2 `{error}`, SCIM `{detail, scimType}`,
 * ARM `{error: {code, message}}`, `CODE: text`, HTML, nothing at all. Never throws.
 */
export function parseErrorBody(text: string, status: number): ErrorBody {
  const trimmed = text.trim();
  if (trimmed === "") return plain(`HTTP ${status} without a message`);
  const json = objectOf(trimmed);
  if (json !== undefined) return fromObject(json, status);
  if (trimmed.startsWith("<")) return plain(fromHtml(trimmed) || `HTTP ${status} with an HTML page`);
  const coded = /^([A-Z][A-Z_]{2,60}): /.exec(trimmed);
  if (coded?.[1] !== undefined) return { ...plain(trimmed.slice(coded[0].length, MAX_TEXT)), code: coded[1] };
  return plain(trimmed.slice(0, MAX_TEXT));
}

const plain = (message: string): ErrorBody => ({ message: oneLine(message), details: [] });

function objectOf(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text worth showing; services also write `null`, `"null"` and `""`. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value !== "null" ? value : undefined;

function fromObject(body: Record<string, unknown>, status: number): ErrorBody {
  const details = Array.isArray(body.details) ? body.details.slice(0, MAX_DETAILS) : [];
  const requestId = requestIdOf(details);
  const { code, message } = codeAndMessage(body, status);
  return {
    message: oneLine(message),
    details,
    ...(code !== undefined && isToken(code) && { code }),
    ...(requestId !== undefined && { requestId }),
  };
}

function codeAndMessage(body: Record<string, unknown>, status: number): { code?: string | undefined; message: string } {
  const code = textOf(body.error_code);
  const message = textOf(body.message);
  if (code !== undefined || message !== undefined) return { code, message: message ?? code ?? "" };
  if (isRecord(body.error)) {
    const { code, message } = body.error;
    return { code: textOf(code), message: textOf(message) ?? textOf(code) ?? `HTTP ${status}` };
  }
  const error = textOf(body.error);
  if (error !== undefined) {
    const description = textOf(body.error_description);
    if (description !== undefined) return { code: error, message: description };
    const named = /^([A-Z][A-Za-z_]{2,60}): /.exec(error);
    return { code: named?.[1], message: error };
  }
  if ("detail" in body || "scimType" in body) {
    const said = [textOf(body.scimType), textOf(body.detail)].filter((part) => part !== undefined).join(" ");
    return { code: `SCIM_${textOf(body.status) ?? status}`, message: said || "SCIM internal error" };
  }
  return { message: `HTTP ${status} with an answer of unknown shape` };
}

/** Codes and request ids are told among the server's own words, so they hold no words of others. */
export const isToken = (text: string): boolean => /^[\w.:/=+-]{1,100}$/.test(text);

function requestIdOf(details: readonly unknown[]): string | undefined {
  for (const detail of details) {
    const id = isRecord(detail) ? textOf(detail.request_id) : undefined;
    if (id !== undefined && isToken(id)) return id;
  }
  return undefined;
}

/** What stands in `<pre>`, else in `<title>`, without markup. */
function fromHtml(html: string): string {
  const page = html.slice(0, MAX_TEXT);
  for (const tag of ["pre", "title"]) {
    const open = page.search(new RegExp(`<${tag}[ >]`, "i"));
    if (open === -1) continue;
    const start = page.indexOf(">", open) + 1;
    const close = page.toLowerCase().indexOf(`</${tag}`, start);
    const text = page
      .slice(start, close === -1 ? page.length : close)
      .replace(/<[^>]*>?/g, " ")
      .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, " ");
    if (text.trim() !== "") return oneLine(text);
  }
  return "";
}

/** Messages that mean "not yet" whatever the status; the union of the official SDKs' lists. */
const TRANSIENT = [
  "com.databricks.backend.manager.util.UnknownWorkerEnvironmentException",
  "does not have any associated worker environments",
  "There is no worker environment with id",
  "Unknown worker environment",
  "ClusterNotReadyException",
  "Timed out after ",
  "deadline exceeded",
  "Unexpected error",
  "Please try again later or try a faster operation.",
  "RPC token bucket limit has been exceeded",
  "REQUEST_LIMIT_EXCEEDED",
];

/** An expired or unknown token arrives as 400, 401 or 403; only the text tells it from a missing grant. */
const TOKEN_REFUSED = [
  "invalid access token",
  "token is expiring within",
  "token is expired",
  "expired jwt",
  "jwt expired",
  "token has expired",
];

const NOT_FOUND_AS_400 = /\/(clusters\/get|jobs\/get|jobs\/runs\/get)$/;
/** In the services' own words whatever was asked of the object. */
const NO_SUCH = /^cluster \S+ does not exist|^\S+ is not a valid endpoint id/;

/** The kind of a platform error: code and status, corrected where services are known to say it wrongly. */
export function kindOfAnswer(status: number, { code, message }: ErrorBody, path: string) {
  const said = message.toLowerCase();
  if ([400, 401, 403].includes(status) && TOKEN_REFUSED.some((text) => said.includes(text))) return "auth";
  if (
    code === "INVALID_PARAMETER_VALUE" &&
    (NO_SUCH.test(said) || (NOT_FOUND_AS_400.test(path) && /does not exist|doesn't exist/.test(said)))
  ) {
    return "not-found";
  }
  if (code === undefined && status >= 400 && /\bcontext\b.*does not exist|^contextnotfound/.test(said))
    return "not-found";
  return kindOf(status, code);
}

/** Whether the request behind an error answer may be sent again. */
export function replayOfAnswer(status: number, { message }: ErrorBody): Replay {
  if (status === 429) return "always";
  if (status === 502 || status === 503 || status === 504) return "if-safe";
  return TRANSIENT.some((text) => message.includes(text)) ? "if-safe" : "never";
}
