import { fail, invalid } from "../failure.ts";
import { flag, integer, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { Service } from "../service.ts";

import { createDeployments, deploymentRoutes } from "./deployments.ts";
import { type AppRecord, appView, type Compute, checkedSettings, newApp } from "./record.ts";

const PATH = "/api/2.0/apps";
const START_MS = 4000;
const STOP_MS = 1500;
const DELETE_MS = 1000;
const MOST_APPS = 100;

/** Changes that a restart interrupted have ended. */
function afterRestart(apps: Map<string, AppRecord>): void {
  for (const record of apps.values()) {
    record.cancelChange = () => {};
    if (record.compute === "DELETING") apps.delete(record.name);
    else if (record.compute === "STARTING") record.compute = "ACTIVE";
    else if (record.compute === "STOPPING") record.compute = "STOPPED";
    for (const deployment of record.deployments) {
      if (deployment.state !== "IN_PROGRESS") continue;
      Object.assign(deployment, { state: "FAILED", message: "The workspace was restarted during the deployment." });
    }
  }
}

/** Databricks Apps: their compute and their deployments of code from the workspace. */
export const apps: Service = (app, world) => {
  const apps = world.kept("apps", () => new Map<string, AppRecord>(), afterRestart);
  const find = (name: string) =>
    apps.get(name) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `App with name ${name} does not exist or is deleted.`);
  const move = (record: AppRecord, during: Compute, after: Compute, ms: number, then = () => {}) => {
    record.cancelChange();
    record.compute = during;
    record.cancelChange = world.after(ms, () => {
      record.compute = after;
      then();
    });
  };
  const start = (record: AppRecord) => move(record, "STARTING", "ACTIVE", START_MS);

  const deployments = createDeployments(app, world);
  if (world.isNew) {
    const seeded = newApp(world, "ops-console", {
      description: "What runs, what failed, who is on call",
      default_source_code_path: "/Workspace/Shared/apps/ops-console",
      resources: [{ name: "warehouse", sql_warehouse: { id: "7e083095329f3ca5", permission: "CAN_USE" } }],
    });
    seeded.compute = "ACTIVE";
    apps.set(seeded.name, seeded);
    deployments.seed(seeded);
  }

  app.get(PATH, (c) => {
    const size = Math.min(integer(c.req.query(), "page_size") ?? 20, 100);
    const { items, next } = pageOf([...apps.values()], "apps", size, optional(c.req.query(), "page_token"));
    return c.json({ apps: items.map((each) => appView(each)), ...(next && { next_page_token: next }) });
  });
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const name = required(body, "name");
    if (!/^[a-z0-9-]{2,30}$/.test(name)) {
      invalid("App name must contain only lowercase alphanumeric characters and hyphens, between 2 and 30 characters.");
    }
    if (apps.has(name)) fail(409, "ALREADY_EXISTS", `An app with the same name already exists: ${name}`);
    if (apps.size >= MOST_APPS) fail(400, "RESOURCE_EXHAUSTED", `A workspace has at most ${MOST_APPS} apps.`);
    const record = newApp(world, name, checkedSettings(body));
    apps.set(name, record);
    if (flag(c.req.query(), "no_compute") !== true) start(record);
    return c.json(appView(record));
  });
  app.get(`${PATH}/:name`, (c) => c.json(appView(find(c.req.param("name")))));
  app.patch(`${PATH}/:name`, async (c) => {
    const record = find(c.req.param("name"));
    const body = await readJson(c);
    const name = optional(body, "name");
    if (name !== undefined && name !== record.name) invalid("App name cannot be updated.");
    record.settings = { ...record.settings, ...checkedSettings(body) };
    record.updated = Date.now();
    record.updater = world.user;
    return c.json(appView(record));
  });
  app.post(`${PATH}/:name/start`, (c) => {
    const record = find(c.req.param("name"));
    if (record.compute !== "STOPPED" && record.compute !== "ERROR") {
      fail(400, "BAD_REQUEST", `App ${record.name} cannot be started from compute state ${record.compute}.`);
    }
    start(record);
    return c.json(appView(record));
  });
  app.post(`${PATH}/:name/stop`, (c) => {
    const record = find(c.req.param("name"));
    if (record.compute !== "ACTIVE" && record.compute !== "STARTING") {
      fail(400, "BAD_REQUEST", `App ${record.name} cannot be stopped from compute state ${record.compute}.`);
    }
    move(record, "STOPPING", "STOPPED", STOP_MS);
    return c.json(appView(record));
  });
  app.delete(`${PATH}/:name`, (c) => {
    const record = find(c.req.param("name"));
    move(record, "DELETING", "DELETING", DELETE_MS, () => void apps.delete(record.name));
    return c.json(appView(record));
  });
  deploymentRoutes(app, find, deployments);
};
