import * as z from "zod";
import type { Principal } from "../../api/admin/scim.ts";
import type { PrincipalChanges } from "../../api/admin/scim-patch.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { evenIfEmpty, view } from "../../core/view.ts";

/** A user in a list. */
export const userSummary = view(
  { id: z.string(), user_name: text, display_name: text, active: flag },
  ({ id, user_name, display_name, active }: Principal) => ({ id, user_name, display_name, active }),
);

/** A group in a list. */
export const groupSummary = view({ id: z.string(), display_name: text }, ({ id, display_name }: Principal) => ({
  id,
  display_name,
}));

/** A service principal in a list. */
export const servicePrincipalSummary = view(
  { id: z.string(), display_name: text, application_id: text, active: flag },
  ({ id, display_name, application_id, active }: Principal) => ({ id, display_name, application_id, active }),
);

/** A group that a principal belongs to, or a member of a group. */
const referenceView = view({ id: text, name: text }, ({ value, display }: Principal["groups"][number]) => ({
  id: value,
  name: display,
}));

const idsOf = (values: Principal["roles"]): string[] => values.flatMap(({ value }) => value ?? []);

const rightsView = view(
  { entitlements: texts, instance_profiles: texts, groups: z.array(referenceView.schema).optional() },
  ({ entitlements, roles, groups }: Principal) => ({
    entitlements: idsOf(entitlements),
    instance_profiles: idsOf(roles),
    groups: groups.map((group) => referenceView(group)),
  }),
);

/** One user with entitlements and groups. */
export const userDetails = view({ ...userSummary.fields, ...rightsView.fields }, (user: Principal) => ({
  ...userSummary(user),
  ...rightsView(user),
}));

const memberView = view(
  { ...referenceView.fields, user_name: text },
  (member: Principal["members"][number], userNames: ReadonlyMap<string, string>) => ({
    ...referenceView(member),
    user_name: userNames.get(member.value ?? ""),
  }),
);

/** One group with entitlements, members and the groups it belongs to. `userNames`: those that are known, by ID. */
export const groupDetails = view(
  { ...groupSummary.fields, ...rightsView.fields, members: z.array(memberView.schema).optional() },
  (group: Principal, userNames: ReadonlyMap<string, string> = new Map()) => ({
    ...groupSummary(group),
    ...rightsView(group),
    members: group.members.map((member) => memberView(member, userNames)),
  }),
);

/** One service principal with entitlements and groups. */
export const servicePrincipalDetails = view(
  { ...servicePrincipalSummary.fields, ...rightsView.fields },
  (servicePrincipal: Principal) => ({ ...servicePrincipalSummary(servicePrincipal), ...rightsView(servicePrincipal) }),
);

/** A principal after a change: what the change named, as it is now. */
export const changedPrincipal = view(
  {
    id: z.string(),
    display_name: text,
    active: flag,
    entitlements: evenIfEmpty(z.array(z.string()).optional()),
    members: evenIfEmpty(z.array(referenceView.schema).optional()),
  },
  ({ id, display_name, active, entitlements, members }: Principal, changes: PrincipalChanges) => ({
    id,
    display_name: changes.display_name === undefined ? undefined : display_name,
    active: changes.active === undefined ? undefined : active,
    entitlements: changes.add_entitlements || changes.remove_entitlements ? idsOf(entitlements) : undefined,
    members: changes.add_members || changes.remove_members ? members.map((member) => referenceView(member)) : undefined,
  }),
);
