import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";

// These calls serve what REST 1.2 did with `libraries/list` and `libraries/upload`, which are deprecated.

const location = z.string().min(1).max(4096);
const repo = z.string().max(2048).optional();
const packaged = z.strictObject({ package: z.string().min(1).max(1024), repo });

/** What each kind of `Library` holds. `egg` can still be removed. */
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

export type Library = Readonly<Record<string, unknown>>;

/** Why this is no `Library` of the REST API, if it is none: it has exactly one key, its kind. */
export function libraryProblem(library: Library): string | undefined {
  const [kind = "", ...more] = Object.keys(library);
  const schema = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (more.length > 0 || !schema) return `must have exactly one of the keys ${Object.keys(KINDS).join(", ")}`;
  const issue = schema.safeParse(library[kind]).error?.issues[0];
  return issue && `${[kind, ...issue.path].join(".")}: ${issue.message}`;
}

/** Equal for equal libraries, in whatever order their fields are. */
export const libraryKey = (library: Library): string => JSON.stringify(sorted(library));

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, sorted(item)]),
      )
    : value;

/** A library in a few words: `pypi pandas==2.2.0`. */
export function libraryName(library: Library): string {
  const [kind = "library", value] = Object.entries(library)[0] ?? [];
  if (typeof value === "string") return `${kind} ${value}`;
  const { package: name, coordinates } = z.looseObject({ package: text, coordinates: text }).parse(value ?? {});
  return `${kind} ${name ?? coordinates ?? "?"}`;
}

const status = z.looseObject({
  library: z.record(z.string(), z.unknown()),
  status: z.string(),
  messages: z.array(z.string()).nullish(),
  is_library_for_all_clusters: z.boolean().nullish(),
});
export type LibraryStatus = z.output<typeof status>;

/** Still on its way; every other status stays until the cluster restarts. */
export const isMoving = ({ status }: LibraryStatus): boolean =>
  status === "PENDING" || status === "RESOLVING" || status === "INSTALLING";

const ofCluster = z.looseObject({ cluster_id: z.string(), library_statuses: z.array(status).nullish() });
export type ClusterLibraries = z.output<typeof ofCluster>;

/** `GET /api/2.0/libraries/all-cluster-statuses` */
export async function listAllLibraries(client: Client): Promise<ClusterLibraries[]> {
  const answer = z.looseObject({ statuses: z.array(ofCluster).nullish() });
  return (
    (await client.get("libraries.allClusterStatuses", "/api/2.0/libraries/all-cluster-statuses", answer)).statuses ?? []
  );
}

/** `GET /api/2.0/libraries/cluster-status` */
export const getLibraries = (client: Client, query: { cluster_id: string }) =>
  client.get("libraries.clusterStatus", "/api/2.0/libraries/cluster-status", ofCluster, { query });

interface Change {
  readonly cluster_id: string;
  readonly libraries: readonly Library[];
}

/** `POST /api/2.0/libraries/install`: asynchronous; on a terminated cluster at its next start. The same twice is nothing. */
export const installLibraries = (client: Client, body: Change) =>
  client.post("libraries.install", "/api/2.0/libraries/install", nothing, { body, replay: "safe" });

/** `POST /api/2.0/libraries/uninstall`: marks them; the next restart does it. Those not there are ignored. */
export const uninstallLibraries = (client: Client, body: Change) =>
  client.post("libraries.uninstall", "/api/2.0/libraries/uninstall", nothing, { body, replay: "safe" });
