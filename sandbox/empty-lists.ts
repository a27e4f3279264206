import type { Service } from "./service.ts";

/**
 * Lists of objects that the embedded workspace does not have and cannot create. They are empty, and everything else of
 * these services is ENDPOINT_NOT_FOUND.
 */
const LISTS: readonly string[] = [
  "/api/2.0/agents/memory-stores",
  "/api/2.0/agents/session-stores",
  "/api/2.0/ai-functions/batches",
  "/api/2.0/app-spaces",
  "/api/2.0/apps-settings/templates",
  "/api/2.0/bundle/deployments",
  "/api/2.0/domains",
  "/api/2.0/feature-engineering/materialized-features",
  "/api/2.0/feature-engineering/streams",
  "/api/2.0/genie/agents",
  "/api/2.0/instance-profiles/list",
  "/api/2.0/lineage-tracking/external-metadata",
  "/api/2.0/marketplace-exchange/exchanges",
  "/api/2.0/marketplace-provider/listings",
  "/api/2.0/marketplace-provider/personalization-requests",
  "/api/2.0/marketplace-provider/providers",
  "/api/2.0/mlflow/registry-webhooks/list",
  "/api/2.0/preview/sql/alerts",
  "/api/2.0/preview/sql/dashboards",
  "/api/2.0/quality-monitors",
  "/api/2.0/sql/alerts",
  "/api/2.1/clean-rooms",
  "/api/2.1/marketplace-consumer/installations",
  "/api/2.1/marketplace-consumer/personalization-requests",
  "/api/2.1/marketplace-consumer/providers",
  "/api/2.1/unity-catalog/model-provider-services",
  "/api/2.1/unity-catalog/model-services",
  "/api/2.1/unity-catalog/resource-quotas/all-resource-quotas",
  "/api/2.1/unity-catalog/secrets",
  "/api/compute-migrations/v1/migrations",
  "/api/warehouses/v1/default-warehouse-overrides",
];

/** The legacy alerts and dashboards of SQL have lists of another shape. */
const ARRAYS: ReadonlySet<string> = new Set(["/api/2.0/preview/sql/alerts"]);

export const emptyLists: Service = (app) => {
  for (const path of LISTS) app.get(path, (c) => (ARRAYS.has(path) ? c.json([]) : c.json({})));
};
