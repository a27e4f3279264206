import type { Fields } from "../http.ts";

type KindName = "projects" | "branches" | "endpoints" | "databases" | "roles" | "synced_tables" | "catalogs";

/** A level of the resources of Lakebase: `projects/{id}/branches`. */
export interface Kind {
  readonly kind: KindName;
  /** The path before it. */
  readonly under: string;
  readonly idField: string;
}

const ON_BRANCH = "projects/:projects/branches/:branches/";

export const LEVELS: readonly Kind[] = [
  { kind: "projects", under: "", idField: "project_id" },
  { kind: "branches", under: "projects/:projects/", idField: "branch_id" },
  { kind: "endpoints", under: ON_BRANCH, idField: "endpoint_id" },
  { kind: "databases", under: ON_BRANCH, idField: "database_id" },
  { kind: "roles", under: ON_BRANCH, idField: "role_id" },
];

export interface LakebaseResource {
  readonly kind: KindName;
  /** Full resource name: `projects/shop/branches/main`. */
  readonly name: string;
  readonly parent: string;
  readonly created: number;
  readonly creator: string;
  spec: Fields;
  /** Whether the work of its creation has ended. */
  ready: boolean;
  /** The branch that a project begins with. */
  first: boolean;
}

export const newResource = (
  fields: Pick<LakebaseResource, "kind" | "name" | "parent" | "spec" | "created" | "creator">,
): LakebaseResource => ({ ...fields, ready: false, first: false });

/** A resource in a response: `spec` as given, `status` as observed. */
export function view(resource: LakebaseResource): Fields {
  const { kind, name, parent, spec, created } = resource;
  const time = new Date(created).toISOString();
  return {
    name,
    ...(parent !== "" && { parent }),
    create_time: time,
    update_time: time,
    spec,
    status: STATUS[kind](resource),
  };
}

const STATUS: Readonly<Record<KindName, (resource: LakebaseResource) => Fields>> = {
  projects: ({ name, spec, creator }) => ({
    display_name: name.split("/").at(-1),
    pg_version: 17,
    history_retention_duration: "604800s",
    ...spec,
    owner: creator,
    default_branch: `${name}/branches/production`,
  }),
  branches: ({ parent, spec, ready, first, created }) => ({
    current_state: ready ? "READY" : "INIT",
    default: first,
    is_protected: spec.is_protected === true,
    ...(!first && { source_branch: spec.source_branch ?? `${parent}/branches/production` }),
    ...(typeof spec.ttl === "string" && {
      expire_time: new Date(created + Number.parseInt(spec.ttl, 10) * 1000).toISOString(),
    }),
    logical_size_bytes: "31457280",
  }),
  endpoints: ({ name, spec, ready }) => ({
    autoscaling_limit_min_cu: 1,
    autoscaling_limit_max_cu: 4,
    suspend_timeout_duration: "300s",
    ...spec,
    current_state: ready ? "IDLE" : "INIT",
    hosts: { host: `${name.split("/").slice(1).join("-").replaceAll("/", "-")}.database.example.com` },
  }),
  databases: ({ spec }) => spec,
  roles: ({ spec }) => ({ auth_method: "LAKEBASE_OAUTH_V1", ...spec }),
  synced_tables: ({ name, ready }) => ({
    detailed_state: ready ? "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE" : "SYNCED_TABLE_PROVISIONING",
    pipeline_id: `pipeline-of-${name.split("/").at(-1)}`,
  }),
  catalogs: ({ spec }) => spec,
};
