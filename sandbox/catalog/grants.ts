import { ACCOUNT_USERS, mustBeAccountPrincipal } from "../admin/directory.ts";
import { invalid } from "../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../http.ts";
import type { Chain } from "./access.ts";
import { type Entry, METASTORE_ID } from "./ledger.ts";
import { type Metastore, mustManage } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { securableChain } from "./securables.ts";

const everywhere = ["ALL_PRIVILEGES", "MANAGE"];
const data = [
  "APPLY_TAG",
  "EXECUTE",
  "MODIFY",
  "READ_VOLUME",
  "REFRESH",
  "SELECT",
  "WRITE_VOLUME",
  "EXTERNAL_USE_SCHEMA",
];
const schema = [
  ...data,
  "CREATE_FUNCTION",
  "CREATE_MATERIALIZED_VIEW",
  "CREATE_MODEL",
  "CREATE_TABLE",
  "CREATE_VOLUME",
  "USE_SCHEMA",
];
const location = ["BROWSE", "CREATE_EXTERNAL_TABLE", "READ_FILES", "WRITE_FILES"];

/** The privileges that each type of securable supports. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  metastore: [
    "CREATE_CATALOG",
    "CREATE_CONNECTION",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_PROVIDER",
    "CREATE_RECIPIENT",
    "CREATE_SHARE",
    "CREATE_STORAGE_CREDENTIAL",
    "MANAGE_ALLOWLIST",
  ],
  catalog: [...schema, "BROWSE", "CREATE_SCHEMA", "USE_CATALOG"],
  schema,
  table: ["APPLY_TAG", "MODIFY", "REFRESH", "SELECT"],
  volume: ["APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"],
  function: ["EXECUTE"],
  external_location: [...location, "CREATE_EXTERNAL_VOLUME", "CREATE_FOREIGN_SECURABLE", "CREATE_MANAGED_STORAGE"],
  storage_credential: [...location, "CREATE_EXTERNAL_LOCATION"],
  connection: ["CREATE_FOREIGN_CATALOG", "USE_CONNECTION"],
};

const METASTORE_ADMINS = "metastore-admins";

const UC = "/api/2.1/unity-catalog";
const ROUTE = ":type/:name";

export function grants(app: App, metastore: Metastore): void {
  if (metastore.world.isNew) seed(metastore);

  /** Those who can grant see all privileges, others their own. */
  const shownTo = (chain: Chain) => {
    const { access, world } = metastore;
    const all = access.refusalToManage(world.user, chain) === undefined;
    const own = access.groups(world.user).account;
    return ({ principal }: { readonly principal: string }) => all || own.has(principal);
  };

  // Newer clients use the second path of each.
  app.on("GET", [`${UC}/permissions/${ROUTE}`, `${UC}/privilege-assignments/${ROUTE}`], async (c) => {
    const chain = await securableChain(metastore, c.req.param("type") ?? "", c.req.param("name") ?? "");
    const query = c.req.query();
    const shown = direct(chain[0], optional(query, "principal")).filter(shownTo(chain));
    return c.json(pageOf("privilege_assignments", shown, query));
  });

  app.on(
    "GET",
    [`${UC}/effective-permissions/${ROUTE}`, `${UC}/effective-privilege-assignments/${ROUTE}`],
    async (c) => {
      const chain = await securableChain(metastore, c.req.param("type") ?? "", c.req.param("name") ?? "");
      const [entry] = chain;
      const query = c.req.query();
      const only = optional(query, "principal");
      const held = new Map<string, object[]>();
      for (const from of chain) {
        const inherited =
          from === entry ? {} : { inherited_from_type: from.type.toUpperCase(), inherited_from_name: from.fullName };
        for (const { principal, privileges } of direct(from, only).filter(shownTo(chain))) {
          held.set(principal, [
            ...(held.get(principal) ?? []),
            ...privileges.map((privilege) => ({ privilege, ...inherited })),
          ]);
        }
      }
      const rows = [...held].map(([principal, privileges]) => ({ principal, privileges }));
      return c.json(pageOf("privilege_assignments", rows, query));
    },
  );

  app.patch(`${UC}/permissions/${ROUTE}`, async (c) => {
    const chain = await securableChain(metastore, c.req.param("type"), c.req.param("name"));
    const [entry] = chain;
    mustManage(metastore, chain);
    const { changes = [] } = await readJson(c);
    if (!Array.isArray(changes)) return invalid("Field 'changes' must be a list.");
    // All changes are checked before the first is applied, so that a refused request changes nothing.
    const checked = changes.map((change: unknown) => {
      if (!isFields(change)) return invalid("Field 'changes' must be a list of objects.");
      return {
        principal: required(change, "principal"),
        add: privileges(change, "add", entry),
        remove: privileges(change, "remove", entry),
      };
    });
    for (const { principal, add } of checked) if (add.length > 0) mustBeAccountPrincipal(metastore.world, principal);
    for (const { principal, add, remove } of checked) {
      const held = entry.grants.get(principal) ?? new Set();
      for (const privilege of add) held.add(privilege);
      for (const privilege of remove) held.delete(privilege);
      if (held.size > 0) entry.grants.set(principal, held);
      else entry.grants.delete(principal);
    }
    return c.json({ privilege_assignments: direct(entry, undefined) });
  });
}

const direct = ({ grants }: Entry, only: string | undefined) =>
  [...grants]
    .filter(([principal]) => only === undefined || principal === only)
    .map(([principal, held]) => ({ principal, privileges: [...held].sort() }));

function privileges(change: Fields, field: string, { type }: Entry): readonly string[] {
  const value = change[field] ?? [];
  if (!Array.isArray(value)) return invalid(`Field '${field}' must be a list of privileges.`);
  const fitting = [...(FITTING[type] ?? []), ...everywhere];
  return value.map((privilege: unknown) =>
    typeof privilege === "string" && fitting.includes(privilege)
      ? privilege
      : invalid(`Privilege ${String(privilege)} is not applicable to this entity [${type.toUpperCase()}].`),
  );
}

function seed({ ledger }: Metastore): void {
  ledger.of("metastore", METASTORE_ID).owner = METASTORE_ADMINS;
  const system = ledger.of("catalog", "system").grants;
  system.set(ACCOUNT_USERS, new Set(["USE_CATALOG"]));
  system.set(METASTORE_ADMINS, new Set(["USE_SCHEMA", "SELECT"]));
  ledger.of("catalog", "hive_metastore").grants.set(ACCOUNT_USERS, new Set(["USE_CATALOG", "USE_SCHEMA", "SELECT"]));
  ledger.of("catalog", "main").grants.set(ACCOUNT_USERS, new Set(["USE_CATALOG", "BROWSE"]));
  ledger.of("catalog", "samples").grants.set(ACCOUNT_USERS, new Set(["USE_CATALOG", "USE_SCHEMA", "SELECT"]));
  ledger.of("volume", "main.sales.exports").grants.set("analysts", new Set(["READ_VOLUME"]));
}
