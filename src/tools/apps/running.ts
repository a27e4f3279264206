import * as z from "zod";
import * as api from "../../api/apps/apps.ts";
import { type Consequence, say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { restBody } from "../api/body.ts";
import { waitWithinBudget } from "../waiting.ts";
import { appObject } from "./app-facts.ts";
import { appDeploymentView } from "./app-view.ts";
import { computeStateOf, lifecycleError, lifecycleView, waitForComputeState } from "./lifecycle.ts";
import { appName, apps } from "./toolset.ts";

const STARTED = ["STARTING", "UPDATING", "ACTIVE"];

export const startApp = apps.tool({
  name: "start_app",
  title: "Start an app",
  description: "Starts an app with its last deployment and waits until its compute is running.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name: appName, wait_seconds: params.waitSeconds }),
  aliases: { app_name: "name" },
  output: lifecycleView.schema,
  covers: "apps.start",
  affects: ({ name }) => unnamed("Start", { kind: "app", name }),
  async run(ctx, { name, wait_seconds }) {
    const before = await api.getApp(ctx.client, { name });
    if (!STARTED.includes(computeStateOf(before))) {
      await api.startApp(ctx.client, { name });
      ctx.accepted({ what: "The start was requested", ids: { name }, followUp: "get_app" });
    }
    const app = await waitForComputeState(ctx, name, ["ACTIVE", "STOPPED"], wait_seconds);
    if (computeStateOf(app) === "ACTIVE") return lifecycleView(app);
    if (computeStateOf(app) === "ERROR" || computeStateOf(app) === "STOPPED")
      throw lifecycleError(app, "did not start");
    return lifecycleView(app, "Still starting: call start_app again to keep waiting.");
  },
});

// Users lose access and the app loses its memory, so this requires confirmation, as stopping a warehouse does.
export const stopApp = apps.tool({
  name: "stop_app",
  title: "Stop an app",
  description: "Stops an app for all users. start_app starts it again.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name: appName, wait_seconds: params.waitSeconds }),
  output: lifecycleView.schema,
  aliases: { app_name: "name" },
  covers: "apps.stop",
  async affects({ name }, ctx) {
    const app = await api.getApp(ctx.client, { name });
    const isStopped = computeStateOf(app) === "STOPPED" || computeStateOf(app) === "STOPPING";
    return {
      effect: "Stop",
      objects: [appObject(app)],
      consequences: isStopped
        ? []
        : [{ reason: "others", text: say`Its users lose access until it is started again.` }],
    };
  },
  async run(ctx, { name, wait_seconds }) {
    const before = await api.getApp(ctx.client, { name });
    if (computeStateOf(before) === "STOPPED") return lifecycleView(before);
    if (computeStateOf(before) !== "STOPPING") {
      await api.stopApp(ctx.client, { name });
      ctx.accepted({ what: "The stop was requested", ids: { name }, followUp: "get_app" });
    }
    const app = await waitForComputeState(ctx, name, ["STOPPED"], wait_seconds);
    if (computeStateOf(app) === "ERROR") throw lifecycleError(app, "did not stop");
    return computeStateOf(app) === "STOPPED"
      ? lifecycleView(app)
      : lifecycleView(app, "Still stopping: poll get_app until it is STOPPED.");
  },
});

const isInProgress = ({ status }: api.AppDeployment): boolean => status?.state === "IN_PROGRESS";

const deployedView = view(
  { ...appDeploymentView.fields, name: z.string(), url: text, next: text },
  (name: string, deployment: api.AppDeployment, url?: string | null) => ({
    ...appDeploymentView(deployment),
    name,
    url,
    next: isInProgress(deployment) ? "Still deploying: check with list_app_deployments." : undefined,
  }),
);

export const deployApp = apps.tool({
  name: "deploy_app",
  title: "Deploy an app",
  description: "Deploys source code to a running app, replacing its current deployment, and waits for the result.",
  // Treated like a command: the deployed code acts with the app's identity, for every user who may open the app.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: appName,
    source_code_path: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe("Workspace folder with the code; defaults to the app's current source path"),
    settings: restBody("deployment_id")
      .optional()
      .describe("Further fields of the deployment: mode, git_source, command, env_vars"),
    wait_seconds: params.waitSeconds,
  }),
  output: deployedView.schema,
  aliases: {
    app_name: "name",
    ...params.fieldsOf("settings", ["git_source", "mode", "command", "env_vars"]),
  },
  covers: "apps.deploy",
  async affects({ name, source_code_path, settings = {} }, ctx) {
    const app = await api.getApp(ctx.client, { name });
    const { active_deployment: active, default_source_code_path } = app;
    const source = source_code_path ?? (settings.git_source ? undefined : default_source_code_path);
    const identity = app.service_principal_name ? say` (service principal ${app.service_principal_name})` : say``;
    const runs: Consequence = {
      reason: "identity",
      text: say`The code runs with the app's permissions${identity} and serves every user who may open the app.`,
    };
    return {
      effect: "Deploy new code to",
      objects: [appObject(app)],
      consequences: [
        ...(source ? [{ reason: "identity" as const, text: say`The code is in ${source}.` }] : []),
        ...Object.keys(settings).flatMap((field) => settingOf(settings, field, "identity")),
        runs,
        ...(active
          ? [
              {
                reason: "replacement" as const,
                text: say`It replaces the deployment that its users see now, ${active.source_code_path ?? active.deployment_id ?? ""}.`,
              },
            ]
          : []),
      ],
    };
  },
  async run(ctx, { name, wait_seconds, settings, ...source }) {
    const { deployment_id } = await api.deployApp(ctx.client, {
      mode: "SNAPSHOT",
      ...settings,
      ...compact(source),
      name,
    });
    if (!deployment_id)
      throw new ToolError("The workspace returned no deployment ID.", { next: "Check the app with get_app." });
    ctx.accepted({
      what: "The deployment was started",
      ids: { name, deployment_id },
      followUp: "list_app_deployments",
    });
    const read = () => api.getDeployment(ctx.client, { name, deployment_id });
    const deployment = await waitWithinBudget(ctx, `deployment ${deployment_id} of app ${name}`, read, {
      done: (seen) => !isInProgress(seen),
      words: ({ status }) => `Deployment to ${name}: ${status?.message || status?.state}`,
      wait_seconds,
      made: true,
    });
    if (isInProgress(deployment)) return deployedView(name, deployment);
    const app = await api.getApp(ctx.client, { name });
    if (deployment.status?.state !== "SUCCEEDED") throw deploymentError(app, deployment);
    return deployedView(name, deployment, app.url);
  },
});

