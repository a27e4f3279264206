import { hash } from "node:crypto";

/** SHA-256 (base64url) of a call's arguments in canonical form: the order of keys does not matter, every value does. */
export const digestArguments = (args: unknown): string => hash("sha256", JSON.stringify(canonical(args)), "base64url");

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  );
}
