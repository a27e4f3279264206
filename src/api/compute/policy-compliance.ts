import * as z from "zod";
import type { Client } from "../http/client.ts";

const compliance = z.looseObject({
  is_compliant: z.boolean().nullish(),
  violations: z.record(z.string(), z.string()).nullish(),
});

/** Where a cluster breaks its policy, by attribute. `GET /api/2.0/policies/clusters/get-compliance` */
export async function policyViolations(client: Client, query: { cluster_id: string }): Promise<string[]> {
  const { violations } = await client.get(
    "policyComplianceForClusters.getCompliance",
    "/api/2.0/policies/clusters/get-compliance",
    compliance,
    { query },
  );
  return Object.entries(violations ?? {}).map(([path, message]) => `policy: ${path}: ${message}`);
}
