import type { FormPart, Query, QueryValue } from "./client.ts";
import { ApiError } from "./errors.ts";

/**
 * `?a=1&filter.x=y`: arrays repeat the key, nested objects take dots, `undefined` is left out, spaces are `%20`.
 * Refuses text that UTF-8 cannot carry (`ApiError`, kind `invalid`).
 */
export function queryString(query: Query | undefined): string {
  const pairs = query === undefined ? [] : Object.entries(query).flatMap(([name, value]) => pairsOf(name, value));
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeValue(name, value)}`).join("&");
}

function encodeValue(name: string, value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    throw new ApiError({
      kind: "invalid",
      outcome: "not-executed",
      message: `Refused to build a request: ${name} holds half a character (lone surrogate).`,
      next: "Give the text again, whole.",
    });
  }
}

function pairsOf(name: string, value: QueryValue): [string, string][] {
  if (value === undefined) return [];
  if (isList(value)) return value.map((item) => [name, String(item)]);
  if (typeof value === "object") return Object.entries(value).flatMap(([key, item]) => pairsOf(`${name}.${key}`, item));
  return [[name, String(value)]];
}

const isList = (value: QueryValue): value is readonly (string | number | boolean)[] => Array.isArray(value);

/** A multipart body, which `fetch` gives its boundary. */
export function multipart(parts: readonly FormPart[]): FormData {
  const form = new FormData();
  for (const { name, value, fileName } of parts) {
    if (fileName !== undefined) form.append(name, new Blob([value]), fileName);
    else form.append(name, typeof value === "string" ? value : new Blob([value]));
  }
  return form;
}
