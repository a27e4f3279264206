import { definePrompt, type Serves, withReadings } from "../core/prompts/define.ts";
import { COMPLETED_TYPES, completeObject } from "../resources/object-ids.ts";
import { getPermissions } from "../tools/admin/permissions.ts";
import { getGrants } from "../tools/catalog/grants.ts";

const isSecurable = (type: string): boolean => getGrants.input.shape.securable_type.safeParse(type).success;

/** How to read the permissions with the tools served. */
function howToRead(type: string, serves: Serves): string {
  const [tool, how] = isSecurable(type)
    ? [getGrants, "get_grants with effective shows those of its parents and their origin."]
    : [getPermissions, "get_permissions shows those of other objects, by id, name or path."];
  return serves(tool)
    ? `They are below. ${how}`
    : `Reading them requires the toolset ${tool.toolset.id}, which this server does not serve: report that --toolsets can add it.`;
}

export const auditPermissions = definePrompt({
  name: "audit_permissions",
  title: "Audit permissions",
  description: "Explains who has which permissions on an object, why, and which are excessive.",
  arguments: {
    object_type: {
      description: "Type of the object, e.g. table, schema, jobs, notebooks",
      required: true,
      complete: async (_, typed) => COMPLETED_TYPES.filter((type) => type.startsWith(typed.toLowerCase())),
    },
    name: {
      description: "Full name, path, name or id of the object",
      required: true,
      complete: (ctx, typed, { object_type = "" }) => completeObject(ctx, object_type, typed),
    },
  },
  useful: (serves) => serves(getGrants) || serves(getPermissions),
  messages: async ({ object_type = "", name = "" }, { serves, read }) =>
    withReadings(
      [
        `Audit the permissions on ${JSON.stringify(name)} (${object_type}) in Databricks.`,
        howToRead(object_type, serves),
        "Report a table of principals, privileges and their origin, then excessive ones: grants to all users, to users instead of " +
          "groups, ownership by a user, write access for readers. State which permissions you cannot see.",
        "Propose each change with its effect. Do not change anything before I agree.",
      ].join("\n"),
      [
        isSecurable(object_type)
          ? await read(getGrants, { securable_type: object_type, full_name: name, effective: true }, 3000)
          : await read(getPermissions, { object_type, object_id: name }, 3000),
      ],
    ),
});
