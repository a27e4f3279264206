import type { Resource } from "../core/resource.ts";

const groups = {} satisfies Record<string, Record<string, Resource>>;

/** Every resource with an address. */
export const resources: readonly Resource[] = Object.values<Record<string, Resource>>(groups).flatMap((exported) =>
  Object.values(exported),
);
