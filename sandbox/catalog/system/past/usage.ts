import type { World } from "../../../world.ts";
import { DAY, dayBefore, HOUR, MINUTE, NIGHTLY_JOB, PAST_DAYS, pastNights, workingHours } from "./calendar.ts";
import {
  daysOf,
  FAILING_JOB,
  failingRuns,
  IDLE_CLUSTER,
  IDLE_DAYS,
  LARGE_CLUSTER,
  LARGE_DAYS,
  LEGACY_DAYS,
  LEGACY_WAREHOUSE,
} from "./objects.ts";

export const SKUS = {
  jobs: "PREMIUM_JOBS_COMPUTE",
  allPurpose: "PREMIUM_ALL_PURPOSE_COMPUTE_(PHOTON)",
  serverlessSql: "PREMIUM_SERVERLESS_SQL_COMPUTE_US_EAST_N_VIRGINIA",
  proSql: "PREMIUM_SQL_PRO_COMPUTE_US_EAST_N_VIRGINIA",
  pipelines: "PREMIUM_JOBS_SERVERLESS_COMPUTE_US_EAST_N_VIRGINIA",
  serving: "PREMIUM_SERVERLESS_REAL_TIME_INFERENCE_US_EAST_N_VIRGINIA",
} as const;

type Product = "JOBS" | "ALL_PURPOSE" | "SQL" | "DLT" | "MODEL_SERVING";

/** A record of usage. Quantities are in DBU. */
export interface Used {
  readonly sku: string;
  readonly from: number;
  readonly to: number;
  readonly quantity: number;
  readonly product: Product;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Who used it, where it is not the owner of the workspace. */
  readonly user?: string;
  readonly type?: "RETRACTION" | "RESTATEMENT";
  /** Another workspace of the account. */
  readonly workspace?: string;
}

/** The cluster that is shared in working hours. */
export const ANALYTICS = "0115-093012-abcd1234";
export const NIGHTLY_CLUSTER = "0115-093012-nightly1";
/** The warehouse that is shared in working hours. */
export const SHARED_WAREHOUSE = "7e083095329f3ca5";
const ORDERS_PIPELINE = "e0f01758-cc61-11eb-b8bc-0242ac130003";
const OTHER_WORKSPACE = "2222222222222222";

/** Usage of a typical team, and of what it left running. */
export function* pastUsage(world: World): Iterable<Used> {
  yield* nightly(world);
  for (let ago = PAST_DAYS; ago > 0; ago -= 1) {
    yield* workday(world, ago);
    yield* everyDay(world, ago);
  }
  yield* wasted(world);
}

/** The load of each night. One night was first recorded with too much, and corrected later. */
function* nightly(world: World): Iterable<Used> {
  for (const [index, { start, minutes, runId }] of pastNights(world).entries()) {
    const one: Used = {
      sku: SKUS.jobs,
      from: start,
      to: start + minutes * MINUTE,
      quantity: (minutes / 60) * 6,
      product: "JOBS",
      metadata: {
        job_id: String(NIGHTLY_JOB),
        job_run_id: String(runId),
        job_name: "nightly-etl",
        cluster_id: NIGHTLY_CLUSTER,
        node_type: "i3.xlarge",
      },
      tags: { team: "data-platform" },
    };
    yield one;
    if (index === 5) {
      yield { ...one, quantity: -one.quantity, type: "RETRACTION" };
      yield { ...one, quantity: one.quantity / 2, type: "RESTATEMENT" };
    }
  }
}

/** A warehouse and a cluster in working hours. */
function* workday(world: World, ago: number): Iterable<Used> {
  for (const { at, busy } of workingHours(world, ago)) {
    const hour = { from: at, to: at + HOUR };
    const query = { sku: SKUS.serverlessSql, product: "SQL", metadata: { warehouse_id: SHARED_WAREHOUSE } } as const;
    yield { ...hour, ...query, quantity: 4 + busy * 8 };
    const of = new Date(at).getUTCHours();
    if (of < 9 || of > 16) continue;
    const metadata = { cluster_id: ANALYTICS, node_type: "i3.xlarge" };
    const tags = { team: "analytics", cost_center: "4711" };
    yield { ...hour, sku: SKUS.allPurpose, product: "ALL_PURPOSE", quantity: 2 + busy * 3, metadata, tags };
  }
}

function* everyDay(world: World, ago: number): Iterable<Used> {
  const day = dayBefore(world, ago);
  const pipeline = { dlt_pipeline_id: ORDERS_PIPELINE };
  const started = day + 4 * HOUR;
  yield {
    sku: SKUS.pipelines,
    from: started,
    to: started + HOUR / 2,
    quantity: 1.5 + (ago % 3) / 2,
    product: "DLT",
    metadata: pipeline,
  };
  const endpoint = { endpoint_name: "churn", endpoint_id: "churn" };
  const tags = { team: "growth" };
  yield {
    sku: SKUS.serving,
    from: day,
    to: day + DAY,
    quantity: 12,
    product: "MODEL_SERVING",
    metadata: endpoint,
    tags,
  };
  const elsewhere = { job_id: "1", job_name: "other" };
  const at = { from: day + HOUR, to: day + 2 * HOUR };
  yield { sku: SKUS.jobs, ...at, quantity: 40, product: "JOBS", metadata: elsewhere, workspace: OTHER_WORKSPACE };
}

function* wasted(world: World): Iterable<Used> {
  const hours = function* (days: readonly [number, number], first: number, last: number) {
    for (const ago of daysOf(days))
      for (let hour = first; hour < last; hour += 1) yield dayBefore(world, ago) + hour * HOUR;
  };
  const user = "ben@example.com";
  for (const from of hours(LEGACY_DAYS, 0, 24)) {
    const metadata = { warehouse_id: LEGACY_WAREHOUSE };
    yield { sku: SKUS.proSql, from, to: from + HOUR, quantity: 24, product: "SQL", metadata, tags: { team: "bi" } };
  }
  for (const from of hours(IDLE_DAYS, 0, 24)) {
    const metadata = { cluster_id: IDLE_CLUSTER, node_type: "i3.xlarge" };
    yield { sku: SKUS.allPurpose, from, to: from + HOUR, quantity: 6, product: "ALL_PURPOSE", metadata, user };
  }
  for (const from of hours(LARGE_DAYS, 7, 13)) {
    const metadata = { cluster_id: LARGE_CLUSTER, node_type: "i3.2xlarge" };
    yield { sku: SKUS.allPurpose, from, to: from + HOUR, quantity: 36, product: "ALL_PURPOSE", metadata, user };
  }
  for (const { id, clusterId, start, end } of failingRuns(world)) {
    const metadata = {
      job_id: String(FAILING_JOB),
      job_run_id: String(id),
      cluster_id: clusterId,
      node_type: "i3.xlarge",
    };
    const quantity = ((end - start) / HOUR) * 6;
    yield { sku: SKUS.jobs, from: start, to: end, quantity, product: "JOBS", metadata, user, tags: { team: "crm" } };
  }
}
