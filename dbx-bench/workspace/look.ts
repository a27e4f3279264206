import { at, isJson, type Json, objects, type Workspace } from "./rest.ts";

const UC = "/api/2.1/unity-catalog";

/** The first value of a statement's first row, as a number. */
export async function numberOf(workspace: Workspace, statement: string): Promise<number> {
  return Number((await workspace.sql(statement))[0]?.[0]);
}

/** The values of a statement's first column. */
export async function columnOf(workspace: Workspace, statement: string): Promise<readonly string[]> {
  return (await workspace.sql(statement)).map(([value]) => String(value));
}

/** A job with its settings by name, or undefined. */
export async function jobNamed(workspace: Workspace, name: string): Promise<Json | undefined> {
  const found = await workspace.list("/api/2.2/jobs/list", "jobs", { name });
  const id = found[0]?.job_id;
  return id === undefined ? undefined : workspace.get("/api/2.2/jobs/get", { job_id: String(id) });
}

/** The tasks of a job by key. */
export function tasksOf(job: Json | undefined): ReadonlyMap<string, Json> {
  return new Map(objects(at(job, "settings", "tasks")).map((task) => [String(task.task_key), task]));
}

/** The runs of a job by name, newest first. */
export async function runsOf(workspace: Workspace, name: string): Promise<readonly Json[]> {
  const job = await jobNamed(workspace, name);
  if (job === undefined) return [];
  return workspace.list("/api/2.2/jobs/runs/list", "runs", { job_id: String(job.job_id), limit: 24 });
}

export async function clusterNamed(workspace: Workspace, name: string): Promise<Json | undefined> {
  return (await workspace.list("/api/2.1/clusters/list", "clusters")).find((one) => one.cluster_name === name);
}

export async function warehouseNamed(workspace: Workspace, name: string): Promise<Json | undefined> {
  return objects((await workspace.get("/api/2.0/sql/warehouses")).warehouses).find((one) => one.name === name);
}

/** The privileges that a principal has directly on a securable. */
export async function grantsTo(
  workspace: Workspace,
  kind: string,
  name: string,
  principal: string,
): Promise<readonly string[]> {
  const found = await workspace.get(`${UC}/permissions/${kind}/${encodeURIComponent(name)}`);
  const privileges = objects(found.privilege_assignments).find((one) => one.principal === principal)?.privileges;
  return Array.isArray(privileges) ? privileges.map(String).sort() : [];
}

/** The permission levels that a principal has directly on an object. */
export async function levelsOf(
  workspace: Workspace,
  type: string,
  id: string,
  principal: string,
): Promise<readonly string[]> {
  const found = await workspace.get(`/api/2.0/permissions/${type}/${encodeURIComponent(id)}`);
  return objects(found.access_control_list)
    .filter((one) => [one.user_name, one.group_name, one.service_principal_name].includes(principal))
    .flatMap((one) => objects(one.all_permissions).filter(({ inherited }) => inherited !== true))
    .map(({ permission_level }) => String(permission_level));
}

/** A principal of the workspace by its name. */
export async function principalNamed(
  workspace: Workspace,
  resource: "Users" | "Groups" | "ServicePrincipals",
  name: string,
): Promise<Json | undefined> {
  const { Resources } = await workspace.get(`/api/2.0/preview/scim/v2/${resource}`, { count: 1000 });
  return objects(Resources).find((one) => one.userName === name || one.displayName === name);
}

/** The names of a group's members, or their IDs if they have no name. */
export async function membersOf(workspace: Workspace, group: string): Promise<readonly string[]> {
  const found = await principalNamed(workspace, "Groups", group);
  return objects(found?.members)
    .map(({ value }) => String(value))
    .sort();
}

/** The columns of a table: name and type. */
export async function columnsOf(workspace: Workspace, table: string): Promise<ReadonlyMap<string, string>> {
  const found = await workspace.get(`${UC}/tables/${table}`).catch((): Json => ({}));
  return new Map(objects(found.columns).map(({ name, type_text }) => [String(name), String(type_text)]));
}

/** The tags of a securable: key and value. */
export async function tagsOf(workspace: Workspace, type: string, name: string): Promise<ReadonlyMap<string, string>> {
  const found = await workspace.list(`${UC}/entity-tag-assignments/${type}/${name}/tags`, "tag_assignments");
  return new Map(found.map(({ tag_key, tag_value }) => [String(tag_key), String(tag_value ?? "")]));
}

/** A registered model of Unity Catalog: the versions of its aliases. */
export async function aliasesOf(workspace: Workspace, model: string): Promise<ReadonlyMap<string, number>> {
  const found = await workspace.get(`${UC}/models/${model}`, { include_aliases: true });
  return new Map(
    objects(found.aliases).map(({ alias_name, version_num }) => [String(alias_name), Number(version_num)]),
  );
}

/** A version of a model in the workspace's registry. */
export async function versionOf(workspace: Workspace, name: string, version: string): Promise<Json | undefined> {
  const { model_version } = await workspace
    .get("/api/2.0/mlflow/model-versions/get", { name, version })
    .catch((): Json => ({}));
  return isJson(model_version) ? model_version : undefined;
}
