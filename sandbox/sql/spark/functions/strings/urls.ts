import { nullOnFailure, SqlFailure } from "../../../engine/failure.ts";
import { STRING } from "../../data-types.ts";
import { matches } from "../../values/java-regex/pattern.ts";
import type { FunctionDefinition } from "../contract.ts";
import { inTypeScript } from "../define.ts";
import { strictly } from "../strict.ts";
import { utf8 } from "./characters.ts";
import { regexOf } from "./regexes.ts";

interface Uri {
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly userInfo: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly fragment: string | null;
}

const PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const ILLEGAL = /[\s\p{Cc}"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/u;
const HOST =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.%]+\])$/;

/** A URL as `java.net.URI` reads it, or `undefined` if it is not one. */
function parseUri(text: string): Uri | undefined {
  const match = PARTS.exec(text);
  if (match === null || ILLEGAL.test(text)) return undefined;
  const [, scheme = null, authority = null, path = "", query = null, fragment = null] = match;
  if (/[[\]]/.test(path) || (scheme === null && /^[^/]*:/.test(path))) return undefined;
  if (authority === "" && path === "") return undefined;
  if (scheme !== null && authority === null && !path.startsWith("/")) {
    if (path === "") return undefined;
    return { scheme, authority: null, userInfo: null, host: null, path: null, query: null, fragment };
  }
  const server = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority ?? "");
  const host = server?.[2] !== undefined && HOST.test(server[2]) ? server[2] : null;
  const userInfo = host === null ? null : (server?.[1] ?? null);
  return { scheme, authority: authority === "" ? null : authority, userInfo, host, path, query, fragment };
}

function partOf(uri: Uri, part: string): string | null {
  switch (part) {
    case "HOST":
      return uri.host;
    case "PATH":
      return uri.path;
    case "QUERY":
      return uri.query;
    case "REF":
      return uri.fragment;
    case "PROTOCOL":
      return uri.scheme;
    case "FILE":
      return uri.query === null ? uri.path : `${uri.path ?? "null"}?${uri.query}`;
    case "AUTHORITY":
      return uri.authority;
    case "USERINFO":
      return uri.userInfo;
    default:
      return null;
  }
}

function parameterOf(query: string | null, key: string): string | null {
  if (query === null) return null;
  for (const { groups } of matches(regexOf("parse_url", `(&|^)${key}=([^&]*)`), query)) return groups[2] ?? null;
  return null;
}

function parseUrl(url: string, part: string, key?: string): string | null {
  const uri = parseUri(url);
  if (uri === undefined) {
    throw new SqlFailure(
      "INVALID_URL",
      `The url is invalid: ${url}. Use \`try_parse_url\` to tolerate invalid URL and return NULL instead.`,
      "22P02",
    );
  }
  if (key === undefined) return partOf(uri, part);
  return part === "QUERY" ? parameterOf(uri.query, key) : null;
}

const encode = (text: string): string =>
  Array.from(utf8(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9.*_-]/.test(character)) return character;
    return character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

function decode(text: string): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) {
    throw new SqlFailure(
      "CANNOT_DECODE_URL",
      `The provided URL cannot be decoded: ${text}. Please ensure that the URL is properly formatted and try again.`,
      "22546",
    );
  }
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}

/** URLs and their parts. */
export const urlFunctions: readonly FunctionDefinition[] = [
  strictly("parse_url", "url partToExtract key?", [STRING, STRING, STRING], STRING, parseUrl),
  strictly("try_parse_url", "url partToExtract key?", [STRING, STRING, STRING], STRING, nullOnFailure(parseUrl)),
  inTypeScript("url_encode", "str", [STRING], STRING, encode),
  inTypeScript("url_decode", "str", [STRING], STRING, decode),
  inTypeScript("try_url_decode", "str", [STRING], STRING, nullOnFailure(decode)),
];
