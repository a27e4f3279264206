import * as z from "zod";
import * as api from "../../api/apps/apps.ts";
import { maskGiven } from "../../api/reference/mask.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { restBody, someFields } from "../api/body.ts";
import { settled } from "../waiting.ts";
import { deploymentView } from "./app-view.ts";
import { failed, lifecycle, lifecycleView, stateOf, untilApp } from "./lifecycle.ts";
import { appName, apps, deployment } from "./toolset.ts";

const UNDER_WAY = ["STARTING", "UPDATING", "ACTIVE"];

export const startApp = apps.tool({
  name: "start_app",
  title: "Start an app",
  description: "Starts an app with its last deployment.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name: appName, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async run(ctx, { name, wait_seconds }) {
    const before = await api.getApp(ctx.client, { name });
    if (!UNDER_WAY.includes(stateOf(before))) await api.startApp(ctx.client, { name });
    const app = await untilApp(ctx, name, ["ACTIVE", "STOPPED"], wait_seconds);
    if (stateOf(app) === "ACTIVE") return lifecycleView(app);
    if (stateOf(app) === "ERROR" || stateOf(app) === "STOPPED") throw failed(app, "did not start");
    return lifecycleView(app, "Still on its way: call start_app again to go on waiting.");
  },
});

// Whoever uses the app is cut off and what it holds in memory is lost, so this asks like stopping a warehouse does.
export const stopApp = apps.tool({
  name: "stop_app",
  title: "Stop an app",
  description: "Stops an app for everybody; start_app brings it back.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name: appName, wait_seconds: params.waitSeconds }),
  output: lifecycle,
  async confirm({ name }, ctx) {
    const app = await api.getApp(ctx.client, { name });
    if (stateOf(app) === "STOPPED" || stateOf(app) === "STOPPING") return null;
    return `Stop app "${name}" (${stateOf(app)}, ${app.url ?? "no address"})? Whoever uses it is cut off until it is started again.`;
  },
  async run(ctx, { name, wait_seconds }) {
    const before = await api.getApp(ctx.client, { name });
    if (stateOf(before) === "STOPPED") return lifecycleView(before);
    if (stateOf(before) !== "STOPPING") await api.stopApp(ctx.client, { name });
    const app = await untilApp(ctx, name, ["STOPPED"], wait_seconds);
    if (stateOf(app) === "ERROR") throw failed(app, "did not stop");
    return stateOf(app) === "STOPPED"
      ? lifecycleView(app)
      : lifecycleView(app, "Still stopping: get_app tells when it is STOPPED.");
  },
});

const isGoing = ({ status }: api.AppDeployment): boolean => status?.state === "IN_PROGRESS";

export const deployApp = apps.tool({
  name: "deploy_app",
  title: "Deploy an app",
  description: "Puts code on a started app in place of what runs.",
  // Reached like a command: the code that is deployed acts with the app's identity, before everybody who may open it.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: appName,
    source_code_path: z.string().min(1).max(4096).optional().describe("Else the app's own"),
    settings: restBody("deployment_id").optional().describe("mode, git_source, command, env_vars"),
    wait_seconds: params.waitSeconds,
  }),
  output: deployment.extend({ name: z.string(), url: text, next: text }),
  async confirm({ name, source_code_path, settings = {} }, ctx) {
    const { active_deployment, default_source_code_path } = await api.getApp(ctx.client, { name });
    const { git_source, ...others } = settings;
    const from = git_source ? `Git ${oneLine(JSON.stringify(git_source))}` : default_source_code_path;
    const source = source_code_path ?? from ?? "the given source";
    const extras = someFields(others) ? ` with ${oneLine(JSON.stringify(maskGiven(others)))}` : "";
    const replaced = active_deployment
      ? ` It replaces what its users see now (${active_deployment.source_code_path ?? active_deployment.deployment_id}).`
      : "";
    return `Deploy ${source} to app "${name}"${extras}? The code runs with the app's rights and answers whoever may open it.${replaced}`;
  },
  async run(ctx, { name, wait_seconds, settings, ...source }) {
    const { deployment_id } = await api.deployApp(ctx.client, {
      mode: "SNAPSHOT",
      ...settings,
      ...compact(source),
      name,
    });
    if (!deployment_id) throw new ToolError("The platform named no deployment.", { next: "get_app tells its state." });
    const read = () => api.getDeployment(ctx.client, { name, deployment_id });
    const deployment = await settled(ctx, `deployment ${deployment_id} of app ${name}`, read, {
      done: (seen) => !isGoing(seen),
      words: ({ status }) => `Deployment to ${name}: ${status?.message || status?.state}`,
      wait_seconds,
      made: true,
    });
    if (isGoing(deployment)) {
      return { name, ...deploymentView(deployment), next: "Goes on: list_app_deployments tells its state." };
    }
    if (deployment.status?.state !== "SUCCEEDED") {
      throw new ToolError("The deployment did not succeed; what ran before still runs.", {
        next: "Mend the source and call deploy_app again.",
        quoted: `${deployment.status?.state}: ${deployment.status?.message ?? ""}`,
      });
    }
    const { url } = await api.getApp(ctx.client, { name });
    return { name, ...deploymentView(deployment), ...compact({ url }) };
  },
});

export const listAppDeployments = apps.tool({
  name: "list_app_deployments",
  title: "List an app's deployments",
  description: "Lists deployments, newest first.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: appName, limit: params.limit(20, 100), page_token: params.pageToken }),
  output: z.object({ deployments: z.array(deployment), next_page_token: text }),
  async run(ctx, { limit, ...query }) {
    const { items, next } = await api.listDeployments(ctx.client, { ...query, page_size: limit });
    return { deployments: items.map(deploymentView), ...compact({ next_page_token: next }) };
  },
});
