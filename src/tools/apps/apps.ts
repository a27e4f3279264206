import * as z from "zod";
import * as api from "../../api/apps/apps.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { restBody, someFields } from "../api/body.ts";
import { appDetails, appSummary } from "./app-view.ts";
import { failed, lifecycle, lifecycleView, stateOf, untilApp } from "./lifecycle.ts";
import { appName, apps, deployment, summary } from "./toolset.ts";

export const listApps = apps.tool({
  name: "list_apps",
  title: "List apps",
  description: "Lists apps with state and address.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ apps: z.array(z.object(summary)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listApps(ctx.client, { page_size: limit, page_token });
    return { apps: items.map(appSummary), ...compact({ next_page_token: next }) };
  },
});

const details = z.object({
  ...summary,
  message: text,
  compute_size: text,
  default_source_code_path: text,
  git_repository: text,
  resources: z.array(z.record(z.string(), z.unknown())).optional().describe("what it may use"),
  user_api_scopes: z.array(z.string()).optional().describe("what it may do as its user"),
  service_principal_name: text.describe("who it acts as"),
  service_principal_client_id: text,
  active_deployment: deployment.optional(),
  pending_deployment: deployment.optional(),
});

const changed = z.object({ name: z.string(), compute_state: z.string(), url: text, note: z.string() });

function changedView(app: api.App, note: string) {
  const { name, compute_state, url } = appSummary(app);
  return { name, compute_state, ...compact({ url }), note };
}

export const getApp = apps.tool({
  name: "get_app",
  title: "Get an app",
  description: "Returns an app's state, deployment and resources.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: appName }),
  output: details,
  run: async (ctx, args) => appDetails(await api.getApp(ctx.client, args)),
});

type Settings = Readonly<Record<string, unknown>>;

/** Resources are grants to the app's service principal, scopes let it act as whoever opens it. */
const POWERS = ["resources", "user_api_scopes"];
const empowers = (settings: Settings = {}): boolean => POWERS.some((field) => field in settings);
const powers = (settings: Settings = {}): string =>
  POWERS.filter((field) => field in settings)
    .map((field) => `${field} ${JSON.stringify(settings[field])}`)
    .join(", ");

const settings = restBody("name", "service_principal_id");

export const createApp = apps.tool({
  name: "create_app",
  title: "Create an app",
  description: "Creates an app; deploy_app puts code on it.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ settings }) => (empowers(settings) ? "destructive" : "write"),
  },
  untrusted: true,
  input: z.strictObject({
    name: z
      .string()
      .refine((name) => /^[a-z0-9-]{2,30}$/.test(name), "must be 2 to 30 lower-case letters, digits and hyphens")
      .describe("a-z, 0-9, hyphens"),
    settings: settings.optional().describe("description, resources, user_api_scopes, …"),
    no_compute: z.boolean().optional().describe("Not started"),
    wait_seconds: params.waitSeconds,
  }),
  output: lifecycle,
  confirm: ({ name, settings }) => `Create app "${name}" and give it ${powers(settings)}?`,
  async run(ctx, { name, no_compute, settings, wait_seconds }) {
    await api.createApp(ctx.client, { ...settings, name, ...compact({ no_compute }) });
    const app = await untilApp(ctx, name, ["ACTIVE", "STOPPED"], wait_seconds, true);
    const state = stateOf(app);
    if (state === "ERROR") throw failed(app, "was created but did not start");
    if (state === "ACTIVE") return lifecycleView(app, "deploy_app puts code on it.");
    return lifecycleView(app, state === "STOPPED" ? "start_app starts it." : "On its way: start_app goes on waiting.");
  },
});

export const updateApp = apps.tool({
  name: "update_app",
  title: "Change an app",
  description: "Changes the given fields of an app; lists are replaced whole.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ settings }) => (empowers(settings) ? "destructive" : "write"),
  },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    name: appName,
    settings: settings.refine(someFields, "must hold a field to change").describe("Of the App body"),
  }),
  output: changed,
  confirm: ({ name, settings }) => `Change what app "${name}" may use to ${powers(settings)}?`,
  run: async (ctx, { name, settings }) =>
    changedView(await api.updateApp(ctx.client, { ...settings, name }), "Changed; get_app shows it."),
});

export const deleteApp = apps.tool({
  name: "delete_app",
  title: "Delete an app",
  description: "Deletes an app and its service principal; its source stays.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ name: appName }),
  output: z.object({ name: z.string(), note: z.string() }),
  async confirm({ name }, ctx) {
    const { compute_status, url } = await api.getApp(ctx.client, { name });
    return `Delete app "${name}" (${compute_status?.state}, ${url ?? "no address"})? Its address, its service principal and that one's grants are gone for good.`;
  },
  async run(ctx, { name }) {
    await api.deleteApp(ctx.client, { name });
    return { name, note: "Deletion is under way." };
  },
});
