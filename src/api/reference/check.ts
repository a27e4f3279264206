import { isRecord } from "../../records.ts";
import { type Operation, type OperationParameter, type Reference, readFields } from "./reference.ts";
import { suggestion } from "./similar.ts";

/** Whether the operation sets the parameter itself, to the same value in every call (`=multipart` in the data). */
export const isFixed = ({ type }: OperationParameter): boolean => type.startsWith("=");

/** The problems with these parameters, one sentence each; empty if they are valid. */
export function checkParameters(
  reference: Reference,
  operation: Operation,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  const asked = operation.parameters.filter((one) => !isFixed(one));
  const names = [...new Set(asked.map(({ name }) => name))];
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  const problems = [
    ...missing(asked, given),
    ...(operation.open === undefined
      ? unknown.map((name) => `${name} is not a parameter of this operation.${suggestion(name, names)}`)
      : []),
    // The reference calls every part of a path a string; the ids in it are often numbers.
    ...asked.flatMap(({ name, type, in: place }) =>
      given[name] === undefined || (place === "path" && Number.isSafeInteger(given[name]))
        ? []
        : checkValue({ reference, service: operation.service }, type, given[name], name),
    ),
    ...asked.flatMap(({ name, format }) => checkFormat(name, given[name], format)),
  ];
  return [...new Set(problems)];
}

/** A field that the reference does not have, and those that it has in the same place. */
export interface UnknownField {
  readonly name: string;
  /** The object that has it, such as `tasks[0]`; empty for the request itself. */
  readonly within: string;
  readonly known: readonly string[];
  /** Whether the reference may leave out fields of this object: it is described in one line. */
  readonly partial?: boolean;
}

/**
 * The problems with the shapes of fields that a typed tool passes on, and the fields that the reference does not have, at any
 * depth. Only lists, objects and required fields are checked: the platform explains a wrong value better than a wrong shape.
 */
export function checkShapes(
  reference: Reference,
  { service, parameters }: Operation,
  given: Readonly<Record<string, unknown>>,
): { readonly problems: readonly string[]; readonly unknown: readonly UnknownField[] } {
  const known = parameters.flatMap((one) =>
    one.name === "new_settings" ? readFields(reference.typeOf(service, one.type) ?? {}, "body") : [one],
  );
  const names = known.map(({ name }) => name);
  const unknown: UnknownField[] = unknownIn("", Object.keys(given), names);
  const scope = { reference, service, shapes: true, unknown };
  const problems = known.flatMap(({ name, type }) =>
    given[name] === undefined || given[name] === null ? [] : checkValue(scope, type, given[name], name),
  );
  return { problems, unknown };
}

const unknownIn = (within: string, given: readonly string[], known: readonly string[]): UnknownField[] =>
  given.filter((name) => !known.includes(name)).map((name) => ({ name, within, known }));

