import type { Expression } from "../../syntax/ast.ts";
import type { Scope } from "../compiler.ts";
import { resolveName } from "../scope.ts";

/** A text that is the same for expressions that mean the same, however their columns are written. */
export function keyOf(expression: Expression, scope: Scope): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (key === "span") return undefined;
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null || !("kind" in value)) return value;
    if (value.kind === "name" && "parts" in value && Array.isArray(value.parts)) {
      const parts = value.parts.map(String);
      return { column: resolved(parts, scope) ?? parts.join(".").toLowerCase() };
    }
    if (value.kind === "call" && "name" in value && Array.isArray(value.name))
      return { ...value, name: value.name.map((part) => String(part).toLowerCase()), kind: "function" };
    return value;
  });
}

function resolved(parts: readonly string[], scope: Scope): string | undefined {
  try {
    return resolveName(parts, scope)?.sql;
  } catch {
    return undefined;
  }
}

/** Whether no column is part of the expression. */
export function isConstant(expression: Expression): boolean {
  let constant = true;
  walk(expression, ({ kind }) => {
    if (kind === "name" || kind === "star") constant = false;
    return constant;
  });
  return constant;
}

/** Visits an expression and those inside it, without entering subqueries. The visitor returns false to skip what is inside. */
export function walk(expression: unknown, visit: (expression: Expression) => boolean): void {
  if (Array.isArray(expression)) {
    for (const item of expression) walk(item, visit);
    return;
  }
  if (typeof expression !== "object" || expression === null) return;
  if ("body" in expression && "order" in expression && "commonTables" in expression) return;
  if ("kind" in expression && "span" in expression && !visit(expression as Expression)) return;
  for (const value of Object.values(expression)) if (typeof value === "object") walk(value, visit);
}

/** Whether the expression has one of these names, in lower case. */
export function mentionsAny(expression: Expression, variables: ReadonlyMap<string, unknown>): boolean {
  let found = false;
  walk(expression, (inner) => {
    if (inner.kind === "name" && variables.has(inner.parts[0]?.toLowerCase() ?? "")) found = true;
    return !found;
  });
  return found;
}
