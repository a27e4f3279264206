import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Access } from "../../access.ts";
import { isRecord } from "../../records.ts";
import type { Client, QueryParameters, QueryValue, RequestOptions } from "../http/client.ts";
import { path, subPath } from "../http/path.ts";
import { classify, sqlAccess } from "../sql/class.ts";
import { isFixed } from "./check.ts";
import { type Operation, type OperationParameter, PLACEHOLDER } from "./reference.ts";

type Given = Readonly<Record<string, unknown>>;

/** Access that a call of the operation requires. If it runs SQL, the statement determines it. */
export function accessOf({ access, sql }: Operation, given: Given): Access {
  const statement = sql === undefined ? undefined : given[sql];
  return typeof statement === "string" ? sqlAccess(classify(statement, texts(given.parameters))) : access;
}

/**
 * Access that a call through `call_api` requires: a call with one of the `asks` parameters is destructive. Typed tools
 * decide that themselves and ask a more specific question.
 */
export function accessAsCalled(operation: Operation, given: Given): Access {
  const asks = asksOf(operation).some(
    (name) => isGiven(valueAt(given, name)) && !onlyReads(name, valueAt(given, name)),
  );
  return asks ? "destructive" : accessOf(operation, given);
}

/** Fields that place data or secrets outside the workspace, in any operation that changes something. */
const ELSEWHERE = new Set(["storage_root", "storage_location", "backend_azure_keyvault"]);

const asksOf = ({ access, asks, parameters }: Operation): readonly string[] =>
  access === "read" ? asks : [...asks, ...parameters.flatMap(({ name }) => (ELSEWHERE.has(name) ? [name] : []))];

/** Whether the value is saved SQL, which runs later without confirmation, and only reads. */
const onlyReads = (name: string, value: unknown): boolean =>
  /\bquery_text$/.test(name) && typeof value === "string" && classify(value).class === "read";

const valueAt = (given: Given, name: string): unknown =>
  name.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), given);

/** `false`, `null` and absent values change nothing. An empty list may remove existing items. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

/** Values of a statement's parameters, which it can use as names. */
const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((one) => (isRecord(one) && typeof one.value === "string" ? [one.value] : []))
    : [];

const RAW = {
  bytes: "its content is bytes, not JSON",
  headers: "its response is in HTTP headers",
  text: "its response is text, not JSON",
} as const;

/** Why `call_api` does not call this operation; `undefined` if it does. */
export function reasonNotCallable({ secret, raw }: Operation): string | undefined {
  if (secret !== undefined) return `its response contains ${secret}`;
  return raw && RAW[raw];
}

/**
 * Sends a request with parameters that `checkParameters` accepts, and returns the response unparsed. Adds an idempotency
 * key if the operation takes one and the caller gave none.
 *
 * @throws {ApiError} As the operation fails
 */
export async function callOperation(client: Client, operation: Operation, given: Given): Promise<unknown> {
  const sent = operation.key === undefined ? given : { [operation.key]: randomUUID(), ...given };
  const query = { ...fixed(operation), ...toQuery(pick(operation, sent, "query")) };
  const body = bodyOf(operation, sent);
  const options: RequestOptions = { query, replay: replayOf(operation, sent), ...(body && { body }) };
  const address = expandPath(operation, sent);
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
      throw new Error(`Unsupported method ${operation.method} of ${operation.id}`);
  }
}

function replayOf(operation: Operation, given: Given): "read" | "keyed" | "never" {
  if (operation.key !== undefined) return "keyed";
  return operation.sql === undefined && accessOf(operation, given) === "read" ? "read" : "never";
}

const parametersIn = (operation: Operation, place: OperationParameter["in"]) =>
  operation.parameters.filter((one) => one.in === place);

const pick = (operation: Operation, given: Given, place: OperationParameter["in"]): Given =>
  Object.fromEntries(
    parametersIn(operation, place)
      .filter(({ name }) => given[name] !== undefined)
      .map(({ name }) => [name, given[name]]),
  );

const fixed = (operation: Operation): QueryParameters =>
  Object.fromEntries(
    parametersIn(operation, "query")
      .filter(isFixed)
      .map(({ name, type }) => [name, type.slice(1)]),
  );

/** POST, PUT and PATCH always have a body; other methods only if the operation has body fields. */
function bodyOf(operation: Operation, given: Given): Given | undefined {
  const named = pick(operation, given, "body");
  const known = new Set(operation.parameters.map(({ name }) => name));
  const further = Object.entries(given).filter(([name]) => operation.open !== undefined && !known.has(name));
  const body = { ...named, ...Object.fromEntries(further) };
  const mayLackBody = operation.method === "GET" || operation.method === "DELETE";
  return mayLackBody && Object.keys(body).length === 0 ? undefined : body;
}

function expandPath({ path: template }: Operation, given: Given): string {
  const literals = template.split(/\{[^}]*\}/);
  const values = [...template.matchAll(PLACEHOLDER)].map(([, several, name = "", format]) => {
    const value = String(given[name]);
    return several || format !== undefined ? subPath(value) : value;
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
