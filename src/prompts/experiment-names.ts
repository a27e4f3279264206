import type { Context } from "../core/calls/context.ts";
import { recentExperiments } from "../resources/mlflow-ids.ts";

/**
 * Completes the last of several names separated by commas. A name matches if it, or its last path segment, starts with the
 * typed text, so that users need not type `/Users/…`.
 */
export async function completeExperimentNames(ctx: Context, typed: string): Promise<readonly string[]> {
  const comma = typed.lastIndexOf(",");
  const before = comma < 0 ? "" : `${typed.slice(0, comma)}, `;
  const last = typed
    .slice(comma + 1)
    .trimStart()
    .toLowerCase();
  const chosen = new Set(before.split(",").map((name) => name.trim()));
  const found = await recentExperiments(ctx).catch(() => []);
  return found
    .map(({ name }) => name)
    .filter((name) => {
      const own = name.toLowerCase();
      return !chosen.has(name) && (own.startsWith(last) || own.slice(own.lastIndexOf("/") + 1).startsWith(last));
    })
    .map((name) => before + name);
}

/** Ids of experiments given by names or ids, separated by commas. Without any: of all recent experiments. */
export async function experimentIds(ctx: Context, given = ""): Promise<readonly string[]> {
  const wanted = new Set(
    given
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  );
  const found = await recentExperiments(ctx).catch(() => []);
  const ids = found
    .filter(({ experiment_id, name }) => wanted.size === 0 || wanted.has(experiment_id) || wanted.has(name))
    .map(({ experiment_id }) => experiment_id);
  // An experiment that is not recent can be given by its id.
  return [...new Set([...ids, ...[...wanted].filter((part) => /^\d+$/.test(part))])];
}
