import { printName, SqlFailure } from "../../engine/failure.ts";
import { quote } from "../../engine/names.ts";
import type { Typed } from "../functions/contract.ts";
import type { NameParts } from "../syntax/ast.ts";
import { sqlType } from "./coercion.ts";
import type { Field, Scope } from "./compiler.ts";

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether the qualifier of a field ends with these parts. */
function qualifiedBy(field: Field, parts: NameParts): boolean {
  const { qualifier } = field;
  if (parts.length > qualifier.length) return false;
  return parts.every((part, index) => same(part, qualifier[qualifier.length - parts.length + index] ?? ""));
}

/** The fields of `qualifier.*`. */
export function fieldsOf(scope: Scope, qualifier: NameParts): readonly Field[] {
  return scope.fields.filter(
    (field) =>
      qualifiedBy(field, qualifier) && (field.hidden === undefined || (field.hidden === true && qualifier.length > 0)),
  );
}

/**
 * Resolves a name: a lambda's parameter, a column with or without qualifier, a field inside a column, an alias to its left, or a
 * column of a query around this one.
 * @throws {SqlFailure} AMBIGUOUS_REFERENCE
 */
export function resolveName(parts: NameParts, scope: Scope): Typed | undefined {
  return resolveHere(parts, scope) ?? (scope.outer === undefined ? undefined : resolveName(parts, scope.outer));
}

/** As `resolveName`, without the queries around. */
export function resolveHere(parts: NameParts, scope: Scope): Typed | undefined {
  const [head = "", ...rest] = parts;
  const variable = scope.variables?.get(head.toLowerCase());
  if (variable !== undefined) return nested(variable, rest);
  for (let length = Math.min(3, parts.length - 1); length >= 0; length--) {
    const name = parts[length] ?? "";
    const found = scope.fields.filter(
      (field) =>
        same(field.name, name) && qualifiedBy(field, parts.slice(0, length)) && (length > 0 || field.hidden !== true),
    );
    const [only] = found;
    if (only === undefined) continue;
    if (new Set(found.map(({ sql }) => sql)).size > 1) throw ambiguous(parts, found);
    return nested(asColumn(only), parts.slice(length + 1));
  }
  const alias = scope.aliases?.get(head.toLowerCase());
  return alias === undefined ? undefined : nested(alias, rest);
}

/** The name without the qualifier of its column: `a.b` for `t.a.b`, and `b` for `t.b`. */
export function columnTitle(parts: NameParts, { fields }: Scope): string {
  for (let length = Math.min(3, parts.length - 1); length >= 0; length--) {
    const name = parts[length] ?? "";
    if (fields.some((field) => same(field.name, name) && qualifiedBy(field, parts.slice(0, length))))
      return parts.slice(length).join(".");
  }
  return parts.at(-1) ?? "";
}

function asColumn({ type, sql, name }: Field): Typed {
  return { type, sql, column: name };
}

function nested(value: Typed, fields: NameParts): Typed {
  return fields.reduce((inner, field) => fieldOf(inner, field), value);
}

/** `value.field`: of a struct, of every struct in an array, or the value of a key in a map. */
export function fieldOf(value: Typed, field: string): Typed {
  const { type, sql } = value;
  if (type.kind === "struct") {
    const found = type.fields.find(({ name }) => same(name, field));
    if (found === undefined)
      throw noField(
        field,
        type.fields.map(({ name }) => name),
      );
    return {
      type: found.type,
      sql: `struct_extract(${sql}, '${found.name.replaceAll("'", "''")}')`,
      column: found.name,
    };
  }
  if (type.kind === "array" && type.element.kind === "struct") {
    const found = type.element.fields.find(({ name }) => same(name, field));
    if (found === undefined)
      throw noField(
        field,
        type.element.fields.map(({ name }) => name),
      );
    const item = quote(`f ${field}`);
    const list = `list_transform(${sql}, lambda ${item}: struct_extract(${item}, '${found.name.replaceAll("'", "''")}'))`;
    return { type: { kind: "array", element: found.type }, sql: list, column: found.name };
  }
  if (type.kind === "map" && type.key.kind === "string")
    return { type: type.value, sql: `(${sql})['${field.replaceAll("'", "''")}']`, column: field };
  throw new SqlFailure(
    "INVALID_EXTRACT_BASE_FIELD_TYPE",
    `Can't extract a value from "${value.column ?? "expression"}". Need a complex type [STRUCT, ARRAY, MAP] but got "${sqlType(type)}".`,
    "42000",
  );
}

function noField(field: string, names: readonly string[]): SqlFailure {
  return new SqlFailure(
    "FIELD_NOT_FOUND",
    `No such struct field \`${field}\` in ${names.map((name) => `\`${name}\``).join(", ")}.`,
    "42704",
  );
}

function ambiguous(parts: NameParts, found: readonly Field[]): SqlFailure {
  const names = found.map((field) => printName([...field.qualifier.slice(-3), field.name]));
  return new SqlFailure(
    "AMBIGUOUS_REFERENCE",
    `Reference ${printName(parts)} is ambiguous, could be: [${names.join(", ")}].`,
    "42704",
  );
}

/** The refusal of an unknown column, with the names most like it. */
export function unresolvedColumn(parts: NameParts, scope: Scope): SqlFailure {
  const what = `A column, variable, or function parameter with name ${printName(parts)} cannot be resolved.`;
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    for (const field of at.fields) {
      const name = parts.length > 1 ? [...field.qualifier.slice(-1), field.name] : [field.name];
      if (field.hidden === undefined && !names.includes(printName(name))) names.push(printName(name));
    }
  }
  if (names.length === 0) return new SqlFailure("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", what, "42703");
  const wanted = printName(parts).toLowerCase();
  const near = names
    .map((name) => ({ name, distance: distance(name.toLowerCase(), wanted) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5);
  return new SqlFailure(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    `${what} Did you mean one of the following? [${near.map(({ name }) => name).join(", ")}].`,
    "42703",
  );
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
