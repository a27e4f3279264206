import type { World } from "../world.ts";

/** The settings that differ from null. */
export const confValues = (world: World) =>
  world.kept(
    "workspace conf",
    () =>
      new Map([
        ["enableIpAccessLists", "false"],
        ["enableResultsDownloading", "true"],
        ["enableTokensConfig", "true"],
        ["maxTokenLifetimeDays", "90"],
      ]),
  );

/** The maximum lifetime of new tokens in days; `undefined` without one. */
export function maxTokenDays(world: World): number | undefined {
  const days = Number(confValues(world).get("maxTokenLifetimeDays") ?? 0);
  return days > 0 ? days : undefined;
}

/** Whether IP access lists are enforced. */
export const enforcesAddresses = (world: World): boolean => confValues(world).get("enableIpAccessLists") === "true";
