import { SqlFailure, unsupported } from "../../../engine/failure.ts";
import { backquoted } from "../../../engine/names.ts";
import type { Catalog, KnownRelation } from "../../analysis/catalog.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import { VOID } from "../../data-types.ts";
import type { ObjectName, StoredView, ViewColumn } from "../../metastore/objects.ts";
import { commonPlace, completeName } from "../../metastore/session-catalog.ts";
import { alreadyExists } from "../../metastore/store.ts";
import { metricDefinition } from "../../metrics/definition.ts";
import type { Query } from "../../syntax/ast.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import { parseQuery } from "../../syntax/parser.ts";
import type { CreateView } from "../../syntax/statements/definition-ast.ts";
import { recordLineage } from "../changes/lineage.ts";
import { writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext } from "../context.ts";
import { refuseRepeated } from "./columns.ts";
import { checkObjectName } from "./valid-names.ts";

export function createView(statement: CreateView, context: StatementContext): Rows {
  const { query, metrics } = statement;
  if (metrics) return createMetricView(statement, context);
  if (query === undefined) {
    throw unsupported("VIEW", "a temporary view over a data source. Use read_files in its query");
  }
  if (statement.of === "temp_view" || statement.of === "global_temp_view")
    return createTemporary(statement, query, context);
  return put(statement, () => viewColumns(statement, query, context), context);
}

/** Puts a view into its schema, if it is new or replaces one. */
function put(statement: CreateView, columnsOf: () => StoredView["columns"], context: StatementContext): Rows {
  const name = completeName(statement.name, context.session);
  writable(name);
  context.store.schema(name[0], name[1]);
  const existing = context.store.findRelation(name);
  if (existing !== undefined) {
    if (statement.mode === "if_not_exists") return nothing;
    if (statement.mode === "create") throw alreadyExists(name);
    if (existing.kind === "table") throw expectsView(name);
  } else checkObjectName("Table", name[2]);
  const columns = columnsOf();
  const comment = statement.comment ?? (statement.metrics ? metricDefinition(statement.text).comment : undefined);
  const view: StoredView = {
    kind: "view",
    id: existing?.id ?? context.services.uuid(),
    ...(statement.metrics && { metrics: true }),
    name,
    text: statement.text,
    ...commonPlace(context.session),
    columns,
    ...(comment === undefined ? {} : { comment }),
    properties: new Map(Object.entries(optionsText(statement.properties))),
    createdAt: context.services.now(),
  };
  context.store.putRelation(view);
  return nothing;
}

function createMetricView(statement: CreateView, context: StatementContext): Rows {
  if (statement.of !== "view") throw unsupported("METRIC_VIEW", "a temporary or materialized metric view");
  const name = completeName(statement.name, context.session);
  return put(statement, () => metricColumns(name, statement.text, context, statement.columns), context);
}

/** The name of the view while its columns are analyzed. */
const ITSELF = "metric view";

/** The dimensions and measures of a metric view with their types. @throws {SqlFailure} for a definition that cannot work */
export function metricColumns(
  name: ObjectName,
  text: string,
  context: StatementContext,
  given: readonly { readonly comment?: string }[] = [],
): readonly ViewColumn[] {
  const definition = metricDefinition(text);
  const { dimensions, measures } = definition;
  const itself: KnownRelation = { kind: "metrics", name, definition, catalog: context.catalog };
  const catalog: Catalog = {
    ...context.catalog,
    relation: (named) => (named.name[0] === ITSELF ? itself : context.catalog.relation(named)),
  };
  const items = [
    ...dimensions.map((one) => backquoted(one.name)),
    ...measures.map((one) => `measure(${backquoted(one.name)})`),
  ];
  const query = parseQuery(`SELECT ${items.join(", ")} FROM ${backquoted(ITSELF)} GROUP BY ALL`);
  const compiled = compileTopQuery(query, context.compiler.within(catalog));
  const columns = [...dimensions, ...measures].map((one, index): ViewColumn => {
    const comment = given[index]?.comment ?? one.comment;
    return {
      name: one.name,
      type: compiled.columns[index]?.type ?? VOID,
      ...(comment === undefined ? {} : { comment }),
      ...(index >= dimensions.length && { measure: true }),
    };
  });
  recordLineage({ name, columns: columns.map(asColumn) }, compiled, undefined, context);
  return columns;
}

export const expectsView = (name: readonly string[]) =>
  new SqlFailure(
    "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
    `The operation expects a view but \`${name.join("`.`")}\` is a table.`,
    "42809",
  );

/** The columns of a view's query under the names that the statement gives. */
function viewColumns(statement: CreateView, query: Query, context: StatementContext): readonly ViewColumn[] {
  const compiled = compileTopQuery(query, context.compiler);
  const { columns } = statement;
  if (columns.length > 0 && columns.length !== compiled.columns.length) {
    const few = compiled.columns.length < columns.length;
    throw new SqlFailure(
      `CREATE_VIEW_COLUMN_ARITY_MISMATCH.${few ? "NOT_ENOUGH" : "TOO_MANY"}_DATA_COLUMNS`,
      `Cannot create view \`${statement.name.join("`.`")}\`, the reason is ${few ? "not enough" : "too many"} data columns.`,
      "21S01",
    );
  }
  const named = compiled.columns.map(({ name, type }, index): ViewColumn => {
    const given = columns[index];
    return { name: given?.name ?? name, type, ...(given?.comment === undefined ? {} : { comment: given.comment }) };
  });
  refuseRepeated(named);
  recordLineage(
    { name: completeName(statement.name, context.session), columns: named.map(asColumn) },
    compiled,
    undefined,
    context,
  );
  return named;
}

const asColumn = ({ name, type }: ViewColumn) => ({ name, type, physical: name, nullable: true });

function createTemporary(statement: CreateView, query: Query, context: StatementContext): Rows {
  const { session } = context;
  const last = (statement.name.at(-1) ?? "").toLowerCase();
  const key = statement.of === "global_temp_view" ? `global_temp.${last}` : last;
  if (session.views.has(key)) {
    if (statement.mode === "if_not_exists") return nothing;
    if (statement.mode === "create") {
      throw new SqlFailure(
        "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
        `Cannot create the temporary view \`${last}\` because it already exists.\nChoose a different name, drop or replace the existing view, or add the IF NOT EXISTS clause to tolerate pre-existing views.`,
        "42P07",
      );
    }
  }
  viewColumns(statement, query, context);
  session.views.set(key, {
    text: statement.text,
    ...commonPlace(session),
    columns: statement.columns.map(({ name }) => name),
    // The views that it reads now: a later one of the same name does not change it.
    views: new Map(session.views),
  });
  return nothing;
}
