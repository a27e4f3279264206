import * as z from "zod";
import * as api from "../../api/admin/workspace-conf.ts";
import { defineToolset } from "../../core/tool.ts";
import { oneLine } from "../../text.ts";

const workspaceConf = defineToolset({
  id: "workspace-conf",
  title: "Workspace configuration",
  summary: "Workspace-wide settings such as token lifetime, downloads and IP access lists (admin only).",
  default: false,
});

const isKey = (key: string): key is api.ConfKey => api.CONF_KEYS.some((known) => known === key);
const key = z.string().refine(isKey, `must be one of ${api.CONF_KEYS.join(", ")}`);

export const getWorkspaceConf = workspaceConf.tool({
  name: "get_workspace_conf",
  title: "Get workspace configuration",
  description: "Returns the values of workspace settings by key. A setting that was never changed has no value.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    keys: z
      .array(key)
      .min(1)
      .max(api.CONF_KEYS.length)
      .describe("Setting keys, e.g. maxTokenLifetimeDays, enableIpAccessLists"),
  }),
  output: z.object({ values: z.record(z.string(), z.string()) }),
  run: async (ctx, args) => ({ values: await api.getWorkspaceConf(ctx.client, args) }),
});

export const setWorkspaceConf = workspaceConf.tool({
  name: "set_workspace_conf",
  title: "Set workspace configuration",
  description: "Sets one workspace setting for all users. Check its current value with get_workspace_conf.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    key: key.describe("Setting key, as in get_workspace_conf"),
    value: z.string().max(1000).describe('New value as text, e.g. "true" or a number of days'),
  }),
  output: z.object({ key: z.string(), value: z.string() }),
  async confirm({ key, value }, ctx) {
    const current = (await api.getWorkspaceConf(ctx.client, { keys: [key] }))[key];
    const from = current === undefined ? "" : ` from "${oneLine(current)}"`;
    return `Change ${key}${from} to "${oneLine(value)}" for all users of the workspace?`;
  },
  async run(ctx, args) {
    await api.setWorkspaceConf(ctx.client, args);
    return args;
  },
});
