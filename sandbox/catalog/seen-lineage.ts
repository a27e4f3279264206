import type { ObjectName } from "../sql/spark/metastore/objects.ts";
import type { ColumnLineage } from "../sql/spark/statements/context.ts";
import type { World } from "../world.ts";

/** A statement that filled a table from others. */
export interface SeenLineage {
  readonly target: string;
  readonly sources: readonly string[];
  readonly columns: readonly { readonly target: string; readonly source: string }[];
  /** Who ran it. */
  readonly user: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const MOST = 1000;

/** The lineage of statements that ran in this workspace, the newest last. */
export const seenLineage = (world: World): SeenLineage[] =>
  world.kept("lineage", () => ({ list: [] as SeenLineage[] })).list;

export function rememberLineage(
  world: World,
  target: ObjectName,
  sources: readonly ObjectName[],
  columns: readonly ColumnLineage[],
): void {
  if (sources.length === 0) return;
  const list = seenLineage(world);
  const full = target.join(".");
  list.push({
    target: full,
    sources: sources.map((name) => name.join(".")),
    columns: columns.map((one) => ({
      target: `${full}.${one.target}`,
      source: `${one.source.join(".")}.${one.column}`,
    })),
    user: world.user,
    at: world.now(),
  });
  if (list.length > MOST) list.splice(0, list.length - MOST);
}
