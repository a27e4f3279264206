import { describe, expect, test } from "vitest";
import { matchingNodeTypes, type NodeType } from "../../../src/api/compute/node-types.ts";

const machine = (
  node_type_id: string,
  num_cores: number,
  memory_mb: number,
  more: Partial<NodeType> = {},
): NodeType => ({
  node_type_id,
  num_cores,
  memory_mb,
  category: "General Purpose",
  ...more,
});

const all = [
  machine("gpu", 4, 16_384, { num_gpus: 1, category: "GPU Accelerated" }),
  machine("large", 16, 65_536),
  machine("memory", 2, 32_768, { category: "Memory Optimized" }),
  machine("small", 2, 8192),
  machine("old", 2, 8192, { is_deprecated: true }),
  machine("hidden", 2, 8192, { is_hidden: true }),
  machine("elsewhere", 2, 8192, { node_info: { status: ["NotAvailableInRegion"] } }),
];

describe("matching node types, smallest first", () => {
  test.each([
    [{}, ["small", "memory", "large", "gpu"]],
    [{ min_memory_gb: 32 }, ["memory", "large"]],
    [{ min_cores: 4 }, ["large", "gpu"]],
    [{ gpu: true }, ["gpu"]],
    [{ gpu: false, min_cores: 4 }, ["large"]],
    [{ category: "memory" }, ["memory"]],
    [{ category: "quantum" }, []],
  ])("%j", (filter, ids) => {
    expect(matchingNodeTypes(all, filter).map(({ node_type_id }) => node_type_id)).toEqual(ids);
  });
});
