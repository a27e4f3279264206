import type { Context, Hono } from "hono";
import { fail, invalid } from "./failure.ts";

export type App = Hono<Env>;
export type Env = {
  Variables: { requestId: string };
  Bindings: {
    /** The request of a client. */
    incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
    /** The identity of a request that one service of the workspace sends to another. */
    actor?: string;
    /** Whether the request counts for the rate limit although it comes from within: code of a user sends it. */
    counted?: boolean;
  };
};
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Sends a request to another service of the same workspace, as the current caller. Only one that code of a user sends is
 * `counted` for the rate limit: the workspace's own lookups do not fail because clients are busy.
 */
export const askWorkspace = (
  app: App,
  { user }: { readonly user: string },
  path: string,
  request: RequestInit & { readonly headers?: Readonly<Record<string, string>> } = {},
  counted = false,
): Response | Promise<Response> => app.request(path, request, { actor: user, counted });

/** The JSON object that another service of the same workspace returns; `undefined` if it refuses the request. */
export async function readWorkspace(
  app: App,
  world: { readonly user: string },
  path: string,
): Promise<Fields | undefined> {
  const response = await askWorkspace(app, world, path);
  const body: unknown = response.ok ? await response.json() : undefined;
  return isFields(body) ? body : undefined;
}

/** The objects in a list field of a response. */
export function objectsIn(body: Fields | undefined, field: string): readonly Fields[] {
  const items = body?.[field];
  return Array.isArray(items) ? items.filter(isFields) : [];
}

/** The JSON object in a request's body; an empty body is an empty object. */
export async function readJson(c: Context<Env>): Promise<Fields> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(400, "MALFORMED_REQUEST", "Could not parse request object: the body is not valid JSON.");
  }
  if (!isFields(value))
    return fail(400, "MALFORMED_REQUEST", "Could not parse request object: expected a JSON object.");
  return value;
}

/** Fields of a body in one of the three encodings of REST 1.2: JSON, form-encoded or multipart (files become text). */
export async function readForm(c: Context<Env>): Promise<Fields> {
  const type = c.req.header("content-type") ?? "";
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) return readJson(c);
  const form = await c.req.parseBody().catch(() => fail(400, "MALFORMED_REQUEST", "Could not parse the form."));
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form)) {
    fields[name] = value instanceof File ? await value.text() : value;
  }
  return fields;
}

/** A required string field that must not be empty. */
export function required(fields: Fields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return invalid(`Missing required field: ${name}`);
  if (typeof value !== "string") return invalid(`Field '${name}' must be a string.`);
  return value;
}

/** An optional string field. */
export function optional(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return value === undefined || value === null || value === "" ? undefined : required(fields, name);
}

/** An optional integer; query parameters arrive as text. */
export function integer(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number))
    return invalid(`Field '${name}' must be an integer.`);
  return number;
}

/** An optional boolean; query parameters arrive as `true` or `false`. */
export function flag(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === "") return undefined;
  // Python's clients write `True` and `False` in forms.
  const text = String(value).toLowerCase();
  if (text === "true" || text === "false") return text === "true";
  return invalid(`Field '${name}' must be true or false.`);
}

/** An optional field with one of the platform's constants. */
export function oneOf<T extends string>(fields: Fields, name: string, values: readonly T[]): T | undefined {
  const value = optional(fields, name);
  if (value === undefined) return undefined;
  return values.find((known) => known === value) ?? invalid(`Field '${name}' must be one of ${values.join(", ")}.`);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
