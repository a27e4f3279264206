import * as z from "zod";
import * as api from "../../api/apps/apps.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { hasFields, restBody } from "../api/body.ts";
import { appObject, billedAppFields, grantingAppFields, withdrawn } from "./app-facts.ts";
import { appDetails, appStateView, appSummary } from "./app-view.ts";
import { computeStateOf, lifecycleError, lifecycleView, waitForComputeState } from "./lifecycle.ts";
import { appName, apps } from "./toolset.ts";

export const listApps = apps.tool({
  name: "list_apps",
  title: "List apps",
  description: "Lists apps with state and URL. get_app shows one app in full.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ apps: z.array(appSummary.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listApps(ctx.client, { page_size: limit, page_token });
    return { apps: items.map((item) => appSummary(item)), next_page_token: next };
  },
});

const { app_state: _, ...changedFields } = appStateView.fields;

const changedView = view({ ...changedFields, note: z.string() }, (app: api.App, note: string) => {
  const { app_state: _, ...changed } = appStateView(app);
  return { ...changed, note };
});

export const getApp = apps.tool({
  name: "get_app",
  title: "Get an app",
  description: "Returns one app with state, URL, resources, service principal and deployments.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: appName }),
  aliases: { app_name: "name" },
  output: appDetails.schema,
  run: async (ctx, args) => appDetails(await api.getApp(ctx.client, args)),
});

const settings = restBody("name", "service_principal_id");
const settingAliases = params.fieldsOf("settings", [
  "description",
  "default_source_code_path",
  "git_repository",
  "resources",
  "user_api_scopes",
  "compute_size",
  "compute_min_instances",
  "compute_max_instances",
  "budget_policy_id",
  "usage_policy_id",
  "space",
]);

export const createApp = apps.tool({
  name: "create_app",
  title: "Create an app",
  description: "Creates an app without code and waits until its compute is running. Then call deploy_app.",
  access: { least: "write", most: "destructive", of: ({ settings }) => grantingAppFields.access(settings) },
  untrusted: true,
  input: z.strictObject({
    name: z
      .string()
      .refine((name) => /^[a-z0-9-]{2,30}$/.test(name), "must be 2 to 30 lower-case letters, digits and hyphens")
      .describe("App name: 2 to 30 characters a-z, 0-9 and hyphens"),
    settings: settings.optional().describe("Further fields of the App: description, resources, user_api_scopes, …"),
    no_compute: z.boolean().optional().describe("Create the app without starting its compute"),
    wait_seconds: params.waitSeconds,
  }),
  output: lifecycleView.schema,
  aliases: { app_name: "name", ...settingAliases },
  covers: "apps.create",
  affects: ({ name, settings }) => ({
    effect: "Create",
    objects: [{ kind: "app", name }],
    consequences: [...grantingAppFields.consequences(settings), ...billedAppFields.consequences(settings)],
  }),
  async run(ctx, { name, no_compute, settings, wait_seconds }) {
    await api.createApp(ctx.client, { ...settings, name, ...compact({ no_compute }) });
    ctx.accepted({ what: "The app was created", ids: { name }, followUp: "get_app" });
    const app = await waitForComputeState(ctx, name, ["ACTIVE", "STOPPED"], wait_seconds, true);
    const state = computeStateOf(app);
    if (state === "ERROR") throw lifecycleError(app, "was created, but did not start");
    if (state === "ACTIVE") return lifecycleView(app, "Call deploy_app to deploy code.");
    return lifecycleView(
      app,
      state === "STOPPED" ? "Call start_app to start it." : "Still starting: call start_app to keep waiting.",
    );
  },
});

export const updateApp = apps.tool({
  name: "update_app",
  title: "Change an app",
  description: "Changes the given fields of an app. A list such as resources is replaced as a whole.",
  access: { least: "write", most: "destructive", of: ({ settings }) => grantingAppFields.access(settings) },
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    name: appName,
    settings: settings
      .refine(hasFields, "must have at least one field to change")
      .describe("Other fields of the App to change: resources, user_api_scopes, …"),
  }),
  flat: z.object({ description: z.string().max(4096).describe("New description") }),
  output: changedView.schema,
  aliases: { app_name: "name", ...settingAliases },
  covers: "apps.update",
  async affects({ name, settings }, ctx) {
    const consequences = [...grantingAppFields.consequences(settings), ...billedAppFields.consequences(settings)];
    if (grantingAppFields.access(settings) === "write") {
      return { ...unnamed("Change", { kind: "app", name }), consequences };
    }
    const app = await api.getApp(ctx.client, { name });
    return {
      effect: "Change",
      objects: [appObject(app)],
      consequences: [...consequences, ...withdrawn(app, settings)],
    };
  },
  run: async (ctx, { name, settings }) =>
    changedView(await api.updateApp(ctx.client, { ...settings, name }), "Changed. get_app shows the result."),
});

export const deleteApp = apps.tool({
  name: "delete_app",
  title: "Delete an app",
  description: "Permanently deletes an app and its service principal. Its source code is kept.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ name: appName }),
  output: z.object({ name: z.string(), note: z.string() }),
  aliases: { app_name: "name" },
  covers: "apps.delete",
  affects: async ({ name }, ctx) => ({
    effect: "Permanently delete",
    objects: [appObject(await api.getApp(ctx.client, { name }))],
    consequences: [
      {
        reason: "loss",
        text: say`Its URL, its service principal and the grants of that principal are permanently lost.`,
      },
    ],
  }),
  async run(ctx, { name }) {
    await api.deleteApp(ctx.client, { name });
    return { name, note: "The app is being deleted." };
  },
});
