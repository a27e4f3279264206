import * as z from "zod";
import type { Principal } from "../../api/admin/scim.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";

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

/** One group with entitlements, members and the groups it belongs to. */
export const groupDetails = view(
  { ...groupSummary.fields, ...rightsView.fields, members: z.array(referenceView.schema).optional() },
  (group: Principal) => ({
    ...groupSummary(group),
    ...rightsView(group),
    members: group.members.map((member) => referenceView(member)),
  }),
);

/** One service principal with entitlements and groups. */
export const servicePrincipalDetails = view(
  { ...servicePrincipalSummary.fields, ...rightsView.fields },
  (servicePrincipal: Principal) => ({ ...servicePrincipalSummary(servicePrincipal), ...rightsView(servicePrincipal) }),
);
