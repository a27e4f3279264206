import * as z from "zod";
import { compact } from "../../records.ts";
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
export type NodeType = z.output<typeof nodeType>;

const nodeTypes = z.looseObject({ node_types: z.array(nodeType).nullish() });

/** `GET /api/2.1/clusters/list-node-types`: several hundred machines. Memory in MiB, cores may be fractions. */
export async function listNodeTypes(client: Client): Promise<NodeType[]> {
  const { node_types } = await client.get("clusters.listNodeTypes", "/api/2.1/clusters/list-node-types", nodeTypes);
  return node_types ?? [];
}

export interface NodeTypeFilter {
  readonly min_memory_gb?: number | undefined;
  readonly min_cores?: number | undefined;
  readonly gpu?: boolean | undefined;
  readonly category?: string | undefined;
}

/** The machines a filter lets through, smallest first. Deprecated ones and those this workspace cannot have are left out. */
export function chooseNodeTypes(all: readonly NodeType[], filter: NodeTypeFilter): NodeType[] {
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

/** What tells one machine from another when choosing. */
export function nodeTypeView(type: NodeType) {
  const { local_disks, local_disk_size_gb } = type.node_instance_type ?? {};
  return {
    node_type_id: type.node_type_id,
    memory_gb: Math.round(type.memory_mb / 102.4) / 10,
    num_cores: type.num_cores,
    ...compact({
      num_gpus: type.num_gpus || undefined,
      category: type.category,
      local_disk_gb: (local_disks ?? 0) * (local_disk_size_gb ?? 0) || undefined,
      arm: type.is_graviton || undefined,
      photon: type.photon_worker_capable || undefined,
    }),
  };
}
