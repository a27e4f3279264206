import { Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { authorize } from "./admin/authorize.ts";
import { budgets } from "./admin/budgets.ts";
import { ipAccessLists, restrictAddresses } from "./admin/ip-access-lists.ts";
import { notificationDestinations } from "./admin/notification-destinations.ts";
import { oauthSecrets } from "./admin/oauth-secrets.ts";
import { restrictObjects } from "./admin/object-access.ts";
import { permissions } from "./admin/permissions.ts";
import { scim } from "./admin/scim.ts";
import { secrets } from "./admin/secrets.ts";
import { settings } from "./admin/settings.ts";
import { signIn } from "./admin/sign-in.ts";
import { tokens } from "./admin/tokens.ts";
import { workspaceConf } from "./admin/workspace-conf.ts";
import { agents } from "./agents/agents.ts";
import { mcpServices } from "./agents/mcp-services.ts";
import { apps } from "./apps/apps.ts";
import { auditRequests } from "./catalog/audit/requests.ts";
import { unityCatalog } from "./catalog/unity-catalog.ts";
import { baseEnvironments } from "./compute/base-environments.ts";
import { clusters } from "./compute/clusters.ts";
import { codeSandboxes } from "./compute/code-sandboxes.ts";
import { globalInitScripts } from "./compute/global-init-scripts.ts";
import { databaseInstances } from "./database/instances.ts";
import { lakebase } from "./database/lakebase.ts";
import { emptyLists } from "./empty-lists.ts";
import { Failure, fail } from "./failure.ts";
import { dbfs } from "./files/dbfs.ts";
import { files } from "./files/files.ts";
import { authenticate, identify, throttle } from "./gate.ts";
import type { App, Env } from "./http.ts";
import { jobs } from "./jobs/jobs.ts";
import { pipelines } from "./jobs/pipelines/service.ts";
import { featureStore } from "./ml/feature-store.ts";
import { mlflow } from "./ml/mlflow.ts";
import type { Service } from "./service.ts";
import { servingEndpoints } from "./serving/endpoints.ts";
import { vectorSearch } from "./serving/vector-search.ts";
import { cleanRooms } from "./sharing/clean-rooms.ts";
import { marketplace } from "./sharing/marketplace.ts";
import { sharing } from "./sharing/sharing.ts";
import { dashboards } from "./sql/dashboards.ts";
import { legacySql } from "./sql/legacy.ts";
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
  settings,
  tokens,
  oauthSecrets,
  permissions,
  notificationDestinations,
  ipAccessLists,
  budgets,
  dashboards,
  queries,
  legacySql,
  dbfs,
  files,
  repos,
  gitCredentials,
  secrets,
  apps,
  pipelines,
  servingEndpoints,
  vectorSearch,
  sharing,
  lakebase,
  databaseInstances,
  agents,
  mcpServices,
  baseEnvironments,
  codeSandboxes,
  featureStore,
  cleanRooms,
  marketplace,
  emptyLists,
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
  app.use(restrictAddresses(world));
  signIn(app, world);
  app.use(authenticate(world), authorize(world), throttle(world));
  app.use(limitBody, restrictObjects(app, world), saveChanges(world), auditRequests(world));
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

/** Refuses a body that is too large. One of unknown length is read up to the limit, because clients stream files. */
const limitBody: MiddlewareHandler<Env> = async (c, next) => {
  const tooLarge = () => fail(413, "INVALID_PARAMETER_VALUE", `The request body is larger than ${LARGEST_BODY} bytes.`);
  if (Number(c.req.header("content-length") ?? 0) > LARGEST_BODY) tooLarge();
  if (c.req.header("transfer-encoding") !== undefined && c.req.raw.body !== null) {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of c.req.raw.body) {
      size += part.length;
      if (size > LARGEST_BODY) tooLarge();
      parts.push(part);
    }
    const { url, method } = c.req;
    const headers = new Headers(c.req.raw.headers);
    headers.delete("transfer-encoding");
    c.req.raw = new Request(url, { method, headers, body: Buffer.concat(parts) });
  }
  await next();
};

/** The changes of a request are written before its response is sent. */
const saveChanges =
  (world: World): MiddlewareHandler<Env> =>
  async (c, next) => {
    await next();
    if (c.req.method !== "GET" && c.req.method !== "HEAD") world.save();
  };

function asFailure(error: Error): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof HTTPException) return new Failure(error.status, "BAD_REQUEST", error.message);
  // A bug in the sandbox: reported like an error of the platform, with the cause on stderr for developers.
  process.stderr.write(`sandbox: ${error.stack ?? error.message}\n`);
  return new Failure(500, "INTERNAL_ERROR", "An internal error occurred.");
}
