import { listIpAccessLists } from "../api/admin/ip-access-lists.ts";
import { listNotificationDestinations } from "../api/admin/notification-destinations.ts";
import { listClusterPolicies } from "../api/compute/cluster-policies.ts";
import { listClusters } from "../api/compute/clusters.ts";
import { listGlobalInitScripts } from "../api/compute/global-init-scripts.ts";
import { listInstancePools } from "../api/compute/instance-pools.ts";
import type { Client } from "../api/http/client.ts";
import { ApiError } from "../api/http/errors.ts";
import { collect, type Page } from "../api/http/paging.ts";
import { listJobs } from "../api/jobs/jobs.ts";
import { listPipelines } from "../api/jobs/pipelines.ts";
import { filterText, getExperimentByName, searchExperiments } from "../api/ml/mlflow.ts";
import { listAlerts } from "../api/sql/alerts.ts";
import { listDashboards } from "../api/sql/dashboards/dashboards.ts";
import { listSpaces } from "../api/sql/genie.ts";
import { listQueries } from "../api/sql/queries.ts";
import { listWarehouses } from "../api/sql/warehouses.ts";
import { listRepos } from "../api/workspace/repos.ts";
import { ToolError } from "../core/errors.ts";
import { nameDistance, oneLine } from "../text.ts";

/** Kinds of objects that people know by name, and the platform by ID. */
export type NamedKind =
  | "job"
  | "pipeline"
  | "cluster"
  | "warehouse"
  | "dashboard"
  | "Genie space"
  | "experiment"
  | "alert"
  | "query"
  | "instance pool"
  | "cluster policy"
  | "Git folder"
  | "IP access list"
  | "global init script"
  | "notification destination";

/** An object of a list. `more` helps to choose between objects of the same name. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly more?: string | null | undefined;
}

interface Lookup {
  /** The kind in a sentence. */
  readonly noun: string;
  /** The tool that lists the objects. */
  readonly finder: string;
  /** The objects that may have this name; all of them where the platform cannot filter. */
  list(client: Client, name: string): Promise<readonly Named[]>;
  /** The objects whose path ends with this name, where names are paths and people say the last part. */
  endingWith?(client: Client, name: string): Promise<readonly Named[]>;
  /** Others, for a suggestion, where `list` filters by name. */
  others?(client: Client): Promise<readonly Named[]>;
}

/** Objects that are compared with a name. */
const MAX_LISTED = 2000;
const MAX_PAGES = 40;

const all = async <T>(
  page: (page_token: string | undefined) => Promise<Page<T>>,
  named: (item: T) => {
    readonly id: string | null | undefined;
    readonly name: string | null | undefined;
    more?: Named["more"];
  },
): Promise<readonly Named[]> => {
  const { items } = await collect(page, MAX_LISTED, { maxPages: MAX_PAGES });
  return items.flatMap((item) => {
    const { id, name, more } = named(item);
    return id && name ? [{ id, name, more }] : [];
  });
};

const jobsOf = (client: Client, query: { readonly name?: string }) =>
  listJobs(client, { ...query, limit: 100 }).then(({ items }) =>
    items.map(({ job_id, settings, creator_user_name }) => ({
      id: job_id,
      name: settings?.name ?? "",
      more: creator_user_name && `created by ${creator_user_name}`,
    })),
  );

const pipelinesOf = (client: Client, query: { readonly filter?: string }) =>
  listPipelines(client, { ...query, max_results: 100 }).then(({ items }) =>
    items.map((one) => ({ id: one.pipeline_id, name: one.name ?? "", more: one.state })),
  );

const experimentsOf = (client: Client, query: Parameters<typeof searchExperiments>[1]) =>
  searchExperiments(client, query).then(({ items }) =>
    items.map(({ experiment_id, name }) => ({ id: experiment_id, name })),
  );

/** Also a deleted one, if no active one has the name. */
const experimentNamed = (client: Client, experiment_name: string): Promise<readonly Named[]> =>
  getExperimentByName(client, { experiment_name }).then(
    ({ experiment_id, name }) => [{ id: experiment_id, name }],
    (error: unknown) => {
      if (error instanceof ApiError && error.kind === "not-found") return [];
      throw error;
    },
  );

/** Also deleted ones, if no active one ends with the name. */
async function experimentsEndingWith(client: Client, name: string): Promise<readonly Named[]> {
  const query = { max_results: 100, filter: `name LIKE ${filterText(`%/${name}`)}` };
  const active = await experimentsOf(client, query);
  return active.length > 0 ? active : experimentsOf(client, { ...query, view_type: "DELETED_ONLY" });
}

