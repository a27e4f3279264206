import type { World } from "../../world.ts";
import { createdAt } from "../state.ts";
import { DAY, HOUR } from "./past/calendar.ts";
import { pastUsage, SKUS, type Used } from "./past/usage.ts";
import { executionsOf } from "./queries.ts";
import type { SystemTable } from "./relation.ts";

/** List prices in US dollars per DBU. */
const PRICES: Readonly<Record<keyof typeof SKUS, number>> = {
  jobs: 0.15,
  allPurpose: 0.55,
  serverlessSql: 0.7,
  proSql: 0.55,
  pipelines: 0.39,
  serving: 0.07,
};
/** All-purpose compute was cheaper until this many days before the workspace was created. */
const RAISED_DAYS_AGO = 25;
const PRICE_BEFORE = 0.5;

export const listPrices: SystemTable = {
  columns:
    "price_start_time TIMESTAMP, price_end_time TIMESTAMP, account_id STRING, sku_name STRING, cloud STRING, currency_code STRING, usage_unit STRING, pricing STRUCT<default DECIMAL(38,18), promotional STRUCT<default DECIMAL(38,18)>, effective_list STRUCT<default DECIMAL(38,18)>>",
  *rows(world) {
    const raised = Math.floor(createdAt(world) / DAY) * DAY - RAISED_DAYS_AGO * DAY;
    const first = Date.UTC(2024, 0, 1);
    yield price("allPurpose", PRICE_BEFORE, first, raised);
    for (const [sku, value] of Object.entries(PRICES))
      yield price(sku, value, sku === "allPurpose" ? raised : first, undefined);
  },
};

const price = (sku: string, value: number, from: number, to: number | undefined) => ({
  sku_name: new Map<string, string>(Object.entries(SKUS)).get(sku),
  price_start_time: from,
  price_end_time: to,
  currency_code: "USD",
  usage_unit: "DBU",
  pricing: { default: value, promotional: { default: value }, effective_list: { default: value } },
});

export const usage: SystemTable = {
  columns:
    "record_id STRING, account_id STRING, workspace_id STRING, sku_name STRING, cloud STRING, usage_start_time TIMESTAMP, usage_end_time TIMESTAMP, usage_date DATE, custom_tags MAP<STRING, STRING>, usage_unit STRING, usage_quantity DECIMAL(38,18), usage_metadata STRUCT<cluster_id STRING, job_id STRING, warehouse_id STRING, instance_pool_id STRING, node_type STRING, job_run_id STRING, notebook_id STRING, dlt_pipeline_id STRING, endpoint_name STRING, endpoint_id STRING, job_name STRING, notebook_path STRING>, identity_metadata STRUCT<run_as STRING, owned_by STRING, created_by STRING>, record_type STRING, ingestion_date DATE, billing_origin_product STRING, product_features STRUCT<jobs_tier STRING, sql_tier STRING, dlt_tier STRING, is_serverless BOOLEAN, is_photon BOOLEAN, serving_type STRING>, usage_type STRING",
  *rows(world) {
    for (const one of [...pastUsage(world), ...present(world)]) yield record(one, world);
  },
};

/** The hours in which statements ran here. */
function* present(world: World): Iterable<Used> {
  const hours = new Map<string, { from: number; warehouse: string; millis: number }>();
  for (const { warehouseId, startedAt, endedAt } of executionsOf(world)) {
    const from = Math.floor(startedAt / HOUR) * HOUR;
    const key = `${from} ${warehouseId}`;
    const hour = hours.get(key) ?? { from, warehouse: warehouseId, millis: 0 };
    hour.millis += Math.max(1000, (endedAt ?? world.now()) - startedAt);
    hours.set(key, hour);
  }
  for (const { from, warehouse, millis } of hours.values()) {
    // A small warehouse uses 12 DBU in an hour, and stops ten minutes after its last statement.
    const quantity = 12 * Math.min(1, millis / HOUR + 1 / 6);
    yield {
      sku: SKUS.serverlessSql,
      from,
      to: from + HOUR,
      quantity,
      product: "SQL",
      metadata: { warehouse_id: warehouse },
    };
  }
}

function record({ sku, from, to, quantity, product, metadata, ...more }: Used, world: World) {
  const { tags = {}, user = world.owner, type = "ORIGINAL", workspace } = more;
  return {
    ...(workspace !== undefined && { workspace_id: workspace }),
    record_id: `${sku}-${from}-${Object.values(metadata)[0] ?? ""}-${type}`.toLowerCase(),
    sku_name: sku,
    usage_start_time: from,
    usage_end_time: to,
    usage_date: from,
    custom_tags: tags,
    usage_unit: "DBU",
    usage_quantity: quantity,
    usage_metadata: metadata,
    identity_metadata: product === "SQL" ? { owned_by: user } : { run_as: user },
    record_type: type,
    ingestion_date: to,
    billing_origin_product: product,
    product_features: {
      ...(product === "JOBS" ? { jobs_tier: "CLASSIC" } : {}),
      ...(product === "SQL" ? { sql_tier: "PRO" } : {}),
      is_serverless: sku.includes("SERVERLESS"),
      is_photon: product !== "JOBS",
    },
    usage_type: "COMPUTE_TIME",
  };
}
