import type { Context } from "../core/context.ts";
import { recentExperiments } from "../resources/mlflow-ids.ts";

/**
 * Completes the last of several names separated by commas. A name matches by its beginning or by the beginning of its
 * last part: nobody types `/Users/…` first.
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
