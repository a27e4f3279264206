import { SqlFailure } from "../../../engine/failure.ts";
import { completeName } from "../../metastore/session-catalog.ts";
import type { Governance, Securable } from "../../syntax/statements/ast.ts";
import { commitMetadata } from "../changes/commits.ts";
import { columnOf, targetTable, writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext, textRows } from "../context.ts";
import { chainOf, requirePrincipal } from "../privileges.ts";
import { columnEntry, securableEntry } from "./securables.ts";

type Governing<Kind extends Governance["kind"]> = Extract<Governance, { kind: Kind }>;

/** The privileges of SQL under the names that the REST API has: `USE CATALOG` is `USE_CATALOG`. */
const PRIVILEGES: ReadonlySet<string> = new Set(
  `ALL_PRIVILEGES APPLY_TAG BROWSE CREATE_CATALOG CREATE_CONNECTION CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_TABLE
   CREATE_EXTERNAL_VOLUME CREATE_FOREIGN_CATALOG CREATE_FUNCTION CREATE_MANAGED_STORAGE CREATE_MATERIALIZED_VIEW CREATE_MODEL
   CREATE_SCHEMA CREATE_SHARE CREATE_STORAGE_CREDENTIAL CREATE_TABLE CREATE_VOLUME EXECUTE EXTERNAL_USE_SCHEMA MANAGE MODIFY READ_FILES
   READ_VOLUME REFRESH SELECT USE_CATALOG USE_CONNECTION USE_SCHEMA WRITE_FILES WRITE_VOLUME`.split(/\s+/),
);

export function grant(
  { kind, privileges, on, principal }: Governing<"grant" | "revoke">,
  context: StatementContext,
): Rows {
  const entry = securableEntry(on, context);
  const named = privileges.map((privilege) => {
    const name = privilege
      .replaceAll(" ", "_")
      .replace(/^USAGE$/, on.kind === "catalog" ? "USE_CATALOG" : "USE_SCHEMA");
    if (PRIVILEGES.has(name)) return name;
    throw new SqlFailure(
      "UC_INVALID_PRIVILEGE",
      `Privilege ${privilege} is not applicable to this entity [${on.kind.toUpperCase()}].`,
      "42000",
    );
  });
  if (kind === "grant") requirePrincipal(principal, context);
  const held = entry.grants.get(principal) ?? new Set<string>();
  for (const name of named) {
    if (kind === "grant") held.add(name);
    else if (name === "ALL_PRIVILEGES") held.clear();
    else held.delete(name);
  }
  if (held.size > 0) entry.grants.set(principal, held);
  else entry.grants.delete(principal);
  return nothing;
}

export function showGrants({ principal, on }: Governing<"show_grants">, context: StatementContext): Rows {
  const target: Securable = on ?? { kind: "metastore", name: [] };
  const entries = [target, ...above(target, context)].map((one) => ({ one, entry: securableEntry(one, context) }));
  // Others than those who can grant see their own privileges.
  const { access } = context.services;
  const { user } = context.session;
  const chain = chainOf(target, context);
  const all = chain !== undefined && access.refusalToManage(user, chain) === undefined;
  const own = access.groups(user).account;
  const rows = entries.flatMap(({ one, entry }) =>
    [...entry.grants]
      .filter(([holder]) => (principal === undefined || holder === principal) && (all || own.has(holder)))
      .flatMap(([holder, held]) =>
        [...held]
          .sort()
          .map((privilege) => [holder, privilege.replaceAll("_", " "), one.kind.toUpperCase(), entry.fullName]),
      ),
  );
  return textRows(["Principal", "ActionType", "ObjectType", "ObjectKey"], rows);
}

/** Objects from which a grant is inherited. */
function above({ kind, name }: Securable, { session }: StatementContext): readonly Securable[] {
  if (kind === "metastore" || kind === "catalog") return [];
  if (kind === "schema") {
    const catalog = name.length > 1 ? (name[0] ?? session.catalog) : session.catalog;
    return [{ kind: "catalog", name: [catalog] }];
  }
  if (!["table", "view", "materialized_view", "function", "volume"].includes(kind)) return [];
  const [catalog, schema] = completeName(name, session);
  return [
    { kind: "schema", name: [catalog, schema] },
    { kind: "catalog", name: [catalog] },
  ];
}

export async function comment({ on, comment: text }: Governing<"comment">, context: StatementContext): Promise<Rows> {
  const { store, session } = context;
  if (on.kind === "column") {
    const table = targetTable(on.name.slice(0, -1), context);
    const column = columnOf(table, on.name.at(-1) ?? "");
    const { comment: _, ...rest } = column;
    table.columns = table.columns.map((one) =>
      one === column ? { ...rest, ...(text === null ? {} : { comment: text }) } : one,
    );
    await commitMetadata(table, "CHANGE COLUMN", { column: JSON.stringify({ name: column.name }) }, context);
    return nothing;
  }
  const entry = securableEntry(on, context);
  if (on.kind === "schema") {
    const [catalog = session.catalog, schema = ""] = entry.fullName.split(".");
    writable([catalog, schema]);
    setComment(store.schema(catalog, schema), text);
  } else if (on.kind === "table" || on.kind === "view" || on.kind === "materialized_view") {
    const name = completeName(on.name, session);
    writable(name);
    const relation = store.relation(name);
    setComment(relation, text);
    if (relation.kind === "table")
      await commitMetadata(relation, "SET TBLPROPERTIES", { properties: JSON.stringify({ comment: text }) }, context);
  } else if (text === null) entry.comment = undefined;
  else entry.comment = text;
  return nothing;
}

function setComment(object: { comment?: string }, text: string | null): void {
  if (text === null) delete object.comment;
  else object.comment = text;
}

export function tag({ on, key, value, remove }: Governing<"tag">, context: StatementContext): Rows {
  const entry =
    on.kind === "column"
      ? columnEntry(targetTable(on.name.slice(0, -1), context), on.name.at(-1) ?? "", context)
      : securableEntry(on, context);
  if (remove) entry.tags.delete(key);
  else entry.tags.set(key, value ?? "");
  return nothing;
}
