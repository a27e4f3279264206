import { SqlFailure } from "../../../engine/failure.ts";
import { quote } from "../../../engine/names.ts";
import { struct } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression, NameParts, SelectItem } from "../../syntax/ast.ts";
import { BARE_FUNCTIONS } from "../../syntax/bare-functions.ts";
import type { Compiler, Field, ResultColumn, Scope } from "../compiler.ts";
import { refuseMeasures } from "../measures.ts";
import { columnTitle, fieldOf, fieldsOf, resolveName, unresolvedColumn } from "../scope.ts";
import { roughType } from "../title-types.ts";
import { titleOf } from "../titles.ts";

/** An item of SELECT after `*` is expanded: an expression, or a column that a star gave. */
export type Item =
  | { readonly kind: "expression"; readonly expression: Expression; readonly name: string; readonly alias?: string }
  | {
      readonly kind: "column";
      readonly field: Typed;
      readonly name: string;
      readonly qualifier: NameParts;
      readonly expression: Expression;
    }
  | { readonly kind: "generator"; readonly item: SelectItem };

/** A column of a SELECT: its name, and the expression that gives it. */
export interface Selected {
  readonly column: ResultColumn;
  readonly value: Typed;
  readonly expression?: Expression;
}

export function expandItems(
  items: readonly SelectItem[],
  scope: Scope,
  isGenerator: (expression: Expression) => boolean,
  parameters: ReadonlyMap<string, Typed> = new Map(),
): readonly Item[] {
  return items.flatMap((item): readonly Item[] => {
    const { expression, alias } = item;
    if (expression.kind === "star") return starColumns(expression, scope);
    if (isGenerator(expression)) return [{ kind: "generator", item }];
    if (item.aliases !== undefined && item.aliases.length > 0) throw multiAlias(expression);
    const name =
      alias ??
      `${itemTitle(withoutCast(expression, scope), scope, parameters)}${isBareFunction(expression, scope) ? "()" : ""}`;
    return [{ kind: "expression", expression, name, ...(alias === undefined ? {} : { alias }) }];
  });
}

/** The title of an item: inside an expression, a field keeps the name of its column. */
function itemTitle(expression: Expression, scope: Scope, parameters: ReadonlyMap<string, Typed>): string {
  if (expression.kind === "name") return titleOf(expression);
  return titleOf(expression, {
    variables: new Set(),
    column: (parts) => columnTitle(parts, scope),
    type: (one) => roughType(one, scope),
    star: ({ qualifier }) => fieldsOf(scope, qualifier).map(({ name }) => name),
    parameter: (name) => parameters.get(name),
  });
}

/** `current_date` is a function where no column has the name. */
function isBareFunction(expression: Expression, scope: Scope): boolean {
  if (expression.kind !== "name" || expression.parts.length !== 1) return false;
  return (
    BARE_FUNCTIONS.has(expression.parts[0]?.toLowerCase() ?? "") && resolveName(expression.parts, scope) === undefined
  );
}

/** The columns of `*`, `t.*` or of a struct's fields, without the excepted ones. */
function starColumns(star: Extract<Expression, { kind: "star" }>, scope: Scope): readonly Item[] {
  const { qualifier, except } = star;
  let fields: readonly Field[] = fieldsOf(scope, qualifier);
  if (fields.length === 0 && qualifier.length > 0) fields = structFields(qualifier, scope);
  if (scope.fields.length === 0 && qualifier.length === 0) {
    throw new SqlFailure("INVALID_USAGE_OF_STAR_OR_REGEX", "Invalid usage of '*' in Project.", "42000");
  }
  const left = without(fields, except, scope);
  refuseMeasures(left);
  return left.map((field) => ({
    kind: "column",
    field: { type: field.type, sql: field.sql, column: field.name },
    name: field.name,
    qualifier: field.qualifier,
    expression: { kind: "name", span: star.span, parts: [...field.qualifier.slice(-1), field.name] },
  }));
}

function structFields(qualifier: NameParts, scope: Scope): readonly Field[] {
  const value = resolveName(qualifier, scope);
  if (value?.type.kind !== "struct") throw unresolvedColumn([...qualifier, "*"], scope);
  return value.type.fields.map(({ name }) => ({ ...fieldOf(value, name), name, qualifier }));
}

function without(fields: readonly Field[], except: readonly NameParts[], scope: Scope): readonly Field[] {
  const inner = { ...scope, fields };
  return except.reduce<readonly Field[]>((left, parts) => {
    const found = resolveName(parts, inner);
    if (found === undefined) throw unresolvedColumn(parts, inner);
    // A name that is not one of a column is one of a field inside it.
    for (let length = parts.length; length > 0; length--) {
      const column = resolveName(parts.slice(0, length), inner);
      const at = fields.findIndex(({ sql }) => sql === column?.sql);
      const target = fields[at];
      if (target === undefined) continue;
      const path = parts.slice(length);
      return left.flatMap((field) => {
        if (field.name !== target.name || field.qualifier !== target.qualifier) return [field];
        return path.length === 0 ? [] : [{ ...field, ...withoutField(field, path) }];
      });
    }
    return left;
  }, fields);
}

/** A struct without one of its fields, or one of theirs. */
function withoutField(value: Typed, [name = "", ...path]: NameParts): Typed {
  if (value.type.kind !== "struct") return value;
  const parts = value.type.fields.flatMap((field) => {
    const inner = fieldOf(value, field.name);
    if (field.name.toLowerCase() !== name.toLowerCase()) return [{ name: field.name, value: inner }];
    return path.length === 0 ? [] : [{ name: field.name, value: withoutField(inner, path) }];
  });
  const list = parts.map((part) => `${quote(part.name)} := ${part.value.sql}`).join(", ");
  return {
    type: struct(parts.map((part) => ({ name: part.name, type: part.value.type }))),
    sql: `CASE WHEN ${value.sql} IS NULL THEN NULL ELSE struct_pack(${list}) END`,
  };
}

function multiAlias(expression: Expression): SqlFailure {
  return new SqlFailure(
    "INVALID_SQL_SYNTAX.MULTI_PART_NAME",
    `Several aliases can be given to a generator only, not to ${titleOf(expression)}.`,
    "42000",
  );
}

/** A column of the result for a value. */
export function selected(
  value: Typed,
  name: string,
  compiler: Compiler,
  expression?: Expression,
  qualifier?: NameParts,
): Selected {
  return {
    column: { name, type: value.type, sql: compiler.fresh(), ...(qualifier === undefined ? {} : { qualifier }) },
    value,
    ...(expression === undefined ? {} : { expression }),
  };
}

/** The cast of a column keeps the column's name; that of a field in a column does not. */
function withoutCast(expression: Expression, scope: Scope): Expression {
  if (expression.kind !== "cast" || expression.operand.kind !== "name") return expression;
  const { parts } = expression.operand;
  return columnTitle(parts, scope) === parts.at(-1) ? expression.operand : expression;
}
