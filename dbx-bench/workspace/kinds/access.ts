import { at, type Json, objects, type Workspace } from "../rest.ts";
import type { Found, Kind } from "../snapshot.ts";
import { clusterNames } from "./compute.ts";
import { named, stable, text } from "./fields.ts";
import { allExperiments } from "./learning.ts";
import { below } from "./tree.ts";

const SCIM = "/api/2.0/preview/scim/v2";

const principals =
  (kind: string, resource: string, name: string): Kind =>
  async (workspace) =>
    objects((await workspace.get(`${SCIM}/${resource}`, { count: 1000 })).Resources).map((one) => [
      `${kind} ${named(one, name) || named(one, "displayName")}`,
      stable(one, "id", "groups", "$ref", "meta"),
    ]);

const tokens: Kind = async (workspace) =>
  objects((await workspace.get("/api/2.0/token/list")).token_infos).map((token) => [
    `token ${named(token, "comment")}`,
    token.token_id === undefined ? undefined : "present",
  ]);

const secrets: Kind = async (workspace) => {
  const scopes = objects((await workspace.get("/api/2.0/secrets/scopes/list")).scopes);
  const each = scopes.map(async (scope): Promise<readonly Found[]> => {
    const name = named(scope);
    const keys = objects((await workspace.get("/api/2.0/secrets/list", { scope: name })).secrets);
    const { items } = await workspace.get("/api/2.0/secrets/acls/list", { scope: name });
    const values = keys.map(async ({ key }): Promise<Found> => {
      const secret = await workspace.get("/api/2.0/secrets/get", { scope: name, key: text(key) });
      return [`secret ${name}/${text(key)}`, secret.value];
    });
    return [[`secret scope ${name}`, scope], [`access to secret scope ${name}`, items], ...(await Promise.all(values))];
  });
  return (await Promise.all(each)).flat();
};

const ipLists: Kind = async (workspace) =>
  objects((await workspace.get("/api/2.0/ip-access-lists")).ip_access_lists).map((list) => [
    `IP access list ${named(list, "label")}`,
    stable(list, "list_id", "updated_by"),
  ]);

const CONF = ["enableIpAccessLists", "enableTokensConfig", "maxTokenLifetimeDays", "enableResultsDownloading"];

const conf: Kind = async (workspace) => {
  const each = CONF.map(async (key): Promise<Found> => {
    const found = await workspace.get("/api/2.0/workspace-conf", { keys: key }).catch(() => ({}) as Json);
    return [`workspace setting ${key}`, found[key]];
  });
  return Promise.all(each);
};

/** Objects with permissions of their own, by the type the permissions API uses: name and ID. */
async function holders(workspace: Workspace): Promise<readonly (readonly [type: string, name: string, id: string])[]> {
  const of = async (type: string, found: Promise<readonly Json[]>, name: string, id: string) =>
    (await found).map((one) => [type, named(one, name), text(one[id])] as const);
  const clusters = [...(await clusterNames(workspace))].map(([id, name]) => ["clusters", name, id] as const);
  const paths = (await below(workspace, "/")).flatMap(({ object_type, path, object_id }) => {
    const type = { NOTEBOOK: "notebooks", DIRECTORY: "directories" }[text(object_type)];
    return type === undefined ? [] : [[type, text(path), text(object_id)] as const];
  });
  const lists = [
    of("jobs", jobNames(workspace), "name", "job_id"),
    of("pipelines", workspace.list("/api/2.0/pipelines", "statuses"), "name", "pipeline_id"),
    of("warehouses", workspace.list("/api/2.0/sql/warehouses", "warehouses"), "name", "id"),
    of("dashboards", workspace.list("/api/2.0/lakeview/dashboards", "dashboards"), "display_name", "dashboard_id"),
    of("serving-endpoints", workspace.list("/api/2.0/serving-endpoints", "endpoints"), "name", "id"),
    of("experiments", allExperiments(workspace), "name", "experiment_id"),
    of("cluster-policies", workspace.list("/api/2.0/policies/clusters/list", "policies"), "name", "policy_id"),
    of("repos", workspace.list("/api/2.0/repos", "repos"), "path", "id"),
    of("apps", workspace.list("/api/2.0/apps", "apps"), "name", "name"),
  ];
  return [...clusters, ...paths, ...(await Promise.all(lists)).flat(), ["authorization", "tokens", "tokens"]];
}

const jobNames = async (workspace: Workspace): Promise<readonly Json[]> =>
  (await workspace.list("/api/2.2/jobs/list", "jobs")).map(({ job_id, settings }) => ({
    job_id,
    name: at(settings, "name"),
  }));

const permissions: Kind = async (workspace) => {
  const each = (await holders(workspace)).map(async ([type, name, id]): Promise<readonly Found[]> => {
    const found = await workspace.get(`/api/2.0/permissions/${type}/${encodeURIComponent(id)}`).catch(() => undefined);
    return found === undefined ? [] : [[`permissions of ${type} ${name}`, found.access_control_list]];
  });
  return (await Promise.all(each)).flat();
};

/** Identities, tokens, secrets, permissions and settings of the workspace. */
export const accessKinds: readonly Kind[] = [
  principals("user", "Users", "userName"),
  principals("group", "Groups", "displayName"),
  principals("service principal", "ServicePrincipals", "displayName"),
  tokens,
  secrets,
  ipLists,
  conf,
  permissions,
];
