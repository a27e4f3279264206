import { SqlFailure, unsupported } from "../../../engine/failure.ts";
import { sparkLiteral } from "../../../engine/names.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import type { StoredTable } from "../../metastore/objects.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import type { Query, Relation } from "../../syntax/ast.ts";
import { parseQuery } from "../../syntax/parser.ts";
import type { CreateTable, CreateView, Definition } from "../../syntax/statements/definition-ast.ts";
import { nothing, type Rows, type StatementContext, textOf } from "../context.ts";
import { columnsOfQuery } from "../objects/columns.ts";
import { byPosition, createTable } from "../objects/tables.ts";
import { prepared } from "../preparation.ts";
import { replaceRows } from "./commits.ts";
import { stageRows } from "./insert.ts";
import { recordLineage } from "./lineage.ts";

/**
 * A streaming table or materialized view: a table with the rows of its query. A refresh computes them again, so that a streaming table
 * also has the rows of files that came later.
 */
export async function createRefreshed(statement: CreateTable | CreateView, context: StatementContext): Promise<Rows> {
  const { query } = statement;
  if (query === undefined) {
    throw unsupported("STREAMING_TABLE", "a streaming table without a query");
  }
  const of = statement.kind === "create_view" ? "materialized_view" : "streaming_table";
  const existing = context.store.findRelation(completeName(statement.name, context.session));
  if (statement.mode === "if_not_exists" && existing !== undefined) return nothing;
  const mode = statement.mode === "or_refresh" || statement.mode === "or_replace" ? "or_replace" : "create";
  const { comment } = statement;
  const kept = statement.constraints.filter(({ kind }) => kind !== "expect");
  const conditions = expectations(statement, context);
  await createTable(
    {
      kind: "create_table",
      span: statement.span,
      name: statement.name,
      mode,
      of: "table",
      temporary: false,
      columns: statement.columns.every(({ type }) => type !== undefined) ? statement.columns : [],
      constraints: kept,
      partitionedBy: [],
      clusterBy: [],
      properties: statement.properties,
      options: [],
      query: expected(query, conditions),
      ...(comment === undefined ? {} : { comment }),
    },
    context,
  );
  const table = context.store.relation(completeName(statement.name, context.session));
  const { catalog, schema } = context.session;
  const text = textOf(query, context);
  const { refresh: schedule } = statement;
  Object.assign(table, { of, query: { text, catalog, schema, conditions }, ...(schedule && { refresh: schedule }) });
  return nothing;
}

/** Rows that an expectation drops are left out; one that fails the update fails the statement. */
function expectations({ constraints }: CreateTable | CreateView, context: StatementContext): readonly string[] {
  return constraints.flatMap((one) => {
    if (one.kind !== "expect" || one.onViolation === "warn") return [];
    const source = textOf(one.condition, context);
    if (one.onViolation === "drop") return [source];
    const message = sparkLiteral(`Flow failed to meet the expectation: ${source}`);
    return [`coalesce((${source}), false) OR raise_error(${message}) IS NULL`];
  });
}

function expected(query: Query, conditions: readonly string[]): Query {
  if (conditions.length === 0) return query;
  const outer = parseQuery(`SELECT * FROM t WHERE ${conditions.map((one) => `(${one})`).join(" AND ")}`);
  if (outer.body.kind !== "select") return query;
  const from: Relation = { kind: "derived", span: query.span, query, lateral: false };
  return { ...outer, span: query.span, body: { ...outer.body, from } };
}

export async function refresh(
  { name: parts, object }: Extract<Definition, { kind: "refresh" }>,
  context: StatementContext,
): Promise<Rows> {
  const name = completeName(parts, context.session);
  const table = context.store.relation(name);
  if (table.kind === "view" || table.query === undefined) {
    if (object === "table") return nothing;
    throw new SqlFailure(
      "CANNOT_REFRESH",
      `\`${name.join("`.`")}\` is not a materialized view or streaming table.`,
      "42809",
    );
  }
  return context.locked(name, () => recompute(table, table.query, context));
}

async function recompute(table: StoredTable, query: StoredTable["query"], given: StatementContext): Promise<Rows> {
  if (query === undefined) return nothing;
  const context = given.next({ text: query.text, parameters: new Map() });
  const { session } = context;
  const before = { catalog: session.catalog, schema: session.schema };
  Object.assign(session, { catalog: query.catalog, schema: query.schema });
  try {
    const parsed = parseQuery(query.text);
    const statement = await prepared({ kind: "query", span: parsed.span, query: parsed }, context);
    if (statement.kind !== "query") return nothing;
    const compiled = compileTopQuery(expected(statement.query, query.conditions), context.compiler);
    const same = compiled.columns.map(({ name }) => name).join() === table.columns.map(({ name }) => name).join();
    if (!same) {
      table.columns = columnsOfQuery(compiled.columns);
      table.columnsMade = table.columns.length;
    }
    const staged = await stageRows(table, compiled, byPosition(compiled, table), context);
    recordLineage(table, compiled, undefined, context);
    await replaceRows(
      table,
      staged,
      { operation: "REFRESH", parameters: {}, metrics: { numOutputRows: String(staged.count) } },
      context,
    );
    return nothing;
  } finally {
    Object.assign(session, before);
  }
}
