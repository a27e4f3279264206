import { getCurrentUser, type Principal } from "../../api/admin/scim.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { settingOf } from "./granting-fields.ts";

/** The identity that this server runs as; `undefined` if the workspace does not say so, for a question asked either way. */
export const ownIdentity = (ctx: Context): Promise<Principal | undefined> =>
  ctx.remember("own identity", () => getCurrentUser(ctx.client)).catch(() => undefined);

/** The names by which the platform refers to a principal in permissions and lists. */
export const namesOf = ({ id, user_name, application_id, display_name }: Principal): string[] =>
  [user_name, application_id, display_name, id].flatMap((name) => (name ? [name] : []));

/** Whether code that runs as this identity runs as another one than this server, as far as that is known. */
export async function runsAsAnother(ctx: Context, runsAs: string | null | undefined): Promise<boolean> {
  if (!runsAs) return false;
  const own = await ownIdentity(ctx);
  return own === undefined || !namesOf(own).includes(runsAs);
}

/** A setting with code that runs as another identity. */
export const newSetting = (given: Readonly<Record<string, unknown>>, field: string, runsAs: string): Consequence[] => [
  { reason: "identity", text: say`Field ${field} changes. Its code runs as ${runsAs}.` },
  ...settingOf(given, field, "identity"),
];

/**
 * Warns if a change concerns the identity that this server runs as: the server can lose its own access.
 *
 * @param principals IDs and names that the change gives or takes something
 */
export async function ownIdentityWarning(ctx: Context, principals: readonly string[]): Promise<Consequence[]> {
  if (principals.length === 0) return [];
  const own = await ownIdentity(ctx);
  // The display name is left out: it is not unique.
  const names = own ? [own.id, own.user_name, own.application_id] : [];
  const found = principals.find((principal) => names.includes(principal));
  return found === undefined
    ? []
    : [{ reason: "others", text: say`${own?.user_name ?? found} is the identity that this server runs as.` }];
}
