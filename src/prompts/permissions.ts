import type { Context } from "../core/context.ts";
import { definePrompt, say } from "../core/prompt.ts";
import { completeTableName } from "../resources/table-names.ts";
import { completeWorkspacePath } from "../resources/workspace-paths.ts";
import { getPermissions } from "../tools/permissions.ts";
import { getGrants } from "../tools/unity-catalog-grants.ts";

/** The types people ask about; any other that get_grants or get_permissions takes will do. */
const OFFERED = [
  ...["catalog", "external_location", "function", "schema", "storage_credential", "table", "volume"],
  ...["clusters", "dashboards", "directories", "experiments", "jobs", "notebooks", "pipelines", "queries", "repos"],
  ...["serving-endpoints", "warehouses"],
];

const isSecurable = (type: string): boolean => getGrants.input.shape.securable_type.safeParse(type).success;

/** How to find out, with what this server serves. */
function way(type: string, { settings }: Context): string {
  if (isSecurable(type)) {
    return "get_grants with effective tells who has what and where it is inherited from; the same on its parents.";
  }
  const { toolset } = getPermissions;
  return settings.toolsets.includes(toolset.id)
    ? "get_permissions takes its id, which the list and get tools tell (get_workspace_object for a path)."
    : `Reading these needs the ${toolset.id} toolset, which this server leaves out: say so, and that --toolsets adds it.`;
}

export const auditPermissions = definePrompt({
  name: "audit_permissions",
  title: "Audit permissions",
  description: "Tells who may do what with an object, why, and which of it is too much.",
  arguments: {
    object_type: {
      description: "E.g. table, schema, jobs, notebooks",
      required: true,
      complete: async (_, typed) => OFFERED.filter((type) => type.startsWith(typed.toLowerCase())),
    },
    name: {
      description: "Full name, path, name or id",
      required: true,
      complete: (ctx, typed) =>
        typed.startsWith("/") ? completeWorkspacePath(ctx, typed) : completeTableName(ctx, typed),
    },
  },
  messages: ({ object_type = "", name = "" }, ctx) =>
    say(
      [
        `Audit who may do what with ${JSON.stringify(name)} (${object_type}) in Databricks.`,
        way(object_type, ctx),
        "Report a table of principal, privilege and where it comes from, then what is too much: all users, people where " +
          "a group would do, ownership by a person, more than reading for readers. What you cannot see, say.",
        "Propose each change with its effect. Change nothing before I agree.",
      ].join("\n"),
    ),
});
