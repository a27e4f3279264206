import { fail, invalid } from "../failure.ts";
import { type App, type Fields, integer, isFields, oneOf, optional, readJson } from "../http.ts";
import { pageOf } from "../paging.ts";
import { filesIn, objectTypeAt } from "../workspace/lookup.ts";
import type { World } from "../world.ts";
import { type AppRecord, type Deployment, deploymentView } from "./record.ts";

const DEPLOY_MS = 3000;

export interface Deployments {
  create(app: AppRecord, body: Fields): Deployment;
  /** A seeded deployment in the past. */
  seed(app: AppRecord): void;
  view(deployment: Deployment): Fields;
}

/** A deployment copies a folder of the workspace. If the folder is missing it fails, and the previous one keeps running. */
export function createDeployments(app: App, world: World): Deployments {
  const add = (record: AppRecord, source: Fields): Deployment => {
    const deployment: Deployment = {
      id: world.hexId(32),
      source,
      created: Date.now(),
      creator: world.user,
      state: "IN_PROGRESS",
      message: "Deployment is in progress.",
    };
    record.deployments.unshift(deployment);
    return deployment;
  };
  const end = (deployment: Deployment, state: Deployment["state"], message: string) => {
    deployment.state = state;
    deployment.message = message;
  };
  const run = async (deployment: Deployment) => {
    const path = deployment.source.source_code_path;
    const type = typeof path === "string" ? await objectTypeAt(app, world, path) : "GIT";
    if (type === "DIRECTORY" || type === "REPO" || type === "GIT") {
      const problem = type === "GIT" ? undefined : sourceProblem(await filesIn(app, world, String(path)));
      if (problem !== undefined) return end(deployment, "FAILED", problem);
      return end(deployment, "SUCCEEDED", "App started successfully");
    }
    const problem = type === undefined ? "does not exist" : "is not a folder";
    end(deployment, "FAILED", `Error downloading source code: path ${String(path)} ${problem}.`);
  };

  return {
    create(record, body) {
      if (record.compute !== "ACTIVE") {
        fail(400, "BAD_REQUEST", `Cannot deploy app ${record.name} as its compute is not active. Start the app first.`);
      }
      if (record.deployments[0]?.state === "IN_PROGRESS") {
        fail(
          409,
          "RESOURCE_CONFLICT",
          `Cannot deploy app ${record.name} as there is an active deployment in progress.`,
        );
      }
      const git = isFields(body.git_source) ? body.git_source : undefined;
      const path = optional(body, "source_code_path") ?? (git ? undefined : record.settings.default_source_code_path);
      if (path === undefined && git === undefined) invalid("Source code path must be specified.");
      if (git && record.settings.git_repository === undefined) invalid("App has no git repository configured.");
      const mode = oneOf(body, "mode", ["SNAPSHOT", "AUTO_SYNC"]) ?? "SNAPSHOT";
      const source = { ...(path ? { source_code_path: path } : {}), ...(git && { git_source: git }) };
      const deployment = add(record, {
        ...source,
        mode,
        ...(Array.isArray(body.env_vars) && { env_vars: body.env_vars }),
      });
      world.after(DEPLOY_MS, () => void run(deployment));
      return deployment;
    },
    seed(record) {
      const source = { source_code_path: record.settings.default_source_code_path, mode: "SNAPSHOT" };
      end(add(record, source), "SUCCEEDED", "App started successfully");
    },
    view: (deployment) => deploymentView(deployment),
  };
}

/** Why the files of a folder are not an app. Without app.yaml, the first Python file is run. */
function sourceProblem(files: readonly string[]): string | undefined {
  if (files.length === 0) return "Error: the source code folder is empty. Add an app.py or an app.yaml with a command.";
  const runs = files.some((name) => /^app\.ya?ml$|\.py$|^package\.json$/.test(name));
  return runs ? undefined : "Error: no command to run. Add an app.py, or an app.yaml with a command.";
}

export function deploymentRoutes(app: App, find: (name: string) => AppRecord, deployments: Deployments): void {
  const path = "/api/2.0/apps/:name/deployments";
  app.get(path, (c) => {
    const size = Math.min(integer(c.req.query(), "page_size") ?? 20, 100);
    const token = optional(c.req.query(), "page_token");
    const { items, next } = pageOf(find(c.req.param("name")).deployments, "deployments", size, token);
    return c.json({ app_deployments: items.map(deployments.view), ...(next && { next_page_token: next }) });
  });
  app.post(path, async (c) =>
    c.json(deployments.view(deployments.create(find(c.req.param("name")), await readJson(c)))),
  );
  app.get(`${path}/:id`, (c) => {
    const id = c.req.param("id");
    const found = find(c.req.param("name")).deployments.find((each) => each.id === id);
    return c.json(deployments.view(found ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Deployment ${id} does not exist.`)));
  });
}
