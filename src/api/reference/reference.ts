import * as z from "zod";
import { ACCESS, type Access } from "../../access.ts";
import type { OperationId } from "./operation-id.ts";

/** A field of a request. `type` is the reference's notation: `string`, `int64`, `A|B`, `X[]`, `map<X>`, `{…}`, a type's name. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "body";
  readonly type: string;
  readonly required: boolean;
  readonly note: string;
}

export interface Operation {
  readonly id: OperationId;
  readonly service: string;
  readonly title: string;
  readonly method: string;
  /** With `{name}` for one segment and `{+name}` for a path of several. */
  readonly path: string;
  readonly access: Access;
  /** Parameters (dots go inside) that make more of the call: they replace, discard, hand over or open up. */
  readonly asks: readonly string[];
  /** The parameter that holds SQL: the statement decides the access, `access` is the worst it can be. */
  readonly sql: string | undefined;
  /** What its answer would disclose: such an operation is for typed tools, which keep it to themselves. */
  readonly secret: string | undefined;
  /** Where content travels that is not JSON. */
  readonly raw: "bytes" | "headers" | "text" | undefined;
  /** What to do in place of an operation that is `secret` or `raw`. */
  readonly instead: string | undefined;
  /** The body field that makes a repeated request harmless. */
  readonly key: string | undefined;
  readonly paging: string | undefined;
  /** What to poll until the work is done. */
  readonly wait: string | undefined;
  readonly returns: string | undefined;
  readonly note: string | undefined;
  readonly parameters: readonly Parameter[];
  /** Its body takes fields the reference does not name: `...` in the data. */
  readonly open: string | undefined;
}

/** The fields of a named type, in the notation of the data: `name*` → `type — note`. */
export type TypeFields = Readonly<Record<string, string>>;

export interface Reference {
  readonly operations: ReadonlyMap<string, Operation>;
  /** A type that a service's parameters name. */
  typeOf(service: string, name: string): TypeFields | undefined;
}

const fields = z.record(z.string(), z.string());
const text = z.string().optional();
const METHOD_PATH = /^(GET|POST|PUT|PATCH|DELETE|HEAD) (\/\S+)$/;

const entry = z.strictObject({
  title: z.string(),
  request: z.string().regex(METHOD_PATH),
  access: z.enum(ACCESS),
  asks: z.array(z.string()).min(1).optional(),
  secret: text,
  raw: z.enum(["bytes", "headers", "text"]).optional(),
  instead: text,
  sql: text,
  paging: text,
  wait: text,
  key: text,
  query: fields.optional(),
  body: fields.optional(),
  returns: text,
  note: text,
});
type Entry = z.output<typeof entry>;

const service = z.strictObject({
  service: z.string(),
  types: z.record(z.string(), fields).optional(),
  operations: z.record(z.string(), entry),
});

let loading: Promise<Reference> | undefined;

/** The REST reference: every operation of the platform. Read on first use, then kept. */
export function loadReference(): Promise<Reference> {
  loading ??= import("./data/services.ts").then(({ services }) => readReference(services));
  return loading;
}

function readReference(data: readonly unknown[]): Reference {
  const services = data.map((one) => service.parse(one));
  const operations = services.flatMap((one) =>
    Object.entries(one.operations).map(([id, found]) => [id, operation(one.service, id, found)] as const),
  );
  const types = new Map(services.map((one) => [one.service, new Map(Object.entries(one.types ?? {}))]));
  return { operations: new Map(operations), typeOf: (of, name) => types.get(of)?.get(name) };
}

const OPEN = "...";

function operation(of: string, id: string, { request, query, body, ...rest }: Entry): Operation {
  const [, method = "", path = ""] = METHOD_PATH.exec(request) ?? [];
  const { [OPEN]: open, ...named } = body ?? {};
  const inPath = [...path.matchAll(/\{\+?(\w+)\}/g)].map(([placeholder, name = ""]) => ({
    name,
    in: "path" as const,
    type: "string",
    required: true,
    note: placeholder.startsWith("{+") ? "absolute path" : "",
  }));
  return {
    // The type is made of the keys of this very data.
    id: id as OperationId,
    service: of,
    method,
    path,
    title: rest.title,
    access: rest.access,
    asks: rest.asks ?? [],
    sql: rest.sql,
    secret: rest.secret,
    raw: rest.raw,
    instead: rest.instead,
    key: rest.key,
    paging: rest.paging,
    wait: rest.wait,
    returns: rest.returns,
    note: rest.note,
    parameters: [...inPath, ...readFields(query ?? {}, "query"), ...readFields(named, "body")],
    open: open && readField("", open).note,
  };
}

/** The data's short form of fields, spelt out. */
export const readFields = (of: TypeFields, place: Parameter["in"]): Parameter[] =>
  Object.entries(of).map(([name, value]) => ({ ...readField(name, value), in: place }));

function readField(name: string, value: string) {
  const [type = "", ...note] = value.split(" — ");
  return { name: name.replace(/\*$/, ""), type, required: name.endsWith("*"), note: note.join(" — ") };
}
