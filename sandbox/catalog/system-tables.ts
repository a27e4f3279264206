import type { ObjectName } from "../sql/spark/metastore/objects.ts";
import type { VirtualRelation } from "../sql/spark/metastore/virtual.ts";
import type { World } from "../world.ts";

/** A relation of the `system` catalog. */
export function systemTable(_name: ObjectName, _world: World): VirtualRelation | undefined {
  return undefined;
}
