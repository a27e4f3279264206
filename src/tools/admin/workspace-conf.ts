import * as z from "zod";
import { listIpAccessLists } from "../../api/admin/ip-access-lists.ts";
import * as api from "../../api/admin/workspace-conf.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, listed, type Sentence, say } from "../../core/consent/facts.ts";
import { READINGS } from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";

const workspaceConf = defineToolset({
  id: "workspace-conf",
  title: "Workspace configuration",
  summary: "Workspace-wide settings such as token lifetime, downloads and IP access lists (admin only).",
  default: false,
  presets: { admin: true },
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
    value: z
      .string()
      .max(1000)
      .describe('New value as text, e.g. "true" or a number of days')
      .register(READINGS, { reading: "switch" }),
  }),
  output: z.object({ key: z.string(), value: z.string() }),
  alsoCovers: [
    {
      operation: "workspaceConf.setStatus",
      args: (values) => Object.entries(values).map(([key, value]) => ({ key, value: String(value) })),
    },
  ],
  async affects({ key, value }, ctx) {
    const current = (await api.getWorkspaceConf(ctx.client, { keys: [key] }))[key];
    const text =
      current === undefined
        ? say`It is set to ${value} for all users of the workspace.`
        : say`It changes from ${current} to ${value} for all users of the workspace.`;
    const lockedOut = key === "enableIpAccessLists" && value === "true" ? await addressesLeft(ctx) : [];
    const means = (MEANS[`${key} ${value}`] ?? []).map((text) => others(text));
    const own = key === "enableTokensConfig" && value === "false" && ctx.settings.authType === "pat";
    return {
      effect: "Change",
      objects: [{ kind: "workspace setting", name: key }],
      consequences: current === value ? [] : [others(text), ...means, ...(own ? [OWN_TOKEN] : []), ...lockedOut],
    };
  },
  async run(ctx, args) {
    await api.setWorkspaceConf(ctx.client, args);
    return args;
  },
});

const others = (text: Sentence): Consequence => ({ reason: "others", text });
const OWN_TOKEN = others(say`This server signs in with a personal access token, so it loses access too.`);

/** The effects of a switch that its name does not tell. */
const MEANS: Readonly<Record<string, readonly Sentence[]>> = {
  "enableTokensConfig false": [
    say`Personal access tokens stop working, and none can be created: jobs, tools and apps that sign in with one fail. None is deleted.`,
  ],
  "enableTokensConfig true": [say`Personal access tokens that have not expired work again.`],
  "enableIpAccessLists false": [say`Every address can reach the workspace: allow and block lists no longer apply.`],
  "enableExportNotebook false": [say`Users can no longer export notebooks.`],
  "enableResultsDownloading false": [say`Users can no longer download the results of notebooks.`],
  "enableWebTerminal true": [say`Users can open a shell on clusters that they can use.`],
};

/** Who can still reach the workspace once IP access lists apply. */
async function addressesLeft(ctx: Context): Promise<Consequence[]> {
  const lists = (await listIpAccessLists(ctx.client)).filter(({ enabled }) => enabled);
  const labels = (type: string) =>
    lists.filter(({ list_type }) => list_type === type).map(({ label, list_id }) => label ?? list_id);
  const [allowed, blocked] = [labels("ALLOW"), labels("BLOCK")];
  const texts = [
    ...(allowed.length > 0
      ? [say`Only the addresses of the allow lists ${listed(allowed)} can reach the workspace.`]
      : []),
    ...(blocked.length > 0 ? [say`The addresses of the block lists ${listed(blocked)} can no longer reach it.`] : []),
    say`This server loses access too if the lists do not allow the address that it calls from.`,
  ];
  return texts.map(others);
}
