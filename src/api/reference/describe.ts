import { compact } from "../../records.ts";
import { isFixed } from "./check.ts";
import type { Operation, Parameter, Reference } from "./reference.ts";
import { unreachable } from "./request.ts";

/** One `name: type – note` each. No map: under its own name the type of `string_value` would be taken for a secret. */
type Fields = string[];

/** An operation as an agent reads it. `*` marks required parameters. */
export interface DescribedOperation {
  operation: string;
  title: string;
  request: string;
  access: string;
  parameters: Fields;
  types?: Record<string, Fields> | undefined;
  further_parameters?: string | undefined;
  returns?: string | undefined;
  paging?: string | undefined;
  poll?: string | undefined;
  note?: string | undefined;
  not_callable?: string | undefined;
}

/** Types inside types, this deep: a job's tasks and what a task holds. */
const TYPE_DEPTH = 2;
/** A brief answer names a parameter's type only when it is short. */
const BRIEF_TYPE = 60;

const starred = ({ name, required }: Parameter) => `${name}${required ? "*" : ""}`;

/** Brief leaves out notes, long types and the fields of named types. */
export function describeOperation(reference: Reference, operation: Operation, brief: boolean): DescribedOperation {
  const asked = operation.parameters.filter((one) => !isFixed(one));
  const whole = ({ type, note }: Parameter) => (note === "" ? type : `${type} – ${note}`);
  const short = ({ type }: Parameter) => (type.length > BRIEF_TYPE ? "object" : type);
  const reason = unreachable(operation);
  const types = brief
    ? {}
    : typesIn(
        reference,
        operation.service,
        asked.map(({ type }) => type),
        TYPE_DEPTH,
      );
  return {
    operation: operation.id,
    title: operation.title,
    request: `${operation.method} ${operation.path}`,
    access: accessInWords(operation),
    parameters: asked.map((one) => `${starred(one)}: ${brief ? short(one) : whole(one)}`),
    ...compact({
      types: Object.keys(types).length > 0 ? types : undefined,
      further_parameters: operation.open,
      returns: operation.returns,
      paging: operation.paging,
      poll: operation.wait,
      note: brief ? undefined : operation.note,
      not_callable: reason && `${reason}. ${operation.instead ?? ""}`.trim(),
    }),
  };
}

function accessInWords({ access, sql, asks }: Operation): string {
  if (sql !== undefined) return "as the statement";
  return asks.length === 0 || access === "destructive" ? access : `${access}; asks with ${asks.join(", ")}`;
}

function typesIn(
  reference: Reference,
  service: string,
  texts: readonly string[],
  depth: number,
): Record<string, Fields> {
  if (depth === 0) return {};
  const names = new Set(texts.flatMap((one) => one.match(/\b[A-Z][A-Za-z0-9]+\b/g) ?? []));
  const direct = [...names].flatMap((name) => {
    const type = reference.typeOf(service, name);
    return type ? [[name, Object.entries(type).map(([field, of]) => `${field}: ${of}`)] as const] : [];
  });
  const inner = direct.map(([, type]) => typesIn(reference, service, type, depth - 1));
  return Object.assign({}, ...inner, Object.fromEntries(direct));
}

const lines = (of: Fields, indent: string) => of.map((field) => indent + field);

/** The same as a few lines of text. */
export function inWords({ parameters, types = {}, ...one }: DescribedOperation): string {
  const facts = [
    one.title,
    ...(one.not_callable ? [`call_api cannot call it: ${one.not_callable}`] : []),
    ...(one.note ? [one.note] : []),
    ...(one.returns ? [`Returns ${one.returns}`] : []),
    ...(one.paging ? [`Paged: ${one.paging}`] : []),
    ...(one.poll ? [`Poll ${one.poll}`] : []),
    ...(one.further_parameters ? [`Takes also ${one.further_parameters}`] : []),
  ];
  return [
    `${one.operation} (${one.access}) ${one.request}`,
    ...facts.map((fact) => `  ${fact}`),
    ...lines(parameters, "  - "),
    ...Object.entries(types).flatMap(([name, type]) => [`  ${name}:`, ...lines(type, "    - ")]),
  ].join("\n");
}
