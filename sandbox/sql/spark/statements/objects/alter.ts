import { SqlFailure, unsupported } from "../../../engine/failure.ts";
import { compileTopQuery } from "../../analysis/compile.ts";
import type { StoredRelation, StoredTable } from "../../metastore/objects.ts";
import { rewritten } from "../../metastore/rows.ts";
import { commonPlace, completeName, completeSchema } from "../../metastore/session-catalog.ts";
import { alreadyExists, currentVersion } from "../../metastore/store.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import type { Alter, AlterAction } from "../../syntax/statements/definition-ast.ts";
import { checkRows, commitMetadata, countOf } from "../changes/commits.ts";
import { columnOf, writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext } from "../context.ts";
import { requirePrincipal } from "../privileges.ts";
import { addColumns, alterColumn, dropColumns, renameColumn } from "./alter-columns.ts";
import { storedConstraint } from "./columns.ts";
import { cluster } from "./features.ts";
import { securableEntry } from "./securables.ts";
import { setTags, unsetTags } from "./tags.ts";
import { checkObjectName } from "./valid-names.ts";
import { metricColumns } from "./views.ts";

export async function alter(statement: Alter, context: StatementContext): Promise<Rows> {
  const { object, name, action } = statement;
  if (object === "catalog" || object === "schema" || object === "volume") return alterContainer(statement, context);
  const complete = completeName(name, context.session);
  writable(complete);
  const relation = context.store.relation(complete);
  if (action.kind === "setting") return nothing;
  return context.locked(complete, () => change(relation, action, context));
}

async function alterContainer({ object, name, action }: Alter, context: StatementContext): Promise<Rows> {
  const { store, session } = context;
  const entry = securableEntry(
    { kind: object === "catalog" || object === "volume" ? object : "schema", name },
    context,
  );
  if (action.kind === "owner") setOwner(entry, action.to, context);
  else if (action.kind === "set_tags") setTags(entry, action.tags, context);
  else if (action.kind === "unset_tags") unsetTags(entry, action.keys);
  else if (action.kind === "set_properties" && object === "schema") {
    const [catalog, schema] = completeSchema(name, session);
    for (const [key, value] of Object.entries(optionsText(action.properties)))
      store.schema(catalog, schema).properties.set(key, value);
  } else if (action.kind !== "setting") throw unsupportedChange(object, action);
  return nothing;
}

function setOwner(entry: { owner: string }, to: string, context: StatementContext): void {
  requirePrincipal(to, context);
  entry.owner = to;
}

const unsupportedChange = (object: string, action: AlterAction) =>
  unsupported("ALTER", `ALTER ${object.toUpperCase()} with ${action.kind.replaceAll("_", " ")}`);

async function change(relation: StoredRelation, action: AlterAction, context: StatementContext): Promise<Rows> {
  const entry = () => securableEntry({ kind: "table", name: relation.name }, context);
  switch (action.kind) {
    case "rename":
      rename(relation, action.to, context);
      return nothing;
    case "owner":
      setOwner(entry(), action.to, context);
      return nothing;
    case "set_tags":
      setTags(entry(), action.tags, context);
      return nothing;
    case "unset_tags":
      unsetTags(entry(), action.keys);
      return nothing;
    case "set_properties":
      for (const [key, value] of Object.entries(optionsText(action.properties))) relation.properties.set(key, value);
      return committed(
        relation,
        "SET TBLPROPERTIES",
        { properties: JSON.stringify(optionsText(action.properties)) },
        context,
      );
    case "unset_properties":
      for (const key of action.keys)
        if (!relation.properties.delete(key) && !action.ifExists) throw missingProperty(key, relation);
      return committed(relation, "UNSET TBLPROPERTIES", { properties: JSON.stringify(action.keys) }, context);
    case "view_query":
      return viewQuery(relation, action, context);
    case "view_metrics":
      if (relation.kind === "table" || !relation.metrics) throw unsupportedChange("view", action);
      Object.assign(relation, {
        text: action.text,
        columns: metricColumns(relation.name, action.text, context),
        ...commonPlace(context.session),
      });
      return nothing;
    default:
      if (relation.kind === "view") throw unsupportedChange("view", action);
      return tableChange(relation, action, context);
  }
}

async function committed(
  relation: StoredRelation,
  operation: string,
  parameters: Readonly<Record<string, string>>,
  context: StatementContext,
): Promise<Rows> {
  if (relation.kind === "table") await commitMetadata(relation, operation, parameters, context);
  return nothing;
}

const missingProperty = (key: string, { name }: StoredRelation) =>
  new SqlFailure(
    "UNSET_NONEXISTENT_PROPERTIES",
    `Attempted to unset non-existent properties [\`${key}\`] in table \`${name.join("`.`")}\`.`,
    "42K0J",
  );

