import * as z from "zod";
import { isFixed } from "../../api/reference/check.ts";
import type { Operation, OperationParameter, Reference } from "../../api/reference/reference.ts";
import { reasonNotCallable } from "../../api/reference/request.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isOfAccount } from "./level.ts";

/**
 * Fields as `name: type – note`, `*` marking required ones. Not an object by name, because the type of a field named
 * `string_value` would be redacted as a secret.
 */
const fieldList = z.array(z.string());
type FieldsByType = Record<string, z.output<typeof fieldList>>;

/** Levels of named types to show: the tasks of a job, and the types that a task refers to. */
const TYPE_DEPTH = 2;
/** A brief description names a parameter's type only up to this length. */
const BRIEF_TYPE = 60;

const describeField = ({ name, required }: OperationParameter, type: string) =>
  `${name}${required ? "*" : ""}: ${type}`;
const withNote = ({ type, note }: OperationParameter) => (note === "" ? type : `${type} – ${note}`);
const briefType = ({ type }: OperationParameter) => (type.length > BRIEF_TYPE ? "object" : type);

/** An operation of the REST API. A `brief` description has no notes, no long types and no fields of named types. */
export const operationView = view(
  {
    operation: z.string(),
    title: z.string(),
    request: z.string(),
    access: z.string(),
    parameters: fieldList,
    types: z.record(z.string(), fieldList).optional(),
    further_parameters: text,
    returns: text,
    paging: text,
    poll: text.describe("until the work is done"),
    note: text,
    not_callable: text,
  },
  (reference: Reference, operation: Operation, brief: boolean) => {
    const asked = operation.parameters.filter((one) => !isFixed(one) && !isFilledIn(operation, one));
    const types = asked.map(({ type }) => type);
    const reason = reasonNotCallable(operation);
    return {
      operation: operation.id,
      title: operation.title,
      request: `${operation.method} ${operation.path}`,
      access: accessInWords(operation),
      parameters: asked.map((one) => describeField(one, brief ? briefType(one) : withNote(one))),
      types: brief ? undefined : fieldsByType(reference, operation.service, types, TYPE_DEPTH),
      further_parameters: operation.open,
      returns: operation.returns,
      paging: operation.paging,
      poll: operation.wait,
      note: brief ? undefined : operation.note,
      not_callable: reason && `${reason}. ${operation.instead ?? ""}`.trim(),
    };
  },
);

/** The account of an entry is known from its profile. */
const isFilledIn = (operation: Operation, { name, in: place }: OperationParameter): boolean =>
  place === "path" && name === "account_id" && isOfAccount(operation);

function accessInWords({ access, sql, asks }: Operation): string {
  if (sql !== undefined) return "depends on the statement";
  return asks.length === 0 || access === "destructive" ? access : `${access}; destructive with ${asks.join(", ")}`;
}

/** Fields of the named types that `types` refer to, and of the types in them down to `depth`. */
function fieldsByType(reference: Reference, service: string, types: readonly string[], depth: number): FieldsByType {
  if (depth === 0) return {};
  const names = new Set(types.flatMap((one) => one.match(/\b[A-Z][A-Za-z0-9]+\b/g) ?? []));
  const direct = [...names].flatMap((name) => {
    const type = reference.typeOf(service, name);
    return type ? [[name, Object.entries(type).map(([field, of]) => `${field}: ${of}`)] as const] : [];
  });
  const inner = direct.map(([, fields]) => fieldsByType(reference, service, fields, depth - 1));
  return Object.assign({}, ...inner, Object.fromEntries(direct));
}

const asList = (fields: readonly string[], indent: string) => fields.map((field) => `${indent}- ${field}`);

/** The same description as lines of text. */
export function operationInWords({ parameters, types = {}, ...one }: z.output<typeof operationView.schema>): string {
  const facts = [
    one.title,
    ...(one.not_callable ? [`Not callable with call_api: ${one.not_callable}`] : []),
    ...(one.note ? [one.note] : []),
    ...(one.returns ? [`Returns ${one.returns}`] : []),
    ...(one.paging ? [`Paging: ${one.paging}`] : []),
    ...(one.poll ? [`Poll: ${one.poll}`] : []),
    ...(one.further_parameters ? [`Further parameters: ${one.further_parameters}`] : []),
  ];
  return [
    `${one.operation} (${one.access}) ${one.request}`,
    ...facts.map((fact) => `  ${fact}`),
    ...asList(parameters, "  "),
    ...Object.entries(types).flatMap(([name, fields]) => [`  ${name}:`, ...asList(fields, "    ")]),
  ].join("\n");
}
