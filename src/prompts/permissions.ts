import { definePrompt, type Serves, userMessage } from "../core/prompts/define.ts";
import { COMPLETED_TYPES, completeObject } from "../resources/object-ids.ts";
import { getPermissions } from "../tools/admin/permissions.ts";
import { getGrants } from "../tools/catalog/grants.ts";

const isSecurable = (type: string): boolean => getGrants.input.shape.securable_type.safeParse(type).success;

/** How to find out, with what this server serves. */
function way(type: string, serves: Serves): string {
  const [tool, how] = isSecurable(type)
    ? [
        getGrants,
        "get_grants with effective tells who has what and where it is inherited from; the same on its parents.",
      ]
    : [
        getPermissions,
        "get_permissions takes its id, which the list and get tools tell (get_workspace_object for a path).",
      ];
  return serves(tool)
    ? how
    : `Reading these needs the ${tool.toolset.id} toolset, which this server leaves out: say so, and that --toolsets adds it.`;
}

export const auditPermissions = definePrompt({
  name: "audit_permissions",
  title: "Audit permissions",
  description: "Tells who may do what with an object, why, and which of it is too much.",
  arguments: {
    object_type: {
      description: "E.g. table, schema, jobs, notebooks",
      required: true,
      complete: async (_, typed) => COMPLETED_TYPES.filter((type) => type.startsWith(typed.toLowerCase())),
    },
    name: {
      description: "Full name, path, name or id",
      required: true,
      complete: (ctx, typed, { object_type = "" }) => completeObject(ctx, object_type, typed),
    },
  },
  useful: (serves) => serves(getGrants) || serves(getPermissions),
  messages: ({ object_type = "", name = "" }, _, serves) =>
    userMessage(
      [
        `Audit who may do what with ${JSON.stringify(name)} (${object_type}) in Databricks.`,
        way(object_type, serves),
        "Report a table of principal, privilege and where it comes from, then what is too much: all users, people where " +
          "a group would do, ownership by a person, more than reading for readers. What you cannot see, say.",
        "Propose each change with its effect. Change nothing before I agree.",
      ].join("\n"),
    ),
});