const LOOKUPS: Readonly<Record<NamedKind, Lookup>> = {
  job: {
    noun: "job",
    finder: "list_jobs",
    list: (client, name) => jobsOf(client, { name }),
    others: (client) => jobsOf(client, {}),
  },
  pipeline: {
    noun: "pipeline",
    finder: "list_pipelines",
    list: (client, name) => pipelinesOf(client, { filter: `name LIKE ${filterText(name)}` }),
    others: (client) => pipelinesOf(client, {}),
  },
  cluster: {
    noun: "cluster",
    finder: "list_clusters",
    list: (client) =>
      all(
        (page_token) => listClusters(client, { page_size: 100, page_token }),
        (one) => ({ id: one.cluster_id, name: one.cluster_name, more: one.state }),
      ),
  },
  warehouse: {
    noun: "SQL warehouse",
    finder: "list_warehouses",
    list: (client) =>
      all(
        (page_token) => listWarehouses(client, { page_token }),
        ({ id, name, state }) => ({ id, name, more: state }),
      ),
  },
  dashboard: {
    noun: "dashboard",
    finder: "list_dashboards",
    list: (client) =>
      all(
        (page_token) => listDashboards(client, { page_size: 1000, page_token }),
        (one) => ({ id: one.dashboard_id, name: one.display_name, more: one.path }),
      ),
  },
  "Genie space": {
    noun: "Genie space",
    finder: "list_genie_spaces",
    list: (client) =>
      all(
        (page_token) => listSpaces(client, { page_size: 100, page_token }),
        (one) => ({ id: one.space_id, name: one.title }),
      ),
  },
  experiment: {
    noun: "experiment",
    finder: "search_experiments",
    list: experimentNamed,
    endingWith: experimentsEndingWith,
    others: (client) => experimentsOf(client, { max_results: 1000 }),
  },
  alert: {
    noun: "alert",
    finder: "list_alerts",
    list: (client) =>
      all(
        (page_token) => listAlerts(client, { page_size: 100, page_token }),
        (one) => ({ id: one.id, name: one.display_name, more: one.owner_user_name }),
      ),
  },
  query: {
    noun: "query",
    finder: "list_queries",
    list: (client) =>
      all(
        (page_token) => listQueries(client, { page_size: 100, page_token }),
        (one) => ({ id: one.id, name: one.display_name, more: one.owner_user_name }),
      ),
  },
  "instance pool": {
    noun: "instance pool",
    finder: "list_instance_pools",
    list: async (client) =>
      (await listInstancePools(client)).map((one) => ({
        id: one.instance_pool_id,
        name: one.instance_pool_name ?? "",
      })),
  },
  "cluster policy": {
    noun: "cluster policy",
    finder: "list_cluster_policies",
    list: async (client) =>
      (await listClusterPolicies(client)).map((one) => ({ id: one.policy_id ?? "", name: one.name ?? "" })),
  },
  "Git folder": {
    noun: "Git folder",
    finder: "list_repos",
    list: (client, name) =>
      all(
        (next_page_token) =>
          listRepos(client, { path_prefix: name.startsWith("/") ? name : undefined, next_page_token }),
        (one) => ({ id: one.id, name: one.path }),
      ),
  },
  "IP access list": {
    noun: "IP access list",
    finder: "list_ip_access_lists",
    list: async (client) =>
      (await listIpAccessLists(client)).map((one) => ({
        id: one.list_id,
        name: one.label ?? "",
        more: one.list_type,
      })),
  },
  "global init script": {
    noun: "global init script",
    finder: "list_global_init_scripts",
    list: async (client) =>
      (await listGlobalInitScripts(client)).map((one) => ({ id: one.script_id, name: one.name ?? "" })),
  },
  "notification destination": {
    noun: "notification destination",
    finder: "list_notification_destinations",
    list: (client) =>
      all(
        (page_token) => listNotificationDestinations(client, { page_size: 100, page_token }),
        (one) => ({ id: one.id, name: one.display_name, more: one.destination_type }),
      ),
  },
};

/**
 * The ID of the one object with this name, or whose path ends with it. Case decides only between several: where no name is
 * the same, one that differs in case alone is meant.
 * @throws {ToolError} If there is none, or more than one, with the objects that may be meant
 */
export async function idOfNamed(client: Client, kind: NamedKind, name: string): Promise<string> {
  const { noun, finder, list, others, endingWith } = LOOKUPS[kind];
  const listed = await list(client, name);
  const named = sameName(listed, name);
  const found =
    named.length === 0 && endingWith && !name.includes("/")
      ? (await endingWith(client, name)).filter((one) => one.name.endsWith(`/${name}`))
      : named;
  const [only, ...rest] = found;
  if (only && rest.length === 0) return only.id;
  if (only) {
    throw new ToolError(`${found.length} objects of kind ${noun} have this name; nothing was done.`, {
      next: "Call again with the ID of the one that is meant; ask the user if it is not clear.",
      quoted: linesOf(found),
    });
  }
  const near = nearestTo(name, others ? await others(client) : listed);
  throw new ToolError(`No ${noun} that this server's identity can see has this name or ID; nothing was done.`, {
    next: near.length > 0 ? `The nearest names are below; ${finder} lists all.` : `Find it with ${finder}.`,
    ...(near.length > 0 && { quoted: linesOf(near) }),
  });
}

function sameName(objects: readonly Named[], name: string): readonly Named[] {
  const same = objects.filter((one) => one.name === name);
  return same.length > 0 ? same : objects.filter((one) => one.name.toLowerCase() === name.toLowerCase());
}

const MAX_SHOWN = 8;

/** Names that contain the text, or its words, first; then those that differ in few letters. */
function nearestTo(name: string, objects: readonly Named[]): readonly Named[] {
  const wanted = name.toLowerCase();
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
  const scored = objects.map((one) => {
    const own = one.name.toLowerCase();
    const hits = words.filter((word) => own.includes(word)).length / Math.max(1, words.length);
    const apart = nameDistance(name, one.name) / Math.max(wanted.length, own.length, 1);
    return { one, score: Math.max(own.includes(wanted) ? 1 : 0, hits, 1 - apart) };
  });
  return scored
    .filter(({ score }) => score >= 0.5)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_SHOWN)
    .map(({ one }) => one);
}

const linesOf = (objects: readonly Named[]): string =>
  objects
    .slice(0, MAX_SHOWN)
    .map(({ id, name, more }) => [`${oneLine(name, 120)}: ${id}`, ...(more ? [oneLine(more, 120)] : [])].join(", "))
    .join("\n");