/** The error for a failed deployment, with what the app's users see now. Logs have no API, only a page of the app. */
function deploymentError({ url, active_deployment: active }: api.App, failed: api.AppDeployment): ToolError {
  const isServed = active != null && active.deployment_id !== failed.deployment_id;
  return new ToolError(
    isServed
      ? "The deployment failed. The previous deployment is still running."
      : "The deployment failed. The app has no running deployment.",
    {
      next: "Fix the source and call deploy_app again.",
      quoted: [
        `${failed.status?.state}: ${failed.status?.message ?? ""}`,
        ...(url ? [`Logs, in a browser: ${url.replace(/\/+$/, "")}/logz`] : []),
      ].join("\n"),
    },
  );
}

export const listAppDeployments = apps.tool({
  name: "list_app_deployments",
  title: "List an app's deployments",
  description: "Lists the deployments of an app, newest first, with source and state.",
  access: "read",
  untrusted: true,
  aliases: { app_name: "name" },
  input: z.strictObject({ name: appName, limit: params.limit(20, 100), page_token: params.pageToken }),
  output: z.object({ deployments: z.array(appDeploymentView.schema), next_page_token: text }),
  async run(ctx, { limit, ...query }) {
    const { items, next } = await api.listDeployments(ctx.client, { ...query, page_size: limit });
    return { deployments: items.map((item) => appDeploymentView(item)), next_page_token: next };
  },
});
