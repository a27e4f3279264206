import type { Context } from "../core/context.ts";
import { searchExperiments } from "../tools/mlflow.ts";

const CACHED_MS = 60_000;

/** The experiments a person may mean: the last updated ones. */
const names = (ctx: Context): Promise<readonly string[]> =>
  ctx.remember(`experiment names ${Math.floor(Date.now() / CACHED_MS)}`, async () => {
    const { experiments } = await searchExperiments.run(ctx, { limit: 200 });
    return experiments.map(({ name }) => name);
  });

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
  const found = await names(ctx).catch((): string[] => []);
  return found
    .filter((name) => {
      const own = name.toLowerCase();
      return !chosen.has(name) && (own.startsWith(last) || own.slice(own.lastIndexOf("/") + 1).startsWith(last));
    })
    .map((name) => before + name);
}
