import {
  type AccessControl,
  flattenPermissions,
  getPermissions,
  type PrincipalPermission,
} from "../../api/admin/permissions.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, listed, type Sentence, say } from "../../core/consent/facts.ts";
import { unknownPrincipals } from "./known-principals.ts";
import { ownIdentityWarning } from "./own-identity.ts";
import type { ResolvedObject } from "./permission-objects.ts";

type Named = Pick<AccessControl, "user_name" | "group_name" | "service_principal_name">;

/** The one principal that an entry names. */
export const principalOf = ({ user_name, group_name, service_principal_name }: Named): string =>
  user_name ?? group_name ?? service_principal_name ?? "";

/** `group "analysts"`. */
function inWords(entry: Named): Sentence {
  const name = principalOf(entry);
  if (entry.user_name !== undefined) return say`User ${name}`;
  return entry.group_name !== undefined ? say`Group ${name}` : say`Service principal ${name}`;
}

const isSame = (a: Named, b: Named): boolean =>
  a.user_name === b.user_name && a.group_name === b.group_name && a.service_principal_name === b.service_principal_name;

/**
 * Who gains and who loses which direct permission, compared with the current list.
 *
 * @param replacing Whether principals that `given` leaves out lose their permissions
 */
export async function permissionChanges(
  ctx: Context,
  object: ResolvedObject,
  given: readonly AccessControl[],
  replacing: boolean,
): Promise<Consequence[]> {
  const current = flattenPermissions(await getPermissions(ctx.client, object));
  const direct = current.filter(({ inherited_from }) => inherited_from === undefined);
  const changed = given.filter(
    (entry) => !direct.some((held) => isSame(held, entry) && held.permission_level === entry.permission_level),
  );
  const gains = changed.map((entry) => gain(entry, direct));
  const losers = replacing ? direct.filter((held) => !given.some((entry) => isSame(held, entry))) : [];
  const losses = losers.map((held) => say`${inWords(held)} loses ${held.permission_level}.`);
  const concerned = [...changed, ...losers].filter(({ group_name }) => group_name === undefined).map(principalOf);
  return [
    ...[...gains, ...losses].map((text): Consequence => ({ reason: "others", text })),
    ...newOwner(object, changed, direct),
    ...(await unknownPrincipals(ctx, changed.map(principalOf), true)),
    ...(await ownIdentityWarning(ctx, concerned)),
  ];
}

function gain(entry: AccessControl, direct: readonly PrincipalPermission[]): Sentence {
  const before = direct.filter((held) => isSame(held, entry)).map(({ permission_level }) => permission_level);
  return before.length === 0
    ? say`${inWords(entry)} gets ${entry.permission_level}.`
    : say`${inWords(entry)} gets ${entry.permission_level} in place of ${listed(before)}.`;
}

/** Objects whose code runs as their owner, unless another identity is set. */
const RUN_AS_OWNER: ReadonlySet<string> = new Set(["jobs", "pipelines"]);

function newOwner(
  { object_type }: ResolvedObject,
  changed: readonly AccessControl[],
  direct: readonly PrincipalPermission[],
): Consequence[] {
  const next = changed.find(({ permission_level }) => permission_level === "IS_OWNER");
  if (!next) return [];
  const before = direct.filter(({ permission_level }) => permission_level === "IS_OWNER").map(principalOf);
  const lost: Consequence[] =
    before.length === 0 ? [] : [{ reason: "others", text: say`${listed(before)} is no longer the owner.` }];
  return RUN_AS_OWNER.has(object_type)
    ? [
        ...lost,
        { reason: "identity", text: say`It then runs as ${principalOf(next)}, unless it has a run_as identity.` },
      ]
    : lost;
}
