import * as z from "zod";
import type { Client } from "../http/client.ts";
import { int64 } from "../http/json.ts";

const flag = z.boolean().nullish();

const nodeType = z.looseObject({
  node_type_id: z.string(),
  category: z.string().nullish(),
  memory_mb: int64,
  num_cores: z.number(),
  num_gpus: z.number().nullish(),
  is_deprecated: flag,
  is_hidden: flag,
  is_graviton: flag,
  photon_worker_capable: flag,
  node_info: z.looseObject({ status: z.array(z.string()).nullish() }).nullish(),
  node_instance_type: z
    .looseObject({ local_disks: z.number().nullish(), local_disk_size_gb: z.number().nullish() })
    .nullish(),
});
/** A machine type. `memory_mb` is MiB; `num_cores` can be a fraction. */
export type NodeType = z.output<typeof nodeType>;

const nodeTypes = z.looseObject({ node_types: z.array(nodeType).nullish() });

/** `GET /api/2.1/clusters/list-node-types`: all node types of the workspace, several hundred; the platform does not page them. */
export async function listNodeTypes(client: Client): Promise<NodeType[]> {
  const { node_types } = await client.get("clusters.listNodeTypes", "/api/2.1/clusters/list-node-types", nodeTypes);
  return node_types ?? [];
}

/** Requirements for a node type; all must match. `category` matches a part of the name, in any case. */
export interface NodeTypeFilter {
  readonly min_memory_gb?: number | undefined;
  readonly min_cores?: number | undefined;
  readonly gpu?: boolean | undefined;
  readonly category?: string | undefined;
}

/** The node types that match, smallest first, without deprecated ones and those that are not available in the workspace. */
export function matchingNodeTypes(all: readonly NodeType[], filter: NodeTypeFilter): NodeType[] {
  const category = filter.category?.toLowerCase();
  return all
    .filter((type) => !type.is_deprecated && !type.is_hidden && !type.node_info?.status?.length)
    .filter(
      (type) =>
        type.memory_mb >= (filter.min_memory_gb ?? 0) * 1024 &&
        type.num_cores >= (filter.min_cores ?? 0) &&
        (filter.gpu === undefined || gpus(type) > 0 === filter.gpu) &&
        (category === undefined || (type.category ?? "").toLowerCase().includes(category)),
    )
    .sort((a, b) => gpus(a) - gpus(b) || a.num_cores - b.num_cores || a.memory_mb - b.memory_mb);
}

const gpus = ({ num_gpus }: NodeType): number => num_gpus ?? 0;
