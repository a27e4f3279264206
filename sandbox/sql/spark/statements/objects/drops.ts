import { volumeName } from "../../../../catalog/volume-store.ts";
import { missingTable } from "../../../engine/conditions.ts";
import { SqlFailure, syntaxError } from "../../../engine/failure.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import { alreadyExists } from "../../metastore/store.ts";
import type { Definition } from "../../syntax/statements/definition-ast.ts";
import { writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext } from "../context.ts";
import { missingRoutine } from "./columns.ts";
import { dropCatalog, dropSchema } from "./containers.ts";
import { expectsView } from "./views.ts";

type Drop = Extract<Definition, { kind: "drop" }>;

export function drop(statement: Drop, context: StatementContext): Rows {
  switch (statement.object) {
    case "catalog":
      dropCatalog(statement.name.join("."), statement.ifExists, statement.cascade, context);
      return nothing;
    case "schema":
      dropSchema(statement.name, statement.ifExists, statement.cascade, context);
      return nothing;
    case "function":
      return dropFunction(statement, context);
    case "volume":
      return dropVolume(statement, context);
    default:
      return dropRelation(statement, context);
  }
}

function dropRelation({ object, name: parts, ifExists }: Drop, { store, services, session }: StatementContext): Rows {
  const key = parts.join(".").toLowerCase();
  if (object === "view" && session.views.delete(key)) return nothing;
  if (object === "table" && session.tables.delete(key)) return nothing;
  const name = completeName(parts, session);
  writable(name);
  const found = store.findRelation(name);
  if (found === undefined) {
    if (ifExists) return nothing;
    throw missingTable(parts);
  }
  const isView = found.kind === "view";
  const materialized = found.kind === "table" && found.of === "materialized_view";
  if (object === "view" && !isView && !materialized) throw expectsView(name);
  if (object === "table" && (isView || materialized)) {
    throw new SqlFailure(
      "EXPECT_TABLE_NOT_VIEW.USE_DROP_VIEW",
      `The operation expects a table but \`${name.join("`.`")}\` is a view. Please use DROP VIEW instead.`,
      "42809",
    );
  }
  store.dropRelation(name, services.ledger.forget("table", name.join(".")));
  return nothing;
}

function dropFunction({ name: parts, ifExists }: Drop, { store, services, session }: StatementContext): Rows {
  const name = completeName(parts, session);
  writable(name);
  if (store.findRoutine(name) === undefined) {
    if (ifExists) return nothing;
    throw missingRoutine(name);
  }
  store.dropRoutine(name);
  services.ledger.forget("function", name.join("."));
  return nothing;
}

function dropVolume({ name: parts, ifExists }: Drop, { services: { volumes }, session }: StatementContext): Rows {
  const [catalog, schema, name] = completeName(parts, session);
  const fullName = volumeName({ catalog, schema, name });
  if (!volumes.has(fullName)) {
    if (ifExists) return nothing;
    throw new SqlFailure(
      "VOLUME_NOT_FOUND",
      `The volume \`${catalog}\`.\`${schema}\`.\`${name}\` cannot be found.`,
      "42704",
    );
  }
  volumes.drop(volumes.get(fullName));
  return nothing;
}

export function undrop(statement: Extract<Definition, { kind: "undrop" }>, context: StatementContext): Rows {
  const { store, session, services } = context;
  if (statement.object !== "table") {
    // Databricks SQL recovers tables and materialized views only.
    throw syntaxError(statement.object.toUpperCase());
  }
  const name = statement.id === undefined ? completeName(statement.name, session) : undefined;
  const found = store
    .dropped()
    .find(({ table }) => (name === undefined ? table.id === statement.id : table.name.join(".") === name.join(".")));
  if (found === undefined) {
    throw new SqlFailure(
      "TABLE_OR_VIEW_NOT_FOUND",
      `No dropped table \`${(name ?? [statement.id ?? ""]).join("`.`")}\` can be restored.`,
      "42P01",
    );
  }
  if (store.findRelation(found.table.name) !== undefined) throw alreadyExists(found.table.name);
  // Keys are not recovered.
  const { constraints } = found.table;
  const kept = constraints.filter(({ kind }) => kind === "check");
  constraints.splice(0, constraints.length, ...kept);
  store.schema(found.table.name[0], found.table.name[1]);
  services.ledger.recall(found.records);
  store.undrop(found);
  return nothing;
}
