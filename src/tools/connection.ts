import * as z from "zod";
import { getCurrentUser } from "../api/admin/scim.ts";
import { defineToolset } from "../core/tool.ts";

const connection = defineToolset({
  id: "connection",
  title: "Connection",
  summary: "Who this server is, where, and what it may do.",
  default: true,
});

export const getConnection = connection.tool({
  name: "get_connection",
  title: "Get the connection",
  description: "Returns who this server is, where, how it signed in, and what it may do.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({
    user_name: z.string().optional(),
    host: z.string(),
    workspace: z.string().optional(),
    cloud: z.string(),
    auth_type: z.string(),
    access: z.string(),
    confirm: z.string(),
    toolsets: z.array(z.string()),
  }),
  async run({ client, settings }) {
    const { user_name, application_id } = await getCurrentUser(client);
    const { host, workspace, cloud, authType: auth_type, access, confirm, toolsets } = settings;
    const name = user_name ?? application_id ?? undefined;
    return {
      ...(name ? { user_name: name } : {}),
      host,
      ...(workspace ? { workspace } : {}),
      cloud,
      auth_type,
      access,
      confirm,
      toolsets: [...toolsets],
    };
  },
});
