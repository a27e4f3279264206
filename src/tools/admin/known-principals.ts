import { listPrincipals, type Principal, type PrincipalKind } from "../../api/admin/scim.ts";
import type { Client } from "../../api/http/client.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { supplement } from "../supplement.ts";
import { ownIdentity } from "./own-identity.ts";
import { NAMED_BY, NOUNS } from "./principal-names.ts";

/** Principals that an error names. */
const MAX_NAMED = 5;

type Found = Principal & { readonly kind: PrincipalKind };
const KINDS = ["Users", "Groups", "ServicePrincipals"] as const;

/** Whether a name can be written into a filter: nothing in it could end its text. */
export const isSearchable = (value: string): boolean => /^[^"\\\p{Cc}]{1,255}$/u.test(value) && value.trim() !== "";

/** Principals of every kind that have this name. */
async function principalsNamed(client: Client, name: string): Promise<Found[]> {
  const pages = await Promise.all(
    KINDS.map(async (kind) => {
      const filter = NAMED_BY[kind].map((attribute) => `${attribute} eq "${name}"`).join(" or ");
      const { items } = await listPrincipals(client, kind, { filter, count: MAX_NAMED });
      return items.map((item) => ({ ...item, kind }));
    }),
  );
  return pages.flat();
}

/** The name by which permissions and grants know a principal. */
const grantedAs = ({ kind, user_name, display_name, application_id }: Found): string =>
  (kind === "Users" ? user_name : kind === "Groups" ? display_name : application_id) ?? "";

const hasName = (found: Found, name: string): boolean => grantedAs(found).toLowerCase() === name.toLowerCase();

/**
 * The IDs of members, each given by its ID or by a name.
 * @throws {ToolError} For a name that no principal has, or several have
 */
export const memberIdsOf = (client: Client, members: readonly string[]): Promise<string[]> =>
  Promise.all(members.map((member) => memberIdOf(client, member)));

async function memberIdOf(client: Client, member: string): Promise<string> {
  if (/^\d+$/.test(member)) return member;
  const found = await principalsNamed(client, member);
  const exact = found.filter((one) => hasName(one, member));
  const [only, ...others] = exact.length > 0 ? exact : found;
  if (only === undefined) throw noSuchPrincipal(member);
  if (others.length === 0) return only.id;
  throw new ToolError(`Several principals are named ${oneLine(member, 100)}; nothing was sent.`, {
    next: `Give one of their IDs: ${[only, ...others].map(({ kind, id }) => `${id} (${NOUNS[kind]})`).join(", ")}.`,
  });
}

export const noSuchPrincipal = (name: string): ToolError =>
  new ToolError(
    `${oneLine(name, 100)} is not a user, group or service principal of this workspace; nothing was sent.`,
    {
      next: HOW_NAMED,
    },
  );
const HOW_NAMED =
  "Find the name with list_users, list_groups or list_service_principals: a user has an e-mail address, a service principal an application ID.";

/** Groups that exist everywhere, and that not every workspace lists. */
const COMMON = new Set(["account users", "users", "admins"]);

/**
 * Says of principals that are given access or ownership that this workspace does not know them: then the call fails.
 *
 * @param local Whether only principals of this workspace can be given it, so that an administrator's call can be refused
 * @throws {ToolError} For a display name in place of the name that the platform takes
 */
export async function unknownPrincipals(ctx: Context, names: readonly string[], local = false): Promise<Consequence[]> {
  const looked = names.filter((name) => isSearchable(name) && !COMMON.has(name)).slice(0, MAX_LOOKED_UP);
  const texts = await Promise.all(
    looked.map(async (name) => {
      const found = await supplement(ctx, ({ client }) => principalsNamed(client, name), 5000);
      if (found === undefined || found.some((one) => hasName(one, name))) return [];
      const [meant] = found;
      if (meant) {
        const shown = found.map(grantedAs).filter((one) => one !== "");
        throw new ToolError(`${oneLine(name, 100)} is a display name, which identifies no one; nothing was sent.`, {
          next: `Give the name of the ${NOUNS[meant.kind]}, which is below.`,
          // Names of the workspace, so they are shown as its text.
          quoted: shown.join("\n"),
        });
      }
      if (local && (await isAdmin(ctx))) throw noSuchPrincipal(name);
      return [
        say`${name} is not a user, group or service principal that this workspace lists. If the account has none either, the call fails.`,
      ];
    }),
  );
  return texts.flat().map((text) => ({ reason: "others", text }));
}
const MAX_LOOKED_UP = 10;

/** Whether this server's identity is an administrator, who sees every principal of the workspace. */
const isAdmin = async (ctx: Context): Promise<boolean> =>
  (await ownIdentity(ctx))?.groups.some(({ display }) => display === "admins") === true;
