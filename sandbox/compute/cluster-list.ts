import { invalid } from "../failure.ts";
import { type Fields, flag, integer, oneOf, optional } from "../http.ts";
import { pageOf } from "../paging.ts";
import { CLUSTER_SOURCES, CLUSTER_STATES, type Cluster, clusterDetails } from "./cluster-record.ts";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** The clusters of a list: active and pinned ones, and those terminated in the last 30 days. */
export function listed(clusters: readonly Cluster[]): Cluster[] {
  const oldest = Date.now() - KEPT_MS;
  const name = ({ settings }: Cluster) => String(settings.cluster_name ?? "");
  return clusters
    .filter(({ pinned, terminatedTime = Number.POSITIVE_INFINITY }) => pinned || terminatedTime > oldest)
    .toSorted(
      (a, b) =>
        CLUSTER_STATES.indexOf(a.state) - CLUSTER_STATES.indexOf(b.state) ||
        Number(b.pinned) - Number(a.pinned) ||
        name(a).localeCompare(name(b)),
    );
}

/** `GET /api/2.1/clusters/list`; a repeated query parameter is an array. */
export function listClusters(clusters: readonly Cluster[], query: Readonly<Record<string, string[]>>): Fields {
  const single = Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values[0]]));
  const states = known(query["filter_by.cluster_states"], CLUSTER_STATES, "cluster_states");
  const sources = known(query["filter_by.cluster_sources"], CLUSTER_SOURCES, "cluster_sources");
  const pinned = flag(single, "filter_by.is_pinned");
  const policy = optional(single, "filter_by.policy_id");
  const field = oneOf(single, "sort_by.field", ["DEFAULT", "CLUSTER_NAME"]) ?? "DEFAULT";
  const direction = oneOf(single, "sort_by.direction", ["ASC", "DESC"]) ?? "ASC";
  const size = integer(single, "page_size") ?? DEFAULT_PAGE;
  if (size < 0 || size > LARGEST_PAGE) invalid(`page_size must be between 0 and ${LARGEST_PAGE}.`);

  const found = listed(clusters).filter(
    (cluster) =>
      (states.length === 0 || states.includes(cluster.state)) &&
      (sources.length === 0 || sources.includes(cluster.source)) &&
      (pinned === undefined || cluster.pinned === pinned) &&
      (policy === undefined || cluster.settings.policy_id === policy),
  );
  if (field === "CLUSTER_NAME") {
    found.sort((a, b) => String(a.settings.cluster_name).localeCompare(String(b.settings.cluster_name)));
  }
  if (direction === "DESC") found.reverse();
  const page = pageOf(found, "clusters", size === 0 ? DEFAULT_PAGE : size, optional(single, "page_token"));
  return {
    // The platform leaves out empty arrays.
    ...(page.items.length > 0 && { clusters: page.items.map(clusterDetails) }),
    next_page_token: page.next,
    prev_page_token: page.previous,
  };
}

function known<T extends string>(values: readonly string[] | undefined, all: readonly T[], name: string): T[] {
  return (values ?? []).map(
    (value) => all.find((item) => item === value) ?? invalid(`Unknown value '${value}' in filter_by.${name}.`),
  );
}
