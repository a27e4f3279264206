import { schemaChain } from "../../../catalog/chains.ts";
import { completeName, completeSchema } from "../metastore/session-catalog.ts";
import type { NameParts } from "../syntax/ast.ts";
import type { Description, Show, Statement } from "../syntax/statements/ast.ts";
import type { Alter, CreateTable, CreateView, Definition } from "../syntax/statements/definition-ast.ts";
import type { StatementContext } from "./context.ts";
import { chainOf, relationOrSchema, requireManage, requirePrivilege, requireSight } from "./privileges.ts";

/** Catalogs that no user can change. That has an error of its own. */
const READ_ONLY: ReadonlySet<string> = new Set(["samples", "system"]);

/**
 * Refuses a statement for which the caller lacks privileges. The relations of a query are checked where their names are looked up.
 * @throws {SqlFailure}
 */
export function authorize(statement: Statement, context: StatementContext): void {
  switch (statement.kind) {
    case "insert":
    case "truncate":
    case "copy_into":
      changes(statement.target, context);
      return;
    case "update":
    case "delete":
    case "merge":
      requirePrivilege("SELECT", relationOrSchema(statement.target, context), context);
      changes(statement.target, context);
      return;
    case "optimize":
    case "vacuum":
    case "analyze":
    case "restore":
      changes(statement.name, context);
      return;
    case "create_table":
    case "create_view":
      createsRelation(statement, context);
      return;
    case "create_function":
      creates("CREATE_FUNCTION", statement.name.slice(0, -1), context);
      return;
    case "create_volume":
      creates("CREATE_VOLUME", statement.name.slice(0, -1), context);
      return;
    case "create_schema": {
      const [catalog] = completeSchema(statement.name, context.session);
      inCatalog("CREATE_SCHEMA", catalog, context);
      return;
    }
    case "create_catalog":
      requirePrivilege("CREATE_CATALOG", chainOf({ kind: "metastore", name: [] }, context), context);
      return;
    case "drop":
      drops(statement, context);
      return;
    case "undrop":
      if (statement.object === "schema")
        inCatalog("CREATE_SCHEMA", completeSchema(statement.name, context.session)[0], context);
      else creates("CREATE_TABLE", statement.name.slice(0, -1), context);
      return;
    case "alter":
      alters(statement, context);
      return;
    case "refresh":
      requireManage(chainOf({ kind: "table", name: statement.name }, context), context, "REFRESH");
      return;
    case "describe":
      describes(statement, context);
      return;
    case "describe_history":
    case "describe_detail":
      requirePrivilege("SELECT", relationOrSchema(statement.name, context), context);
      return;
    case "show":
      shows(statement, context);
      return;
    case "grant":
    case "revoke":
      requireManage(chainOf(statement.on, context), context);
      return;
    case "comment":
    case "tag": {
      const { on } = statement;
      const object = on.kind === "column" ? { kind: "table" as const, name: on.name.slice(0, -1) } : on;
      requireManage(chainOf(object, context), context, statement.kind === "tag" ? "APPLY_TAG" : "MODIFY");
      return;
    }
    case "use": {
      const privilege = statement.object === "catalog" ? "USE_CATALOG" : "USE_SCHEMA";
      if (statement.name.join(".").toLowerCase() === "information_schema") return;
      requirePrivilege(privilege, chainOf({ kind: statement.object, name: statement.name }, context), context);
      return;
    }
    default:
      return;
  }
}

function changes(target: NameParts, context: StatementContext): void {
  if (isTemporary(target, context) || READ_ONLY.has(completeName(target, context.session)[0])) return;
  requirePrivilege("MODIFY", relationOrSchema(target, context), context);
}

/** The schema of a name without its last part. */
function creates(privilege: string, inside: NameParts, context: StatementContext): void {
  const [catalog, schema] =
    inside.length === 0 ? [context.session.catalog, context.session.schema] : completeSchema(inside, context.session);
  if (READ_ONLY.has(catalog) || context.store.findSchema(catalog, schema) === undefined) return;
  const chain = schemaChain({ ledger: context.services.ledger, store: context.store }, catalog, schema);
  requirePrivilege("USE_SCHEMA", chain, context);
  requirePrivilege(privilege, chain, context);
}

function inCatalog(privilege: string, catalog: string, context: StatementContext): void {
  if (READ_ONLY.has(catalog) || !context.store.objects.catalogs.has(catalog)) return;
  const chain = chainOf({ kind: "catalog", name: [catalog] }, context);
  requirePrivilege("USE_CATALOG", chain, context);
  requirePrivilege(privilege, chain, context);
}

function createsRelation(statement: CreateTable | CreateView, context: StatementContext): void {
  if (statement.of === "temp_view" || statement.of === "global_temp_view") return;
  if (statement.kind === "create_table" && statement.temporary) return;
  const privilege = statement.of === "materialized_view" ? "CREATE_MATERIALIZED_VIEW" : "CREATE_TABLE";
  creates(privilege, statement.name.slice(0, -1), context);
  if (statement.kind === "create_table") {
    const source = statement.clone?.source ?? statement.like;
    if (source !== undefined) requirePrivilege("SELECT", relationOrSchema(source, context), context);
  }
  if (statement.mode === "create" || statement.mode === "if_not_exists") return;
  requireManage(chainOf({ kind: "table", name: statement.name }, context), context);
}

function drops({ object, name }: Extract<Definition, { kind: "drop" }>, context: StatementContext): void {
  if (object === "column" || isTemporary(name, context)) return;
  requireManage(chainOf({ kind: object, name }, context), context);
}

const isTemporary = (name: NameParts, { session }: StatementContext): boolean =>
  session.views.has(name.join(".").toLowerCase()) || session.tables.has(name.join(".").toLowerCase());

/** Changes that MODIFY is enough for. Other changes need ownership. */
const WITH_MODIFY: ReadonlySet<string> = new Set([
  "add_columns",
  "alter_column",
  "drop_columns",
  "rename_column",
  "set_properties",
  "unset_properties",
]);

function alters({ object, name, action }: Alter, context: StatementContext): void {
  const kind = object === "streaming_table" ? "table" : object;
  const tags = action.kind === "set_tags" || action.kind === "unset_tags";
  const mask = action.kind === "alter_column" && ["mask", "drop_mask"].includes(action.change.kind);
  const alternative = tags ? "APPLY_TAG" : WITH_MODIFY.has(action.kind) && !mask ? "MODIFY" : undefined;
  requireManage(chainOf({ kind, name }, context), context, alternative);
}

function describes({ object, name }: Extract<Description, { kind: "describe" }>, context: StatementContext): void {
  if (isTemporary(name, context)) return;
  const chain = object === "relation" ? relationOrSchema(name, context) : chainOf({ kind: object, name }, context);
  requireSight(chain, context);
}

/** Listings show what the caller sees. The others are about one relation. */
function shows({ what, name }: Show, context: StatementContext): void {
  if (name === undefined || isTemporary(name, context)) return;
  if (["columns", "create_table", "properties", "partitions"].includes(what))
    requireSight(relationOrSchema(name, context), context);
}
