import * as z from "zod";
import { getCurrentUser } from "../api/admin/scim.ts";
import { text } from "../core/fields.ts";
import { defineToolset } from "../core/tool.ts";
import { PRESET_IDS } from "../presets.ts";

const connection = defineToolset({
  id: "connection",
  title: "Connection",
  summary: "The identity of this server, its workspace and its permissions.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true, admin: true },
});

const ADD_WITH = `--toolsets with toolsets or presets (${PRESET_IDS.join(", ")}, default, all), or --access`;

export const getConnection = connection.tool({
  name: "get_connection",
  title: "Get the connection",
  description:
    "Returns the identity this server acts as, its workspace, authentication type, access level, confirmation mode, and the toolsets served and not served.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({
    user_name: text,
    host: z.string(),
    workspace: text,
    cloud: z.string(),
    auth_type: z.string(),
    access: z.string(),
    confirm: z.string(),
    toolsets: z.array(z.string()),
    not_served: z.array(z.string()).optional().describe("Toolsets of which some or all tools are not served"),
    add_with: text.describe("How they can be served"),
    notes: z.array(z.string()).optional().describe("Differences between the profile and the environment"),
  }),
  async run({ client, settings }) {
    const { user_name, application_id } = await getCurrentUser(client);
    const { host, workspace, cloud, authType: auth_type, access, confirm, toolsets, notServed, loginNotes } = settings;
    return {
      user_name: user_name ?? application_id,
      host,
      workspace,
      cloud,
      auth_type,
      access,
      confirm,
      toolsets: [...toolsets],
      not_served: notServed?.map((id) => (toolsets.includes(id) ? `${id} (in part)` : id)),
      add_with: notServed && (settings.canEnable ? `enable_toolset, or ${ADD_WITH}` : ADD_WITH),
      notes: loginNotes && [...loginNotes],
    };
  },
});
