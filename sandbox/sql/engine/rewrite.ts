import { unresolvedRoutine, unsupported } from "./failure.ts";
import {
  aggregateName,
  callFunction,
  castFunctions,
  deniedFunction,
  functionName,
  nodeMacros,
  sessionValue,
  sparkMacro,
  withPattern,
} from "./functions.ts";
import { catalogsOf, database, knownCatalog, physicalSchema, type Session, tableName } from "./names.ts";

export type Node = Readonly<Record<string, unknown>>;

export interface Scope {
  readonly session: Session;
  /** Names of the statement's common table expressions, which are not tables of the schema. */
  readonly ctes: Set<string>;
  /** The platform's name for an unnamed column: the text of `SELECT <expression>`. */
  readonly describe: (select: Node) => string | undefined;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** DuckDB's catalog views, which the workspace does not have. */
const ENGINE_RELATION = /^(duckdb_|pragma_|sqlite_|pg_)/i;

/** Names that are keywords only in DuckDB. */
const DUCKDB_KEYWORD =
  /^(analy[sz]e|asof|asymmetric|at|authorization|binary|collation|columns?|concurrently|default|deferrable|desc|do|freeze|generated|glob|initially|lambda|offset|overlaps|placing|positional|primary|references|returning|show|similar|summarize|symmetric|unpack|variadic|verbose)$/i;

/**
 * The syntax tree with everything said that the dialects read differently: whose table, what division by zero does,
 * what Spark's functions mean. Plain data in, plain data out.
 */
export function rewrite(tree: unknown, scope: Scope): unknown {
  collectCtes(tree, scope.ctes);
  return visit(tree, scope);
}

function visit(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => visit(item, scope));
  if (!isNode(value)) return value;
  const named = isNode(value.select) ? { select: nameColumns(value.select, scope) } : value;
  const node: Node = Object.fromEntries(Object.entries(named).map(([key, child]) => [key, visit(child, scope)]));
  if (typeof node.name === "string" && "span" in node && DUCKDB_KEYWORD.test(node.name))
    return { ...node, quoted: true };
  if ("schema" in node && "catalog" in node && isNode(node.name)) return qualify(node, scope);
  const [key, ...others] = Object.keys(node);
  const inner = key === undefined ? undefined : node[key];
  return key !== undefined && others.length === 0 && isNode(inner) ? typed(key, inner, node, scope) : node;
}

/** Nodes whose meaning differs, by the parser's name for them. */
function typed(kind: string, inner: Node, node: Node, scope: Scope): Node {
  switch (kind) {
    case "try_cast":
      return callFunction("spark_try", [{ cast: inner }]);
    case "div":
      return callFunction("spark_divide", [inner.left, inner.right]);
    case "mod":
      return callFunction("spark_mod", [inner.left, inner.right]);
    case "int_div":
      return callFunction("spark_int_divide", [inner.this, inner.expression]);
    case "subscript":
      return { subscript: fromZero(inner) };
    case "dot":
      return withoutCatalog(inner, scope) ?? node;
    case "function":
      return rewriteFunction(inner, node, scope);
    case "method_call":
      throw unresolvedRoutine(isNode(inner.method) ? String(inner.method.name) : "", scope.session);
    case "aggregate_function":
      return { aggregate_function: { ...inner, name: aggregateName(functionName(inner)) ?? inner.name } };
    default: {
      const macro = nodeMacros.get(kind);
      return macro === undefined
        ? node
        : callFunction(
            macro,
            [inner.this, inner.expression].filter((arg) => isNode(arg)),
          );
    }
  }
}

function rewriteFunction(call: Node, node: Node, scope: Scope): Node {
  const name = functionName(call);
  const args = Array.isArray(call.args) ? call.args : [];
  if (deniedFunction(name)) throw unresolvedRoutine(name, scope.session);
  const value = sessionValue(name, scope.session);
  if (value !== undefined && args.length === 0) return { literal: { literal_type: "string", value } };
  const type = castFunctions.get(name);
  if (type !== undefined && args.length === 1) return { cast: { this: args[0], to: { data_type: type } } };
  const formatted = withPattern(name, args);
  if (formatted !== undefined) return formatted;
  const macro = sparkMacro(name, args.length);
  return macro === undefined ? node : callFunction(macro, args);
}

