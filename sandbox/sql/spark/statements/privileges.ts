import type { Chain } from "../../../catalog/access.ts";
import { catalogChain, memberChain, relationChain, schemaChain } from "../../../catalog/chains.ts";
import { METASTORE_ID } from "../../../catalog/ledger.ts";
import { SqlFailure } from "../../engine/failure.ts";
import type { ObjectName } from "../metastore/objects.ts";
import { completeName, completeSchema, type ReadGate } from "../metastore/session-catalog.ts";
import type { ObjectStore } from "../metastore/store.ts";
import type { NameParts } from "../syntax/ast.ts";
import type { Securable } from "../syntax/statements/ast.ts";
import type { StatementContext, StatementServices } from "./context.ts";

/** The error of a query that may not read an object. */
const insufficient = (reason: string) =>
  new SqlFailure("INSUFFICIENT_PERMISSIONS", `Insufficient privileges:\n${reason}`, "42501");

/** The error of a statement that may not change an object. */
const denied = (reason: string) => new SqlFailure("", `PERMISSION_DENIED: ${reason}`, "42501");

/** @throws {SqlFailure} unless Unity Catalog knows the user, service principal or group that gets something */
export function requirePrincipal(name: string, { services }: StatementContext): void {
  if (services.isPrincipal(name)) return;
  throw new SqlFailure("", `PRINCIPAL_DOES_NOT_EXIST: Could not find principal with name ${name}.`, "42704");
}

export interface Gated {
  readonly services: StatementServices;
  readonly store: ObjectStore;
}

const holders = ({ services, store }: Gated) => ({ ledger: services.ledger, store });

/** Checks what a statement reads, and notes the relations for lineage. */
export function readGate(gated: Gated & { readonly reads: Set<string> }): ReadGate {
  const { services, reads } = gated;
  const chain = (type: "table" | "function", name: ObjectName): Chain =>
    type === "table" ? relationChain(holders(gated), name) : memberChain(holders(gated), type, name);
  const check = (type: "table" | "function", privilege: string, name: ObjectName, reader: string) => {
    const refusal = services.access.refusal(reader, privilege, chain(type, name));
    if (refusal !== undefined) throw insufficient(refusal);
  };
  return {
    relation(name, reader) {
      check("table", "SELECT", name, reader);
      if (name[0] !== "system") reads.add(name.join("."));
    },
    routine: (name, reader) => check("function", "EXECUTE", name, reader),
    owner: (type, name) => chain(type, name)[0].owner,
  };
}

/** The object of a name, if it exists; otherwise the schema that it would be in, if that exists. */
export function relationOrSchema(parts: NameParts, context: StatementContext): Chain | undefined {
  const name = completeName(parts, context.session);
  if (context.store.findRelation(name) !== undefined) return relationChain(holders(context), name);
  return context.store.findSchema(name[0], name[1]) && schemaChain(holders(context), name[0], name[1]);
}

/** The chain of a securable that a statement names; undefined for one that does not exist. */
export function chainOf({ kind, name }: Securable, context: StatementContext): Chain | undefined {
  const { store, session, services } = context;
  const { ledger } = services;
  switch (kind) {
    case "metastore":
      return [ledger.of("metastore", METASTORE_ID)];
    case "catalog":
      return catalogChain({ ledger }, name.join(".").toLowerCase() || session.catalog);
    case "schema": {
      const [catalog, schema] = completeSchema(name.length === 0 ? [session.schema] : name, session);
      return store.findSchema(catalog, schema) && schemaChain(holders(context), catalog, schema);
    }
    case "table":
    case "view":
    case "materialized_view": {
      const complete = completeName(name, session);
      return store.findRelation(complete) && relationChain(holders(context), complete);
    }
    case "function":
    case "volume": {
      const complete = completeName(name, session);
      const exists =
        kind === "function" ? store.findRoutine(complete) !== undefined : services.volumes.has(complete.join("."));
      return exists ? memberChain(holders(context), kind, complete) : undefined;
    }
    default:
      return [ledger.of(kind, name.join(".").toLowerCase())];
  }
}

/** @throws {SqlFailure} unless the caller has the privilege on the object, and can use its parents */
export function requirePrivilege(
  privilege: string,
  chain: Chain | undefined,
  { services, session }: StatementContext,
): void {
  const refusal = chain && services.access.refusal(session.user, privilege, chain);
  if (refusal !== undefined) throw privilege === "SELECT" ? insufficient(refusal) : denied(refusal);
}

/** @throws {SqlFailure} unless the caller may read the relation */
export const requireReading = (name: ObjectName, context: StatementContext): void =>
  requirePrivilege("SELECT", relationChain(holders(context), name), context);

/** @throws {SqlFailure} unless the caller owns the object or a parent, or has MANAGE or the other privilege on it */
export function requireManage(
  chain: Chain | undefined,
  { services, session }: StatementContext,
  alternative?: string,
): void {
  if (chain === undefined) return;
  const refusal = services.access.refusalToManage(session.user, chain);
  if (refusal === undefined) return;
  if (alternative !== undefined && services.access.refusal(session.user, alternative, chain) === undefined) return;
  throw denied(refusal);
}

/** @throws {SqlFailure} unless the caller can see the object */
export function requireSight(chain: Chain | undefined, context: StatementContext): void {
  const { services, session } = context;
  if (chain === undefined || services.access.sees(session.user, chain)) return;
  requirePrivilege("SELECT", chain, context);
}

/** Whether the caller sees an object: for the statements that list. */
export const sees = (chain: Chain, { services, session }: StatementContext): boolean =>
  services.access.sees(session.user, chain);

export const seesRelation = (name: ObjectName, context: StatementContext): boolean =>
  sees(relationChain(holders(context), name), context);
export const seesMember = (type: "function" | "volume", name: ObjectName, context: StatementContext): boolean =>
  sees(memberChain(holders(context), type, name), context);
export const seesSchema = (catalog: string, schema: string, context: StatementContext): boolean =>
  sees(schemaChain(holders(context), catalog, schema), context);
export const seesCatalog = (catalog: string, context: StatementContext): boolean =>
  sees(catalogChain(holders(context), catalog), context);

/** @throws {SqlFailure} unless the caller may read or write the volume of a path */
export function requireVolume(
  path: string,
  privilege: "READ_VOLUME" | "WRITE_VOLUME",
  context: StatementContext,
): void {
  const [, catalog = "", schema = "", name = ""] =
    /^(?:dbfs:)?\/Volumes\/([^/]+)\/([^/]+)\/([^/]+)/.exec(path.toLowerCase().replace("/volumes/", "/Volumes/")) ?? [];
  if (!context.services.volumes.has(`${catalog}.${schema}.${name}`)) return;
  requirePrivilege(privilege, memberChain(holders(context), "volume", [catalog, schema, name]), context);
}
