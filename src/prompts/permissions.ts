import { definePrompt, type Serves, userMessage } from "../core/prompts/define.ts";
import { COMPLETED_TYPES, completeObject } from "../resources/object-ids.ts";
import { getPermissions } from "../tools/admin/permissions.ts";
import { getGrants } from "../tools/catalog/grants.ts";

const isSecurable = (type: string): boolean => getGrants.input.shape.securable_type.safeParse(type).success;

/** How to read the permissions with the tools served. */
function howToRead(type: string, serves: Serves): string {
  const [tool, how] = isSecurable(type)
    ? [getGrants, "Use get_grants with effective for its grants and their origin, also on its parents."]
    : [
        getPermissions,
        "Use get_permissions with its id, from the list and get tools (get_workspace_object for a path).",
      ];
  return serves(tool)
    ? how
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
  messages: ({ object_type = "", name = "" }, _, serves) =>
    userMessage(
      [
        `Audit the permissions on ${JSON.stringify(name)} (${object_type}) in Databricks.`,
        howToRead(object_type, serves),
        "Report a table of principals, privileges and their origin, then excessive ones: grants to all users, to users instead of " +
          "groups, ownership by a user, write access for readers. State which permissions you cannot see.",
        "Propose each change with its effect. Do not change anything before I agree.",
      ].join("\n"),
    ),
});
