import { accountNamesOf, groupsOf } from "../admin/directory.ts";
import type { World } from "../world.ts";
import { type Entry, type Ledger, METASTORE_ID } from "./ledger.ts";

/** An object and its parents, nearest first: a table, its schema, its catalog. */
export type Chain = readonly [Entry, ...Entry[]];

/** Decides what identities may do with the objects of Unity Catalog. */
export interface Access {
  /** Why an identity may not do something, as the platform says it; undefined if it may. */
  refusal(user: string, privilege: string, chain: Chain): string | undefined;
  /** The same for a change that needs ownership of the object or of a parent, or MANAGE. */
  refusalToManage(user: string, chain: Chain): string | undefined;
  /** Whether the object is in the lists of an identity. */
  sees(user: string, chain: Chain): boolean;
  /** The groups of the workspace and of the account to which an identity belongs. */
  groups(user: string): { readonly workspace: ReadonlySet<string>; readonly account: ReadonlySet<string> };
}

const TYPES: Readonly<Record<string, string>> = { function: "Routine or Model" };

/** `User does not have USE CATALOG on Catalog 'main'.` */
function sentence(privilege: string, { type, fullName }: Entry): string {
  const kind = TYPES[type] ?? type.replace(/(^|_)(.)/g, (_, gap, letter) => (gap ? " " : "") + letter.toUpperCase());
  return `User does not have ${privilege.replaceAll("_", " ")} on ${kind} '${fullName}'.`;
}

const USAGE: Readonly<Record<string, string>> = { catalog: "USE_CATALOG", schema: "USE_SCHEMA" };
/** Privileges that ALL PRIVILEGES does not include. */
const APART: ReadonlySet<string> = new Set(["MANAGE", "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"]);

export function createAccess(world: World, ledger: Ledger): Access {
  const namesOf = (user: string) => accountNamesOf(world, user);
  const isMetastoreAdmin = (names: ReadonlySet<string>) => names.has(ledger.of("metastore", METASTORE_ID).owner);
  const granted = (names: ReadonlySet<string>, privilege: string, chain: readonly Entry[]) =>
    chain.some(({ grants }) =>
      [...grants].some(
        ([principal, held]) =>
          names.has(principal) && (held.has(privilege) || (held.has("ALL_PRIVILEGES") && !APART.has(privilege))),
      ),
    );
  // The owner of an object has all its privileges. The owner of a parent does not, and can grant them.
  const holds = (names: ReadonlySet<string>, privilege: string, chain: Chain) =>
    names.has(chain[0].owner) || granted(names, privilege, chain);
  const manages = (names: ReadonlySet<string>, chain: Chain) =>
    chain.some(({ owner }) => names.has(owner)) || isMetastoreAdmin(names) || granted(names, "MANAGE", chain);
  /** The first parent whose contents the identity cannot use, outermost first. */
  const closed = (names: ReadonlySet<string>, [, ...parents]: Chain): Entry | undefined =>
    parents.findLast((parent, index) => {
      const usage = USAGE[parent.type];
      return usage !== undefined && !holds(names, usage, [parent, ...parents.slice(index + 1)]);
    });

  return {
    refusal(user, privilege, chain) {
      const names = namesOf(user);
      const parent = closed(names, chain);
      if (parent !== undefined) return sentence(USAGE[parent.type] ?? "", parent);
      return holds(names, privilege, chain) ? undefined : sentence(privilege, chain[0]);
    },
    refusalToManage(user, chain) {
      return manages(namesOf(user), chain) ? undefined : sentence("MANAGE", chain[0]);
    },
    sees(user, chain) {
      const names = namesOf(user);
      if (manages(names, chain)) return true;
      const [object] = chain;
      // BROWSE shows what a catalog contains. Other privileges show the object, and through USE what it is in.
      const own = [...object.grants.keys()].some((principal) => names.has(principal));
      const parents = chain.slice(1);
      const inherited = parents.some(({ grants }) =>
        [...grants].some(
          ([principal, held]) => names.has(principal) && [...held].some((one) => !one.startsWith("USE_")),
        ),
      );
      return (own || inherited) && (granted(names, "BROWSE", chain) || closed(names, chain) === undefined);
    },
    groups: (user) => {
      const workspace = new Set(groupsOf(world, user)).add("users");
      return { workspace, account: namesOf(user) };
    },
  };
}
