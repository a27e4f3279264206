import * as z from "zod";
import { withSortedKeys } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";

// These operations replace `libraries/list` and `libraries/upload` of REST 1.2, which are deprecated.

const location = z.string().min(1).max(4096);
const repo = z.string().max(2048).optional();
const packaged = z.strictObject({ package: z.string().min(1).max(1024), repo });

/** The value of each kind of `Library`. `egg` is deprecated but can still be removed. */
const KINDS: Readonly<Record<string, z.ZodType>> = {
  pypi: packaged,
  maven: z.strictObject({
    coordinates: z.string().min(1).max(1024),
    repo,
    exclusions: z.array(z.string().max(1024)).max(100).optional(),
  }),
  cran: packaged,
  jar: location,
  whl: location,
  requirements: location,
  egg: location,
};

/** A library as the REST API names it: an object with one key, its kind. */
export type Library = Readonly<Record<string, unknown>>;

/** Why an object is not a valid `Library`; `undefined` if it is valid. */
export function libraryProblem(library: Library): string | undefined {
  const [kind = "", ...more] = Object.keys(library);
  const schema = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (more.length > 0 || !schema) return `must have exactly one of the keys ${Object.keys(KINDS).join(", ")}`;
  const issue = schema.safeParse(library[kind]).error?.issues[0];
  return issue && `${[kind, ...issue.path].join(".")}: ${issue.message}`;
}

/** The library that a text means: a file by its ending, Maven coordinates, otherwise a package of PyPI. */
export function libraryOf(text: string): Library {
  const [, ending] = /^\S*[/:]\S*(\.whl|\.jar|requirements\.txt)$/.exec(text) ?? [];
  if (ending !== undefined) return { [ending.replace(/^\.|\.txt$/g, "")]: text };
  return /^[\w.-]+:[\w.-]+:[\w.-]+$/.test(text) ? { maven: { coordinates: text } } : { pypi: { package: text } };
}

/** A key that is equal for equal libraries, regardless of the order of their fields. */
export const libraryKey = (library: Library): string => JSON.stringify(library, withSortedKeys);

/** Kind and name of a library: `pypi pandas==2.2.0`. */
export function libraryName(library: Library): string {
  const [kind = "library", value] = Object.entries(library)[0] ?? [];
  if (typeof value === "string") return `${kind} ${value}`;
  const { package: name, coordinates } = z.looseObject({ package: text, coordinates: text }).parse(value ?? {});
  return `${kind} ${name ?? coordinates ?? "?"}`;
}

const source = z.looseObject({ package: text, coordinates: text, repo: text });

/**
 * Where a library comes from if that is neither the default index nor a file of the workspace: its index, address or
 * bucket. Anybody who controls that place decides which code is installed.
 */
export function outsideSource(library: Library): string | undefined {
  const [value] = Object.values(library);
  if (typeof value === "string") return /^(?!dbfs:|file:)[a-z][a-z0-9+.-]*:/i.test(value) ? value : undefined;
  const { package: name, repo } = source.parse(value ?? {});
  return repo || (name && /:\/\/|\s@\s|^git\+/i.test(name) ? name : undefined);
}

const status = z.looseObject({
  library: z.record(z.string(), z.unknown()),
  status: z.string(),
  messages: z.array(z.string()).nullish(),
  is_library_for_all_clusters: z.boolean().nullish(),
});
/** A library of a cluster with its installation status. */
export type LibraryStatus = z.output<typeof status>;

/** Whether an installation is in progress. Any other status remains until the cluster restarts. */
export const isInstalling = ({ status }: LibraryStatus): boolean =>
  status === "PENDING" || status === "RESOLVING" || status === "INSTALLING";

const ofCluster = z.looseObject({ cluster_id: z.string(), library_statuses: z.array(status).nullish() });
/** The libraries of one cluster. */
export type ClusterLibraries = z.output<typeof ofCluster>;

/** `GET /api/2.0/libraries/all-cluster-statuses`: the libraries of every cluster; the platform does not page them. */
export async function listAllLibraries(client: Client): Promise<ClusterLibraries[]> {
  const schema = z.looseObject({ statuses: z.array(ofCluster).nullish() });
  return (
    (await client.get("libraries.allClusterStatuses", "/api/2.0/libraries/all-cluster-statuses", schema)).statuses ?? []
  );
}

/** `GET /api/2.0/libraries/cluster-status`. @throws {ApiError} `not-found` for an unknown cluster */
export const getLibraries = (client: Client, query: { cluster_id: string }) =>
  client.get("libraries.clusterStatus", "/api/2.0/libraries/cluster-status", ofCluster, { query });

interface LibraryChange {
  readonly cluster_id: string;
  readonly libraries: readonly Library[];
}

/**
 * `POST /api/2.0/libraries/install`: returns before the libraries are installed. A terminated cluster installs them when
 * it starts. Repeating the request has no effect.
 * @throws {ApiError} `not-found` for an unknown cluster, `permission`
 */
export const installLibraries = (client: Client, body: LibraryChange) =>
  client.post("libraries.install", "/api/2.0/libraries/install", nothing, { body, replay: "safe" });

/**
 * `POST /api/2.0/libraries/uninstall`: the libraries are removed when the cluster restarts. Libraries that are not
 * installed are ignored.
 * @throws {ApiError} `not-found` for an unknown cluster, `permission`
 */
export const uninstallLibraries = (client: Client, body: LibraryChange) =>
  client.post("libraries.uninstall", "/api/2.0/libraries/uninstall", nothing, { body, replay: "safe" });