/** Completes the name of a table to three parts, except names of common table expressions. */
function qualify(table: Node, scope: Scope): Node {
  const part = (value: unknown) => (isNode(value) && typeof value.name === "string" ? value.name : undefined);
  const parts = [part(table.catalog), part(table.schema), part(table.name)].filter((name) => name !== undefined);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && scope.ctes.has(only.toLowerCase()) && !ENGINE_RELATION.test(only))
    return table;
  if (table.version != null)
    throw unsupported("TIME_TRAVEL", `Time travel on the relation: ${parts.map((name) => `\`${name}\``).join(".")}`);
  const [catalog, schema, name] = tableName(parts, scope.session);
  const identifier = (text: string) => ({ name: text, quoted: true });
  return {
    ...table,
    catalog: identifier(database(knownCatalog(catalog, scope.session))),
    schema: identifier(physicalSchema(schema)),
    name: identifier(name),
  };
}

/** Shortens `catalog.schema.table.column` to the last two parts. */
function withoutCatalog(dot: Node, { session }: Scope): Node | undefined {
  const inner = isNode(dot.this) && isNode(dot.this.dot) ? dot.this.dot : undefined;
  const column = inner !== undefined && isNode(inner.this) && isNode(inner.this.column) ? inner.this.column : undefined;
  const first = column !== undefined && isNode(column.table) ? column.table.name : undefined;
  if (inner === undefined || !catalogsOf(session).some((catalog) => catalog === first)) return undefined;
  return { column: { ...column, name: dot.field, table: inner.field } };
}

/** Array indexes start at 0 in this dialect and at 1 in DuckDB. Only a literal index certainly belongs to an array. */
function fromZero(subscript: Node): Node {
  const index = isNode(subscript.index) && isNode(subscript.index.literal) ? subscript.index.literal : undefined;
  if (index?.literal_type !== "number" || typeof index.value !== "string" || !/^\d+$/.test(index.value))
    return subscript;
  return { ...subscript, index: { literal: { literal_type: "number", value: String(Number(index.value) + 1) } } };
}

function nameColumns(select: Node, scope: Scope): Node {
  const expressions = Array.isArray(select.expressions) ? select.expressions : [];
  const named = expressions.map((expression: unknown) => {
    if (
      !isNode(expression) ||
      "alias" in expression ||
      "column" in expression ||
      "star" in expression ||
      "dot" in expression
    )
      return expression;
    if (isNode(expression.function) && /^(explode|posexplode|inline|stack)/i.test(functionName(expression.function))) {
      return { alias: { this: expression, alias: { name: "col", quoted: true } } };
    }
    const written = scope.describe({ select: { ...select, ...onlyExpression(select, expression) } });
    // A function without brackets (`current_date`) must not become the name of a column.
    const text = written !== undefined && /^current_\w+$/i.test(written) ? `${written}()` : written;
    return text === undefined || text === "*"
      ? expression
      : { alias: { this: expression, alias: { name: text, quoted: true } } };
  });
  return { ...select, expressions: named };
}

/** The same select with only its expression. The generator requires all fields to be present. */
function onlyExpression(select: Node, expression: Node): Node {
  const emptied = Object.entries(select).map(([key, value]) => [
    key,
    Array.isArray(value) ? [] : typeof value === "boolean" ? false : null,
  ]);
  return { ...Object.fromEntries(emptied), expressions: [expression] };
}

function collectCtes(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectCtes(item, names);
  if (!isNode(value)) return;
  for (const cte of Array.isArray(value.ctes) ? value.ctes : []) {
    if (isNode(cte) && isNode(cte.alias) && typeof cte.alias.name === "string") names.add(cte.alias.name.toLowerCase());
  }
  for (const child of Object.values(value)) collectCtes(child, names);
}
