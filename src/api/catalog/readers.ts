import { compact } from "../../records.ts";
import type { Grant } from "./grants.ts";

/** `SELECT from schema main.sales` is the privilege SELECT. */
const nameOf = (privilege: string): string => privilege.split(" ", 1)[0] ?? "";
const from = (privilege: string, ...parents: readonly string[]): boolean =>
  parents.some((parent) => privilege.startsWith(`ALL_PRIVILEGES from ${parent} `));

/**
 * Who may read a table, from its effective grants: by what privilege, and which of the two that lead to it (USE_CATALOG,
 * USE_SCHEMA) the same principal lacks; it may have them through a group.
 */
export function readersOf(grants: readonly Grant[]) {
  return grants.flatMap(({ principal, privileges }) => {
    const by = privileges.filter((one) => ["SELECT", "ALL_PRIVILEGES"].includes(nameOf(one)));
    if (by.length === 0) return [];
    const has = (name: string) => privileges.some((one) => nameOf(one) === name);
    const lacks = [
      ...(has("USE_CATALOG") || privileges.some((one) => from(one, "catalog")) ? [] : ["USE_CATALOG"]),
      ...(has("USE_SCHEMA") || privileges.some((one) => from(one, "catalog", "schema")) ? [] : ["USE_SCHEMA"]),
    ];
    return [{ principal, by, ...compact({ lacks }) }];
  });
}
