import { NIGHTLY_LOAD, nightBefore } from "../../data/nights.ts";
import type { World } from "../../world.ts";
import { createdAt } from "../state.ts";
import { executionsOf } from "./queries.ts";
import type { SystemTable } from "./relation.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Days of usage before the workspace was created. */
const PAST_DAYS = 30;

const JOBS = "PREMIUM_JOBS_COMPUTE";
const ALL_PURPOSE = "PREMIUM_ALL_PURPOSE_COMPUTE_(PHOTON)";
const SQL = "PREMIUM_SERVERLESS_SQL_COMPUTE_US_EAST_N_VIRGINIA";

/** List prices in US dollars per DBU. */
const PRICES: Readonly<Record<string, number>> = { [JOBS]: 0.15, [ALL_PURPOSE]: 0.55, [SQL]: 0.7 };

export const listPrices: SystemTable = {
  columns:
    "price_start_time TIMESTAMP, price_end_time TIMESTAMP, account_id STRING, sku_name STRING, cloud STRING, currency_code STRING, usage_unit STRING, pricing STRUCT<default DECIMAL(38,18), promotional STRUCT<default DECIMAL(38,18)>, effective_list STRUCT<default DECIMAL(38,18)>>",
  rows: () =>
    Object.entries(PRICES).map(([sku_name, price]) => ({
      sku_name,
      price_start_time: Date.UTC(2024, 0, 1),
      currency_code: "USD",
      usage_unit: "DBU",
      pricing: { default: price, promotional: { default: price }, effective_list: { default: price } },
    })),
};

export const usage: SystemTable = {
  columns:
    "record_id STRING, account_id STRING, workspace_id STRING, sku_name STRING, cloud STRING, usage_start_time TIMESTAMP, usage_end_time TIMESTAMP, usage_date DATE, custom_tags MAP<STRING, STRING>, usage_unit STRING, usage_quantity DECIMAL(38,18), usage_metadata STRUCT<cluster_id STRING, job_id STRING, warehouse_id STRING, instance_pool_id STRING, node_type STRING, job_run_id STRING, notebook_id STRING, dlt_pipeline_id STRING, endpoint_name STRING, endpoint_id STRING, job_name STRING, notebook_path STRING>, identity_metadata STRUCT<run_as STRING, owned_by STRING, created_by STRING>, record_type STRING, ingestion_date DATE, billing_origin_product STRING, product_features STRUCT<jobs_tier STRING, sql_tier STRING, dlt_tier STRING, is_serverless BOOLEAN, is_photon BOOLEAN, serving_type STRING>, usage_type STRING",
  *rows(world) {
    for (const one of [...past(world), ...present(world)]) yield record(one, world);
  },
};

interface Used {
  readonly sku: string;
  readonly from: number;
  readonly to: number;
  readonly quantity: number;
  readonly product: "JOBS" | "ALL_PURPOSE" | "SQL";
  readonly metadata: Readonly<Record<string, string>>;
}

/** Usage of a typical team: a job each night, a cluster and a warehouse on working days. */
function* past(world: World): Iterable<Used> {
  const at = createdAt(world);
  const today = Math.floor(at / DAY) * DAY;
  for (let ago = PAST_DAYS; ago > 0; ago -= 1) {
    const day = today - ago * DAY;
    const night = nightBefore(at, NIGHTLY_LOAD, ago - 1);
    const minutes = 18 + ((ago * 7) % 9);
    const job = {
      job_id: "620114587321",
      job_name: "nightly-etl",
      cluster_id: "0115-093012-nightly1",
      node_type: "i3.xlarge",
    };
    yield {
      sku: JOBS,
      from: night,
      to: night + minutes * 60_000,
      quantity: (minutes / 60) * 6,
      product: "JOBS",
      metadata: job,
    };
    if ([0, 6].includes(new Date(day).getUTCDay())) continue;
    for (let hour = 8; hour < 18; hour += 1) {
      const busy = ((ago * 31 + hour * 17) % 10) / 10;
      const from = day + hour * HOUR;
      yield {
        sku: SQL,
        from,
        to: from + HOUR,
        quantity: 4 + busy * 8,
        product: "SQL",
        metadata: { warehouse_id: "7e083095329f3ca5" },
      };
      if (hour < 9 || hour > 16) continue;
      yield {
        sku: ALL_PURPOSE,
        from,
        to: from + HOUR,
        quantity: 2 + busy * 3,
        product: "ALL_PURPOSE",
        metadata: { cluster_id: "0115-093012-abcd1234", node_type: "i3.xlarge" },
      };
    }
  }
}

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
    yield { sku: SQL, from, to: from + HOUR, quantity, product: "SQL", metadata: { warehouse_id: warehouse } };
  }
}

function record({ sku, from, to, quantity, product, metadata }: Used, { user }: World) {
  return {
    record_id: `${sku}-${from}-${Object.values(metadata)[0] ?? ""}`.toLowerCase(),
    sku_name: sku,
    usage_start_time: from,
    usage_end_time: to,
    usage_date: from,
    custom_tags: {},
    usage_unit: "DBU",
    usage_quantity: quantity,
    usage_metadata: metadata,
    identity_metadata: product === "SQL" ? { owned_by: user } : { run_as: user },
    record_type: "ORIGINAL",
    ingestion_date: to,
    billing_origin_product: product,
    product_features: {
      ...(product === "JOBS" ? { jobs_tier: "CLASSIC" } : {}),
      ...(product === "SQL" ? { sql_tier: "PRO" } : {}),
      is_serverless: product === "SQL",
      is_photon: product !== "JOBS",
    },
    usage_type: "COMPUTE_TIME",
  };
}
