import { type Entry, METASTORE_ID } from "../../../../catalog/ledger.ts";
import type { Volume } from "../../../../catalog/volume-store.ts";
import { SqlFailure } from "../../../engine/failure.ts";
import type { StoredTable } from "../../metastore/objects.ts";
import { completeName, completeSchema } from "../../metastore/session-catalog.ts";
import type { NameParts } from "../../syntax/ast.ts";
import type { Securable } from "../../syntax/statements/ast.ts";
import { columnOf } from "../changes/targets.ts";
import type { StatementContext } from "../context.ts";
import { missingRoutine } from "./columns.ts";

/** The record of an object that has an owner, grants and tags. @throws {SqlFailure} if it does not exist */
export function securableEntry({ kind, name }: Securable, context: StatementContext): Entry {
  const { store, session, services } = context;
  const { ledger } = services;
  switch (kind) {
    case "metastore":
      return ledger.of("metastore", METASTORE_ID);
    case "catalog":
      return ledger.of("catalog", store.catalog(name.join(".") || session.catalog).name);
    case "schema": {
      const [catalog, schema] = completeSchema(name.length === 0 ? [session.schema] : name, session);
      const found = store.schema(catalog, schema);
      return ledger.of("schema", `${catalog}.${schema}`, found.id);
    }
    case "table":
    case "view":
    case "materialized_view": {
      const found = store.relation(completeName(name, session));
      return ledger.of("table", found.name.join("."), found.id);
    }
    case "function": {
      const complete = completeName(name, session);
      if (store.findRoutine(complete) === undefined) throw missingRoutine(complete);
      return ledger.of("function", complete.join("."));
    }
    case "volume":
      return volumeOf(name, context).entry;
    default:
      return ledger.of(kind, name.join(".").toLowerCase());
  }
}

/** The volume of a name. @throws {SqlFailure} VOLUME_NOT_FOUND */
export function volumeOf(name: NameParts, { session, services: { volumes } }: StatementContext): Volume {
  const complete = completeName(name, session).join(".");
  if (volumes.has(complete)) return volumes.get(complete);
  throw new SqlFailure("VOLUME_NOT_FOUND", `The volume ${complete} cannot be found.`, "42704");
}

/** The record of a column, which has tags. */
export function columnEntry(table: StoredTable, column: string, { services }: StatementContext): Entry {
  const { name } = columnOf(table, column);
  return services.ledger.of("column", `${table.name.join(".")}.${name.toLowerCase()}`, table.id);
}
