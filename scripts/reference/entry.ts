import type { SdkFacts, SdkMethod } from "./facts.ts";
import { titleOf } from "./names.ts";
import type { Overlay } from "./overlay.ts";

/** An operation in the notation of the reference's data. */
export interface GeneratedEntry {
  readonly title: string;
  readonly request: string;
  readonly access: "read" | "write" | "destructive";
  readonly [field: string]: unknown;
}

type Fields = Readonly<Record<string, string>>;

/** Fields with which a call that is otherwise harmless replaces, discards or transfers something. */
const RISKY =
  /^(overwrite|owner|new_owner|run_as|run_as_role|full_refresh|force|purge|purge_data|recursive|rotate_token|replace_existing|delete_rows|embed_credentials|dangerously_\w+)$/;

const RETURNS_CHARS = 200;

/** The path with the formats of its resource names: `/api/2.0/postgres/{name=projects/*}`. */
export function pathOf(method: SdkMethod, overlay: Overlay): string {
  const key = `${method.service}.${method.method}`;
  return method.path.replace(/\{(\+?)(\w+)\}/g, (whole, _: string, name: string) => {
    const own = overlay.names[key]?.[name];
    const known = own === undefined ? formatOf(method, method.names[name] ?? []) : own;
    if (known === "") return `{+${name}}`;
    if (known === undefined) return whole;
    // The account is filled in, so its parts are parameters of their own.
    if (known.startsWith("accounts/{account_id}")) return known;
    return `{${name}=${known
      .split("/")
      .map((part) => (part.includes("{") ? "*" : part))
      .join("/")}}`;
  });
}

/** Methods of the workspace (`…_proxy`) document the account's format as well. */
function formatOf({ api, method }: SdkMethod, formats: readonly string[]): string | undefined {
  const local = /_(proxy|local)$/.test(method) || api.startsWith("Workspace");
  return formats.find((one) => one.startsWith("accounts/") !== local) ?? formats[0];
}

/** One operation from what the SDK says and what the overlay adds. */
export function entryOf(id: string, method: SdkMethod, facts: SdkFacts, overlay: Overlay): GeneratedEntry {
  const types = facts.types[method.service] ?? {};
  const path = pathOf(method, overlay);
  const own = overlay.operations[id] ?? {};
  const query = asNotation(method.query);
  const inPath = [...path.matchAll(/\{\+?(\w+)[=}]/g)].map(([, name = ""]) => name);
  const taken = new Set([...inPath, ...names(query)]);
  const given = method.whole === undefined ? method.body : { ...optional(types[method.whole] ?? {}), ...method.body };
  const body = Object.fromEntries(Object.entries(asNotation(given)).filter(([name]) => !taken.has(bare(name))));
  const access = accessOf(id, method.verb, overlay);
  const asks = [...names(query), ...names(body)].filter((name) => access === "write" && RISKY.test(name));
  const key = [...names(query), ...names(body)].find((name) => name === "request_id" && method.verb === "POST");
  return {
    title: titleOf({ ...method, path }, overlay.services[method.service]?.label ?? method.service),
    request: `${method.verb} ${path}`,
    access,
    ...(asks.length > 0 && { asks }),
    ...(method.raw && { raw: "bytes" }),
    ...(key !== undefined && access !== "read" && { key }),
    ...(method.paging !== undefined && method.items !== undefined && { paging: method.paging }),
    ...(method.returns === "Operation" && method.method !== "get_operation" && followUp(method, facts)),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(body).length > 0 && { body }),
    ...returned(method, types),
    ...own,
  };
}

function accessOf(id: string, verb: string, { read, write }: Overlay): GeneratedEntry["access"] {
  if (verb === "GET" || verb === "HEAD" || read.includes(id)) return "read";
  return write.includes(id) ? "write" : "destructive";
}

/** Long-running work returns an operation, which the service's own `get_operation` reports on. */
function followUp({ service }: SdkMethod, { operations }: SdkFacts) {
  const get = operations.find((one) => one.service === service && /^get_(\w+_)?operation$/.test(one.method));
  return get && { wait: `${get.verb} ${get.path} with the name in the response until done is true` };
}

const bare = (name: string): string => name.replace(/\*$/, "");
const names = (fields: Fields): string[] => Object.keys(fields).map(bare);

/** Fields of a whole object: which of them a change needs depends on `update_mask`. */
const optional = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).map(([n, t]) => [bare(n), t]));

/** Types of the SDK in the notation of the data. */
export const asNotation = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [
      name,
      type.replace(/\bdouble\b/g, "number").replace(/\b(bytes|Operation)\b/g, "any"),
    ]),
  );

function returned({ items, paging, returns }: SdkMethod, types: Readonly<Record<string, Fields>>) {
  if (returns === "") return {};
  if (items !== undefined && returns.endsWith("[]")) {
    return { returns: `${items}: ${returns}${paging ? `, ${paging.split("/")[1]}` : ""}` };
  }
  const fields = Object.keys(types[returns] ?? {}).map(bare);
  if (fields.length === 0) return { returns };
  const text = `${returns} {${fields.join(", ")}}`;
  return {
    returns: text.length <= RETURNS_CHARS ? text : `${text.slice(0, text.lastIndexOf(",", RETURNS_CHARS))}, …}`,
  };
}
