import type { Resource } from "../core/resource.ts";
import * as clusters from "./clusters.ts";
import * as workspace from "./workspace.ts";

const groups = { clusters, workspace } satisfies Record<string, Record<string, Resource>>;

/** Every resource with an address. */
export const resources: readonly Resource[] = Object.values<Record<string, Resource>>(groups).flatMap((exported) =>
  Object.values(exported),
);
