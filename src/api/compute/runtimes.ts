import * as z from "zod";
import type { Client } from "../http/client.ts";
import { explainSparkVersion, newestFirst, parseSparkVersion, type SparkVersion } from "./spark-version.ts";

const versions = z.looseObject({
  versions: z.array(z.looseObject({ key: z.string(), name: z.string() })).nullish(),
});

/** `GET /api/2.1/clusters/spark-versions`: `versions`, all runtimes of the workspace, unordered. */
export const listSparkVersions = (client: Client) =>
  client.get("clusters.sparkVersions", "/api/2.1/clusters/spark-versions", versions);

/** Required properties of a runtime; all that are given must match. */
export interface RuntimeFilter {
  /** `15` or `15.4`. */
  readonly release?: string | undefined;
  readonly lts?: boolean | undefined;
  readonly ml?: boolean | undefined;
  readonly gpu?: boolean | undefined;
  readonly photon?: boolean | undefined;
  readonly aarch64?: boolean | undefined;
}

/**
 * The versions that match, newest first, each with its description in words. Keys of another format (custom images) come
 * last, and only without a filter.
 */
export function matchingRuntimes(all: z.output<typeof versions>["versions"], filter: RuntimeFilter) {
  const read = (all ?? []).map(({ key, name }) => ({ key, name, version: parseSparkVersion(key, name) }));
  const anything = Object.values(filter).every((wanted) => wanted === undefined);
  return read
    .filter(({ version }) => (version ? matches(version, filter) : anything))
    .sort((a, b) => (a.version && b.version ? newestFirst(a.version, b.version) : a.version ? -1 : b.version ? 1 : 0))
    .map(({ key, name }) => ({ spark_version: key, runtime: explainSparkVersion(key, name) }));
}

const FLAGS = ["lts", "ml", "gpu", "photon", "aarch64"] as const;

const matches = (version: SparkVersion, filter: RuntimeFilter): boolean =>
  (filter.release === undefined ||
    version.release === filter.release ||
    version.release.startsWith(`${filter.release}.`)) &&
  FLAGS.every((flag) => filter[flag] === undefined || version[flag] === filter[flag]);
