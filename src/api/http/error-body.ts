import { isRecord } from "../../records.ts";
import { isPlainCode, isRequestId, oneLine } from "../../text.ts";
import { parseJson } from "./json.ts";

/** The body of an error response. */
export interface ErrorBody {
  /** The platform's error code: capitals, digits and `_`, or one word. */
  readonly code?: string;
  /** One line of at most 500 characters. */
  readonly message: string;
  /** At most 20 entries of `details[]`, unchecked. */
  readonly details: readonly unknown[];
  /** `details[].request_id`: hexadecimal. */
  readonly requestId?: string;
}

/** Fields of an error body, of any API generation. */
const ERROR_FIELDS: ReadonlySet<string> = new Set([
  "error_code",
  "message",
  "details",
  "error",
  "error_description",
  "stack_trace",
  "request_id",
]);

/**
 * Whether the body of a successful response is an error: it has an `error_code` and nothing that the operation returns.
 * `fields`: the fields that the caller reads; an operation that returns an `error_code` of its own has it among them.
 */
export function isErrorBody(value: unknown, fields: ReadonlySet<string> | undefined): boolean {
  if (!isRecord(value) || textOf(value.error_code) === undefined || fields?.has("error_code")) return false;
  const isOwn = (field: string) => (fields?.size ? fields.has(field) : true) && !ERROR_FIELDS.has(field);
  return !Object.entries(value).some(([field, item]) => isOwn(field) && item !== null && item !== undefined);
}

/** Characters of a text or HTML body that are read. */
const MAX_TEXT = 4096;
const MAX_DETAILS = 20;

/**
 * Parses the error response of any API generation: 2.x `{error_code, message, details}`, 1.2 `{error}`, SCIM
 * `{detail, scimType}` (RFC 7644, 3.12), OAuth `{error, error_description}` (RFC 6749, 5.2), ARM
 * `{error: {code, message}}`, `CODE: text`, HTML, or an empty body. Never throws.
 */
export function parseErrorBody(text: string, status: number): ErrorBody {
  const trimmed = text.trim();
  if (trimmed === "") return messageOnly(`HTTP ${status} without a message`);
  const json = objectOf(trimmed);
  if (json !== undefined) return fromObject(json, status);
  if (trimmed.startsWith("<")) return messageOnly(fromHtml(trimmed) || `HTTP ${status} with an HTML page`);
  const coded = /^([A-Z][A-Z_]{2,60}): /.exec(trimmed);
  if (coded?.[1] !== undefined) return { ...messageOnly(trimmed.slice(coded[0].length, MAX_TEXT)), code: coded[1] };
  return messageOnly(trimmed.slice(0, MAX_TEXT));
}

const messageOnly = (message: string): ErrorBody => ({ message: oneLine(message), details: [] });

function objectOf(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text with content; services also send `null`, `"null"` and `""`. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value !== "null" ? value : undefined;

function fromObject(body: Record<string, unknown>, status: number): ErrorBody {
  const details = Array.isArray(body.details) ? body.details.slice(0, MAX_DETAILS) : [];
  const requestId = requestIdOf(details);
  const { code, message } = codeAndMessage(body, status);
  return {
    message: oneLine(message),
    details,
    ...(code !== undefined && isPlainCode(code) && { code }),
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
  return { message: `HTTP ${status} with a body of unknown shape` };
}

function requestIdOf(details: readonly unknown[]): string | undefined {
  for (const detail of details) {
    const id = isRecord(detail) ? textOf(detail.request_id) : undefined;
    if (id !== undefined && isRequestId(id)) return id;
  }
  return undefined;
}

/** The text of `<pre>`, otherwise of `<title>`, without markup. */
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
