import * as z from "zod";
import { ACCESS, type Access } from "../../access.ts";
import type { OperationId } from "./operation-id.ts";

/** A field of a request. `type` is in the notation of the data: `string`, `int64`, `A|B`, `X[]`, `map<X>`, `{…}`, or a type's name. */
export interface OperationParameter {
  readonly name: string;
  readonly in: "path" | "query" | "body";
  readonly type: string;
  readonly required: boolean;
  readonly note: string;
  /** Format of the name of a resource in a path, with `*` for one segment. */
  readonly format?: string | undefined;
}

/** An operation of the REST API. Those with `{account_id}` in their path belong to the account. */
export interface Operation {
  readonly id: OperationId;
  readonly service: string;
  /** Whether it is in the part of the data that is written by hand, which has what people use most. */
  readonly common: boolean;
  readonly title: string;
  readonly method: string;
  /** `{name}` is one segment, `{+name}` a path of several, `{name=projects/*}` a path of this format. */
  readonly path: string;
  readonly access: Access;
  /** Parameters (`a.b` for nested ones) with which the call replaces, discards, transfers or shares something. */
  readonly asks: readonly string[];
  /** The parameter with SQL. The statement then determines the access; `access` is the highest possible. */
  readonly sql: string | undefined;
  /** The secret in its response. Only typed tools, which never return it, may call such an operation. */
  readonly secret: string | undefined;
  /** Where the request or response has content that is not JSON. */
  readonly raw: "bytes" | "headers" | "text" | undefined;
  /** The alternative to an operation that is `secret` or `raw`. */
  readonly instead: string | undefined;
  /** The field with the idempotency key. */
  readonly key: string | undefined;
  readonly paging: string | undefined;
  /** The operation to poll until the work is done, by its ID, and until when. */
  readonly wait: string | undefined;
  readonly returns: string | undefined;
  readonly note: string | undefined;
  /** Requests for it in everyday words, for the search alone. */
  readonly phrases: readonly string[];
  readonly parameters: readonly OperationParameter[];
  /** Their names alone, for the search. */
  readonly parameterNames: readonly string[];
  /** Describes the further fields of its body that the reference does not list (`...` in the data). */
  readonly open: string | undefined;
}

/** The parts of an operation that a search reads. A tool can be searched for like one. */
export type Searchable = Pick<
  Operation,
  "access" | "common" | "method" | "note" | "parameterNames" | "path" | "phrases" | "service" | "title"
> & { readonly id: string };

/** Fields of a named type in the notation of the data: `name*` → `type — note`, with `*` for required fields. */
export type TypeFields = Readonly<Record<string, string>>;

/** The REST API as data. */
export interface Reference {
  readonly operations: ReadonlyMap<string, Operation>;
  /** The same ones as a list. */
  readonly all: readonly Operation[];
  /** The fields of a type that the parameters of a service refer to; `undefined` if there is no such type. */
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

/** A service in the notation of the data. */
export const serviceSchema = z.strictObject({
  service: z.string(),
  types: z.record(z.string(), fields).optional(),
  operations: z.record(z.string(), entry),
});

/** The data is part of the package, and a test reads all of it by its schema. Only its outline is checked at run time. */
const service = z.custom<z.output<typeof serviceSchema>>(
  (value) => typeof value === "object" && value !== null && "operations" in value,
);

let loading: Promise<Reference> | undefined;

/** The reference of all operations of the platform. It is parsed on first use and cached. */
export function loadReference(): Promise<Reference> {
  loading ??= Promise.all([import("./data/services.ts"), import("./sdk/services.ts")]).then(
    ([{ services, phrases }, { sdkServices }]) => readReference(services, sdkServices, phrases),
  );
  return loading;
}

let loadingCommon: Promise<Reference> | undefined;

/** The part of the reference that is written by hand, which is small. Cached like the whole. */
export function loadCommonReference(): Promise<Reference> {
  loadingCommon ??= import("./data/services.ts").then(({ services, phrases }) => readReference(services, [], phrases));
  return loadingCommon;
}

/** Requests for operations in everyday words, by ID. `; ` separates them. */
export const loadPhrases = async (): Promise<Readonly<Record<string, string>>> =>
  (await import("./data/services.ts")).phrases;

function readReference(
  byHand: readonly unknown[],
  generated: readonly unknown[],
  phrases: Readonly<Record<string, string>>,
): Reference {
  const services = [...byHand, ...generated].map((one) => service.parse(one));
  const operations = services.flatMap((one, at) =>
    Object.entries(one.operations).map(
      ([id, found]) => [id, toOperation(one.service, at < byHand.length, id, found, phrases[id])] as const,
    ),
  );
  const types = new Map(services.map((one) => [one.service, new Map(Object.entries(one.types ?? {}))]));
  return {
    operations: new Map(operations),
    all: operations.map(([, one]) => one),
    typeOf: (of, name) => types.get(of)?.get(name),
  };
}

const OPEN = "...";

/** A placeholder of a path: `{name}`, `{+name}` or `{name=projects/*}`. */
export const PLACEHOLDER = /\{(\+?)(\w+)(?:=([^}]+))?\}/g;

function toOperation(
  service: string,
  common: boolean,
  id: string,
  { request, query, body, ...rest }: Entry,
  phrases: string | undefined,
): Operation {
  const [, method = "", path = ""] = METHOD_PATH.exec(request) ?? [];
  const { [OPEN]: open, ...named } = body ?? {};
  const inPath = path.includes("{") ? [...path.matchAll(PLACEHOLDER)] : [];
  // Most operations are only searched among.
  let parameters: readonly OperationParameter[] | undefined;
  return {
    // The type is derived from the keys of this data.
    id: id as OperationId,
    service,
    common,
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
    phrases: phrases?.split("; ") ?? [],
    parameterNames: [
      ...inPath.map(([, , name = ""]) => name),
      ...[query ?? {}, named].flatMap(Object.keys).map((name) => (name.endsWith("*") ? name.slice(0, -1) : name)),
    ],
    get parameters() {
      parameters ??= [...inPath.map(pathParameter), ...readFields(query ?? {}, "query"), ...readFields(named, "body")];
      return parameters;
    },
    open: open && readField("", open).note,
  };
}

function pathParameter([, several, name = "", format]: RegExpMatchArray): OperationParameter {
  const note = format ?? (several === "" ? "" : name.endsWith("path") ? "absolute path" : "name with all its segments");
  return { name, in: "path", type: "string", required: true, note, format };
}

/** Parameters from the notation of the data. */
export const readFields = (of: TypeFields, place: OperationParameter["in"]): OperationParameter[] =>
  Object.entries(of).map(([name, value]) => ({ ...readField(name, value), in: place }));

function readField(name: string, value: string) {
  const [type = "", ...note] = value.split(" — ");
  return { name: name.replace(/\*$/, ""), type, required: name.endsWith("*"), note: note.join(" — ") };
}