/** The name of a resource has the segments of its format, so that it cannot lead to a resource of another kind. */
function checkFormat(name: string, value: unknown, format: string | undefined): string[] {
  if (format === undefined || typeof value !== "string") return [];
  const segments = value.replace(/^\//, "").split("/");
  const wanted = format.split("/");
  const fits =
    segments.length === wanted.length &&
    segments.every((segment, index) =>
      wanted[index] === "*" ? !/^$|^\.{1,2}$/.test(segment) : segment === wanted[index],
    );
  return fits ? [] : [`${name} must have the form ${format}.`];
}

/** The type of a field that is described in words. */
const ANY = "any";

const missing = (wanted: readonly OperationParameter[], given: Readonly<Record<string, unknown>>, within = "") =>
  wanted
    .filter((one) => one.required && isMissing(one, given[one.name]))
    .map(({ name, type }) => `${within}${name} is missing${type.startsWith(ANY) ? "" : ` (${type})`}.`);

/** An empty part of a path would lead to another operation: `DELETE /jobs/` is not about a job. */
const isMissing = ({ in: place }: OperationParameter, value: unknown): boolean =>
  value === undefined || value === null || (place === "path" && value === "");

interface Scope {
  readonly reference: Reference;
  readonly service: string;
  /** Whether only shapes are checked, and not values. */
  readonly shapes?: boolean;
  /** Takes the nested fields that the reference does not have. The platform drops them without a word. */
  readonly unknown?: UnknownField[];
}

function checkValue(scope: Scope, type: string, value: unknown, where: string): string[] {
  const wrong = (expected: string) => [`${where} must be ${expected}.`];
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return wrong(type.startsWith(ANY) ? "an array" : `an array (${type})`);
    return value.flatMap((item, index) => checkValue(scope, type.slice(0, -2), item, `${where}[${index}]`));
  }
  const map = /^map<(.*)>$/.exec(type)?.[1];
  if (map !== undefined) {
    if (!isRecord(value)) return wrong(`an object (${type})`);
    return Object.entries(value).flatMap(([key, item]) => checkValue(scope, map, item, `${where}.${key}`));
  }
  const named = scope.reference.typeOf(scope.service, type);
  if (named) {
    if (!isRecord(value)) return wrong(`an object (${type})`);
    const names = readFields(named, "body").map(({ name }) => name);
    for (const one of unknownIn(where, Object.keys(value), names)) scope.unknown?.push(one);
    return checkFields(scope, named, value, where);
  }
  if (type.startsWith("{")) {
    if (!isRecord(value)) return wrong(`an object (${type})`);
    const names = inlineNames(type);
    for (const one of names ? unknownIn(where, Object.keys(value), names) : []) {
      scope.unknown?.push({ ...one, partial: true });
    }
    return checkFields(scope, inlineFields(type), value, where);
  }
  if (type === "object") return isRecord(value) ? [] : wrong("an object");
  if (scope.shapes) return [];
  if (type.includes("|")) {
    const choices = type.split("|");
    return choices.includes(String(value)) ? [] : wrong(`one of ${choices.join(", ")}`);
  }
  const scalar = SCALARS.get(type);
  return scalar === undefined || scalar.is(value) ? [] : wrong(scalar.noun);
}

/** The fields of `{a*, b[], c: string}`. Alternatives (`a | b`) and fields that are described in words can be anything. */
function inlineFields(type: string): Readonly<Record<string, string>> {
  const parts = type.slice(1, type.lastIndexOf("}")).split(/,(?![^{]*\})/);
  return Object.fromEntries(
    parts.flatMap((part) => {
      const [, name, list, nested] = /^\s*(\w+\*?)(\[\])?(?:$|:? *(\{.*\}(?:\[\])?)?)(?![^{]*\|)/.exec(part) ?? [];
      return name === undefined ? [] : [[name, nested ?? (list ? `${ANY}[]` : ANY)]];
    }),
  );
}

/** All fields of an inline type, alternatives among them; `undefined` if the type does not name all of them. */
function inlineNames(type: string): readonly string[] | undefined {
  if (/…|\bone of\b|\.\.\./.test(type)) return undefined;
  let flat = type.slice(1, type.lastIndexOf("}"));
  while (/\{[^{}]*\}/.test(flat)) flat = flat.replaceAll(/\{[^{}]*\}/g, "");
  const parts = flat.split(",").flatMap((part) => (/^\s*\w+\*?\s*\|/.test(part) ? part.split("|") : [part]));
  const names = parts.map((part) => /^\s*(\w+)/.exec(part)?.[1]);
  return names.every((name) => name !== undefined) ? names : undefined;
}

function checkFields(scope: Scope, type: Readonly<Record<string, string>>, value: object, where: string): string[] {
  const given: Readonly<Record<string, unknown>> = { ...value };
  const known = readFields(type, "body");
  return [
    ...missing(known, given, `${where}.`),
    ...known.flatMap((field) =>
      given[field.name] === undefined ? [] : checkValue(scope, field.type, given[field.name], `${where}.${field.name}`),
    ),
  ];
}

const isDigits = (value: unknown) => typeof value === "string" && /^-?\d+$/.test(value);

/** A 64-bit integer may be a string, because a JSON number above 2^53 loses digits. */
const SCALARS = new Map<string, { readonly noun: string; is(value: unknown): boolean }>([
  ["string", { noun: "a string", is: (value) => typeof value === "string" }],
  ["bool", { noun: "true or false", is: (value) => typeof value === "boolean" }],
  ["int", { noun: "an integer", is: (value) => Number.isSafeInteger(value) }],
  ["int64", { noun: "an integer", is: (value) => Number.isSafeInteger(value) || isDigits(value) }],
  ["number", { noun: "a number", is: (value) => typeof value === "number" }],
]);