function rename(relation: StoredRelation, parts: readonly string[], { store, services }: StatementContext): void {
  const [catalog, schema] = relation.name;
  const to = completeName(parts, { catalog, schema });
  writable(to);
  if (store.findRelation(to) !== undefined) throw alreadyExists(to);
  checkObjectName("Table", to[2]);
  store.schema(to[0], to[1]);
  const from = relation.name;
  store.schema(from[0], from[1]).relations.delete(from[2]);
  relation.name = to;
  services.ledger.rename("table", from.join("."), to.join("."));
  store.putRelation(relation);
}

function viewQuery(
  relation: StoredRelation,
  action: Extract<AlterAction, { kind: "view_query" }>,
  context: StatementContext,
): Rows {
  if (relation.kind === "table") throw unsupportedChange("table", action);
  const { columns } = compileTopQuery(action.query, context.compiler);
  Object.assign(relation, {
    text: action.text,
    columns: columns.map(({ name, type }) => ({ name, type })),
    ...commonPlace(context.session),
  });
  return nothing;
}

async function tableChange(table: StoredTable, action: AlterAction, context: StatementContext): Promise<Rows> {
  switch (action.kind) {
    case "add_columns":
      return addColumns(table, action.columns, context);
    case "drop_columns":
      return dropColumns(table, action, context);
    case "rename_column":
      return renameColumn(table, action.from, action.to, context);
    case "alter_column":
      return alterColumn(table, action.column.at(-1) ?? "", action.change, context);
    case "add_constraint":
      return addConstraint(table, action.constraint, context);
    case "drop_constraint":
      return dropConstraint(table, action, context);
    case "set_row_filter": {
      const { function: name, on } = action.filter;
      for (const column of on) columnOf(table, column);
      table.rowFilter = { function: completeName(name, context.session), on };
      return nothing;
    }
    case "refresh":
      if (table.query === undefined) throw unsupportedChange("table", action);
      delete table.refresh;
      if (action.text !== undefined) table.refresh = action.text;
      return nothing;
    case "drop_row_filter":
      delete table.rowFilter;
      return nothing;
    case "cluster_by":
      cluster(table, action.columns);
      return committed(table, "CLUSTER BY", { newClusteringColumns: table.clusterBy.join(",") }, context);
    default:
      return nothing;
  }
}

async function addConstraint(
  table: StoredTable,
  constraint: Extract<AlterAction, { kind: "add_constraint" }>["constraint"],
  context: StatementContext,
): Promise<Rows> {
  const stored = storedConstraint(constraint, table, context);
  if (stored === undefined) return nothing;
  if (
    table.constraints.some(({ name, kind }) => name === stored.name || (kind === "primary_key" && stored.kind === kind))
  ) {
    throw new SqlFailure(
      "DELTA_CONSTRAINT_ALREADY_EXISTS",
      `Constraint '${stored.name}' already exists. Please delete the old constraint first.`,
      "42710",
    );
  }
  table.constraints.push(stored);
  if (stored.kind !== "check") return nothing;
  try {
    const source = rewritten(currentVersion(table).rows);
    await checkRows(table, { source, count: await countOf(source, context) }, context);
  } catch (error) {
    table.constraints.pop();
    if (!(error instanceof SqlFailure) || !error.condition.startsWith("DELTA_VIOLATE")) throw error;
    throw new SqlFailure(
      "DELTA_NEW_CHECK_CONSTRAINT_VIOLATION",
      `Rows in ${table.name.join(".")} violate the new CHECK constraint (${stored.text}).`,
      "23512",
    );
  }
  return committed(table, "ADD CONSTRAINT", { name: stored.name, expr: stored.text }, context);
}

async function dropConstraint(
  table: StoredTable,
  action: Extract<AlterAction, { kind: "drop_constraint" }>,
  context: StatementContext,
): Promise<Rows> {
  const at = table.constraints.findIndex((one) => {
    if (action.of === "named") return one.name === action.name?.toLowerCase();
    if (one.kind !== action.of) return false;
    return (
      one.kind === "primary_key" || one.columns.join() === action.columns.map((column) => column.toLowerCase()).join()
    );
  });
  const found = table.constraints[at];
  if (found === undefined) {
    if (action.ifExists) return nothing;
    throw new SqlFailure(
      "DELTA_CONSTRAINT_DOES_NOT_EXIST",
      `Cannot drop nonexistent constraint ${action.name ?? action.of.replace("_", " ")} from table ${table.name.join(".")}. To avoid throwing an error, provide the parameter IF EXISTS.`,
      "42704",
    );
  }
  table.constraints.splice(at, 1);
  return found.kind === "check" ? committed(table, "DROP CONSTRAINT", { name: found.name }, context) : nothing;
}
