import { ApiError } from "./errors.ts";

type Segment = string | number;

/**
 * Builds a request path from a template: `path`/api/2.0/sql/statements/${id}``. A value becomes one encoded segment, an
 * array several.
 * @throws {ApiError} `invalid` for a value that could lead to another path; nothing is sent
 */
export function path(literals: TemplateStringsArray, ...values: readonly (Segment | readonly Segment[])[]): string {
  const built = values.reduce<string>((text, value, i) => {
    const segments = isList(value) ? value : [value];
    if (segments.length === 0) throw unsafePath("an empty sub-path");
    return text + segments.map(encodeSegment).join("/") + (literals[i + 1] ?? "");
  }, literals[0] ?? "");
  return built;
}

const isList = (value: Segment | readonly Segment[]): value is readonly Segment[] => Array.isArray(value);

/** Splits an absolute path of the workspace or of a volume into segments for the `path` tag. */
export function subPath(absolute: string): readonly string[] {
  return absolute.replace(/^\//, "").replace(/\/$/, "").split("/");
}

const MAX_SEGMENT = 4096;

function encodeSegment(value: Segment): string {
  const text = String(value);
  if (text === "") throw unsafePath("an empty path segment");
  if (text.length > MAX_SEGMENT) throw unsafePath(`a path segment of ${text.length} characters`);
  if (isUnsafe(text)) throw unsafePath("a path segment with '..', a backslash or a control character");
  try {
    return encodeURIComponent(text);
  } catch {
    throw unsafePath("a path segment with half of a character (a lone surrogate)");
  }
}

/**
 * Whether a segment contains dot segments (also with a `;parameter`), backslashes or control characters, in any percent
 * encoding, because a proxy may decode before the server does. Encoding does not help: `encodeURIComponent("..")` is
 * unchanged, and WHATWG URL resolves `%2e%2e`.
 */
function isUnsafe(text: string): boolean {
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
 * Checks a path with its query before it is joined to the workspace's origin, and returns it. It may come from our code
 * or from the platform (`next_chunk_internal_link`).
 * @throws {ApiError} `invalid` if it could lead to another origin or path; nothing is sent
 */
export function assertPath(text: string): string {
  const [pathname = "", ...query] = text.split("?");
  const segments = pathname.split("/").slice(1);
  if (!pathname.startsWith("/") || segments.some((segment) => segment === "")) {
    throw unsafePath("a path that does not start with '/' or has an empty segment");
  }
  if (segments.some(isUnsafe) || /[\s#\p{Cc}]/u.test(text)) {
    throw unsafePath("a path with '..', a backslash, a space or another unsafe character");
  }
  if (query.length > 1) throw unsafePath("a path with two queries");
  return text;
}

/** `what`: the rest of the sentence "Refused to build a request from …". */
const unsafePath = (what: string) =>
  new ApiError({
    kind: "invalid",
    outcome: "not-executed",
    message: `Refused to build a request from ${what}.`,
    next: "Use the plain name, ID or absolute path, without '.' or '..' segments.",
  });
