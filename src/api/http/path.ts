import { ApiError } from "./errors.ts";

type Segment = string | number;

/**
 * Builds a request path: `path`/api/2.0/sql/statements/${id}``. One value is one encoded segment; an array is a
 * sub-path of such segments. Refuses whatever could lead to another path (`ApiError`, kind `invalid`; nothing is sent).
 */
export function path(literals: TemplateStringsArray, ...values: readonly (Segment | readonly Segment[])[]): string {
  const built = values.reduce<string>((text, value, i) => {
    const segments = isList(value) ? value : [value];
    if (segments.length === 0) throw refused("an empty sub-path");
    return text + segments.map(encodeSegment).join("/") + (literals[i + 1] ?? "");
  }, literals[0] ?? "");
  return built;
}

const isList = (value: Segment | readonly Segment[]): value is readonly Segment[] => Array.isArray(value);

/** Splits an absolute workspace or volume path into segments for the `path` tag. */
export function subPath(absolute: string): readonly string[] {
  return absolute.replace(/^\//, "").replace(/\/$/, "").split("/");
}

const MAX_SEGMENT = 4096;

function encodeSegment(value: Segment): string {
  const text = String(value);
  if (text === "") throw refused("an empty path segment");
  if (text.length > MAX_SEGMENT) throw refused(`a path segment of ${text.length} characters`);
  if (isTricky(text)) throw refused("a path segment with '..', a backslash or a control character");
  try {
    return encodeURIComponent(text);
  } catch {
    throw refused("a path segment with half a character (lone surrogate)");
  }
}

/**
 * Looks through percent forms as a server behind a decoding proxy would: dot segments (also with a `;parameter`),
 * backslashes, control characters. `encodeURIComponent("..")` is unchanged and WHATWG URL folds `%2e%2e`.
 */
function isTricky(text: string): boolean {
  let form = text;
  for (let round = 0; round < 3; round++) {
    if (/[\p{Cc}\\]/u.test(form)) return true;
    if (form.split("/").some((part) => /^\.{1,2}(;|$)/.test(part))) return true;
    const decoded = form.replace(/(?:%[0-9a-f]{2})+/gi, decodeOrKeep);
    if (decoded === form) return false;
    form = decoded;
  }
  return false;
}

function decodeOrKeep(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

/**
 * Checks a path (and query) before it is joined to the workspace's origin: literals in our code pass, and so must a
 * server-supplied link (`next_chunk_internal_link`). Throws `ApiError` of kind `invalid`.
 */
export function assertPath(text: string): string {
  const [pathname = "", ...query] = text.split("?");
  const segments = pathname.split("/").slice(1);
  if (!pathname.startsWith("/") || segments.some((segment) => segment === "")) throw refused("a path that is not one");
  if (segments.some(isTricky) || /[\s#\p{Cc}]/u.test(text)) throw refused("a path that leads elsewhere");
  if (query.length > 1) throw refused("a path with two queries");
  return text;
}

const refused = (what: string) =>
  new ApiError({
    kind: "invalid",
    outcome: "not-executed",
    message: `Refused to build a request from ${what}.`,
    next: "Give the plain name, id or absolute path, without '.' or '..' segments.",
  });
