import { Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ipAccessLists } from "./admin/ip-access-lists.ts";
import { notificationDestinations } from "./admin/notification-destinations.ts";
import { permissions } from "./admin/permissions.ts";
import { scim } from "./admin/scim.ts";
import { secrets } from "./admin/secrets.ts";
import { tokens } from "./admin/tokens.ts";
import { workspaceConf } from "./admin/workspace-conf.ts";
import { apps } from "./apps/apps.ts";
import { unityCatalog } from "./catalog/unity-catalog.ts";
import { clusters } from "./compute/clusters.ts";
import { globalInitScripts } from "./compute/global-init-scripts.ts";
import { Failure } from "./failure.ts";
import { dbfs } from "./files/dbfs.ts";
import { files } from "./files/files.ts";
import { authenticate, identify, throttle } from "./gate.ts";
import type { App, Env } from "./http.ts";
import { jobs } from "./jobs/jobs.ts";
import { pipelines } from "./jobs/pipelines.ts";
import { mlflow } from "./ml/mlflow.ts";
import type { Service } from "./service.ts";
import { servingEndpoints } from "./serving/endpoints.ts";
import { vectorSearch } from "./serving/vector-search.ts";
import { dashboards } from "./sql/dashboards.ts";
import { queries } from "./sql/queries.ts";
import { sqlRoutes } from "./sql/service.ts";
import { storageRoutes } from "./storage.ts";
import { gitCredentials } from "./workspace/git-credentials.ts";
import { repos } from "./workspace/repos.ts";
import { workspace } from "./workspace/workspace.ts";
import type { World } from "./world.ts";

/** The services of the workspace, one line each. */
const services: readonly Service[] = [
  sqlRoutes,
  unityCatalog,
  clusters,
  globalInitScripts,
  workspace,
  jobs,
  mlflow,
  scim,
  workspaceConf,
  tokens,
  permissions,
  notificationDestinations,
  ipAccessLists,
  dashboards,
  queries,
  dbfs,
  files,
  repos,
  gitCredentials,
  secrets,
  apps,
  pipelines,
  servingEndpoints,
  vectorSearch,
];

const LARGEST_BODY = 32 * 1024 * 1024;

/** The REST API of one embedded workspace. */
export function createApp(world: World, seen: (request: SeenRequest) => void = () => {}): App {
  const app: App = new Hono<Env>();
  app.use(identify);
  storageRoutes(app, world.storage);
  app.use(async (c, next) => {
    const at = Date.now();
    await next();
    seen({ method: c.req.method, path: c.req.path, status: c.res.status, at });
  });
  app.use(authenticate(world), throttle(world));
  app.use(limitBody);
  for (const service of services) service(app, world);

  app.notFound((c) => {
    const failure = new Failure(
      404,
      "ENDPOINT_NOT_FOUND",
      `No API found for '${c.req.method} ${c.req.path.replace(/^\/api\/\d+\.\d+/, "")}'`,
    );
    return c.json(failure.body(c.get("requestId")), 404);
  });
  app.onError((error, c) => {
    const failure = asFailure(error);
    const legacy = c.req.path.startsWith("/api/1.2/");
    const body = legacy ? failure.legacyBody() : failure.body(c.get("requestId"));
    return c.json(body, failure.status as ContentfulStatusCode);
  });
  return app;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Arrival time in epoch milliseconds. */
  readonly at: number;
}

/** Refuses a body that is too large before reading it. A body of unknown length could have any size. */
const limitBody: MiddlewareHandler<Env> = async (c, next) => {
  if (Number(c.req.header("content-length") ?? 0) > LARGEST_BODY) {
    throw new Failure(413, "INVALID_PARAMETER_VALUE", `The request body is larger than ${LARGEST_BODY} bytes.`);
  }
  if (c.req.header("transfer-encoding") !== undefined) {
    throw new Failure(411, "MALFORMED_REQUEST", "The request body must have a Content-Length.");
  }
  await next();
};

function asFailure(error: Error): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof HTTPException) return new Failure(error.status, "BAD_REQUEST", error.message);
  // A bug in the sandbox: reported like an error of the platform, with the cause on stderr for developers.
  process.stderr.write(`sandbox: ${error.stack ?? error.message}\n`);
  return new Failure(500, "INTERNAL_ERROR", "An internal error occurred.");
}
