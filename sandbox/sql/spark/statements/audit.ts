import type { AuditedChange } from "../../../catalog/audit/log.ts";
import { completeName } from "../metastore/session-catalog.ts";
import type { NameParts } from "../syntax/ast.ts";
import type { Securable, Statement } from "../syntax/statements/ast.ts";
import type { StatementContext } from "./context.ts";

const NOUNS: Readonly<Record<string, string>> = {
  catalog: "Catalog",
  schema: "Schema",
  table: "Table",
  view: "Table",
  materialized_view: "Table",
  streaming_table: "Table",
  function: "Function",
  volume: "Volume",
};

/** The platform's names for the parameter that names an object. */
const ARGUMENTS: Readonly<Record<string, string>> = { Catalog: "name_arg", Volume: "volume_full_name" };

/** The entry of a statement that changed objects; undefined for one that only reads or changes rows. */
export function auditedAction(statement: Statement, context: StatementContext): AuditedChange | undefined {
  const full = (kind: string, name: NameParts) => fullName(kind, name, context);
  const named = (verb: string, kind: string, name: NameParts, more = {}): AuditedChange | undefined => {
    const noun = NOUNS[kind];
    if (noun === undefined) return undefined;
    const action = `${verb}${noun}${verb === "update" && noun === "Table" ? "s" : ""}`;
    return { action, params: { [ARGUMENTS[noun] ?? "full_name_arg"]: full(kind, name), ...more } };
  };
  switch (statement.kind) {
    case "create_table":
    case "create_view":
      if ("temporary" in statement && statement.temporary) return undefined;
      if (statement.of === "temp_view" || statement.of === "global_temp_view") return undefined;
      return created("createTable", full("table", statement.name), {
        table_type: "metrics" in statement && statement.metrics ? "METRIC_VIEW" : typeOf(statement.of),
      });
    case "create_function":
      return created("createFunction", full("function", statement.name));
    case "create_catalog":
      return { action: "createCatalog", params: { name: statement.name.toLowerCase() } };
    case "create_schema":
      return created("createSchema", full("schema", statement.name));
    case "create_volume":
      return created("createVolume", full("volume", statement.name));
    case "drop":
      return named("delete", statement.object, statement.name);
    case "alter":
      return named("update", statement.object, statement.name, { change: statement.action.kind });
    case "undrop":
      return named("undrop", statement.object, statement.name);
    case "grant":
    case "revoke": {
      const list = statement.kind === "grant" ? "add" : "remove";
      const change = { principal: statement.principal, [list]: statement.privileges };
      return {
        action: "updatePermissions",
        params: { ...securable(statement.on, context), changes: JSON.stringify([change]) },
      };
    }
    case "tag": {
      const { on, key, value = "" } = statement;
      const params = on.kind === "column" ? { entity_name: on.name.join(".") } : securable(on, context);
      return {
        action: statement.remove ? "deleteEntityTagAssignment" : "createEntityTagAssignment",
        params: { ...params, tag_key: key, tag_value: value },
      };
    }
    case "comment":
      return statement.on.kind === "column"
        ? named("update", "table", statement.on.name.slice(0, -1), { change: "comment" })
        : named("update", statement.on.kind, statement.on.name, { change: "comment" });
    default:
      return undefined;
  }
}

function created(action: string, name: string, more: Readonly<Record<string, string>> = {}): AuditedChange {
  const parts = name.split(".");
  const [catalog_name = "", schema_name = ""] = parts;
  const schema: Readonly<Record<string, string>> = parts.length === 3 ? { schema_name } : {};
  return { action, params: { name: parts.at(-1) ?? "", catalog_name, ...schema, ...more } };
}

const typeOf = (of: string): string => (of === "table" ? "MANAGED" : of.toUpperCase());

function securable({ kind, name }: Securable, context: StatementContext): Readonly<Record<string, string>> {
  return { securable_type: kind, securable_full_name: fullName(kind, name, context) };
}

function fullName(kind: string, name: NameParts, { session }: StatementContext): string {
  if (name.length === 0 || name.length > 3) return name.join(".");
  if (kind === "schema" && name.length === 1) return [session.catalog, ...name].join(".").toLowerCase();
  const inSchema = NOUNS[kind] !== undefined && kind !== "catalog" && kind !== "schema";
  return inSchema ? completeName(name, session).join(".") : name.join(".").toLowerCase();
}
