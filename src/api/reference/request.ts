import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Access } from "../../access.ts";
import { isRecord } from "../../records.ts";
import type { Client, QueryParameters, QueryValue, RequestOptions } from "../http/client.ts";
import { path, subPath } from "../http/path.ts";
import { classify, sqlAccess } from "../sql/class.ts";
import { isFixed } from "./check.ts";
import type { Operation, Parameter } from "./reference.ts";

type Given = Readonly<Record<string, unknown>>;

/** What a call of the operation may do. Where it runs SQL, the statement decides. */
export function accessOf({ access, sql }: Operation, given: Given): Access {
  const statement = sql === undefined ? undefined : given[sql];
  return typeof statement === "string" ? sqlAccess(classify(statement, texts(given.parameters))) : access;
}

/**
 * The same for a caller of whom nothing is known but the parameters: one that is given an `asks` parameter is
 * destructive. A typed tool decides that by itself, and puts a better question.
 */
export function accessAsCalled(operation: Operation, given: Given): Access {
  const asks = operation.asks.some((name) => isGiven(valueAt(given, name)) && !onlyReads(name, valueAt(given, name)));
  return asks ? "destructive" : accessOf(operation, given);
}

/** SQL that is kept and runs later, unasked. */
const onlyReads = (name: string, value: unknown): boolean =>
  /\bquery_text$/.test(name) && typeof value === "string" && classify(value).class === "read";

const valueAt = (given: Given, name: string): unknown =>
  name.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), given);

/** `false` and nothing at all ask for nothing; an empty list may take away what is there. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

/** The values of a statement's parameters, which can become names in it. */
const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((one) => (isRecord(one) && typeof one.value === "string" ? [one.value] : []))
    : [];

const RAW = {
  bytes: "its content is bytes, not JSON",
  headers: "its answer is in HTTP headers",
  text: "its answer is text, not JSON",
} as const;

/** Why JSON in and JSON out cannot serve this operation; `undefined` when they can. */
export function unreachable({ secret, raw }: Operation): string | undefined {
  if (secret !== undefined) return `its answer is ${secret}`;
  return raw && RAW[raw];
}

/** Sends checked parameters (`checkParameters`). Idempotency keys the caller left out are made here. */
export async function callOperation(client: Client, operation: Operation, given: Given): Promise<unknown> {
  const sent = operation.key === undefined ? given : { [operation.key]: randomUUID(), ...given };
  const query = { ...fixed(operation), ...toQuery(pick(operation, sent, "query")) };
  const body = bodyOf(operation, sent);
  const options: RequestOptions = { query, replay: replayOf(operation, sent), ...(body && { body }) };
  const address = expand(operation, sent);
  switch (operation.method) {
    case "GET":
      return client.get(operation.id, address, z.unknown(), { query });
    case "POST":
      return client.post(operation.id, address, z.unknown(), options);
    case "PUT":
      return client.put(operation.id, address, z.unknown(), options);
    case "PATCH":
      return client.patch(operation.id, address, z.unknown(), options);
    case "DELETE":
      return client.delete(operation.id, address, z.unknown(), options);
    default:
      throw new Error(`no request with the method ${operation.method}`);
  }
}

function replayOf(operation: Operation, given: Given): "safe" | "keyed" | "never" {
  if (operation.key !== undefined) return "keyed";
  return operation.sql === undefined && accessOf(operation, given) === "read" ? "safe" : "never";
}

const places = (operation: Operation, place: Parameter["in"]) => operation.parameters.filter((one) => one.in === place);

const pick = (operation: Operation, given: Given, place: Parameter["in"]): Given =>
  Object.fromEntries(
    places(operation, place)
      .filter(({ name }) => given[name] !== undefined)
      .map(({ name }) => [name, given[name]]),
  );

const fixed = (operation: Operation): QueryParameters =>
  Object.fromEntries(
    places(operation, "query")
      .filter(isFixed)
      .map(({ name, type }) => [name, type.slice(1)]),
  );

/** POST, PUT and PATCH always carry an object; the others only when the operation takes one. */
function bodyOf(operation: Operation, given: Given): Given | undefined {
  const named = pick(operation, given, "body");
  const known = new Set(operation.parameters.map(({ name }) => name));
  const further = Object.entries(given).filter(([name]) => operation.open !== undefined && !known.has(name));
  const body = { ...named, ...Object.fromEntries(further) };
  const bare = operation.method === "GET" || operation.method === "DELETE";
  return bare && Object.keys(body).length === 0 ? undefined : body;
}

function expand({ path: template }: Operation, given: Given): string {
  const literals = template.split(/\{\+?\w+\}/);
  const values = [...template.matchAll(/\{(\+?)(\w+)\}/g)].map(([, several, name = ""]) => {
    const value = String(given[name]);
    return several ? subPath(value) : value;
  });
  return path(Object.assign(literals, { raw: literals }), ...values);
}

function toQuery(given: Given): QueryParameters {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, queryValue(value)]));
}

function queryValue(value: unknown): QueryValue {
  if (Array.isArray(value)) return value.map(String);
  if (isRecord(value)) return toQuery(value);
  return value === null || value === undefined ? undefined : String(value);
}
