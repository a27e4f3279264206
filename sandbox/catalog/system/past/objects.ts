import type { World } from "../../../world.ts";
import { dayBefore, HOUR, isWorkday, MINUTE } from "./calendar.ts";

// Objects that were deleted before the workspace was created: only the system tables still know them. Each wasted money in
// a way of its own.

type Facts = Readonly<Record<string, unknown>>;

/** A warehouse that never stopped, and hardly ran a statement. */
export const LEGACY_WAREHOUSE = "b7c1a2d3e4f50617";
/** A cluster that ran for days and did nothing. */
export const IDLE_CLUSTER = "0901-120000-exper1me";
/** A cluster with far more nodes than its work needed. */
export const LARGE_CLUSTER = "0915-070000-backf1ll";
/** A job that failed nearly always, after two further attempts each time. */
export const FAILING_JOB = 845_001_200_177;

/** The days, counted back from the creation of the workspace, on which they were in use: `[first, last]`. */
export const LEGACY_DAYS = [20, 4] as const;
export const IDLE_DAYS = [12, 9] as const;
export const LARGE_DAYS = [10, 6] as const;
const FAILING_DAYS = [9, 3] as const;

/** The days from the first to the last. */
export const daysOf = ([first, last]: readonly [number, number]): readonly number[] =>
  Array.from({ length: first - last + 1 }, (_, index) => first - index);

export const pastWarehouses = (world: World): readonly Facts[] => [
  {
    warehouse_id: LEGACY_WAREHOUSE,
    warehouse_name: "Legacy BI",
    warehouse_type: "PRO",
    warehouse_channel: "CURRENT",
    warehouse_size: "MEDIUM",
    min_clusters: 1,
    max_clusters: 1,
    auto_stop_minutes: 0,
    tags: { team: "bi" },
    change_time: dayBefore(world, 3),
    delete_time: dayBefore(world, 3),
  },
];

export const pastClusters = (world: World): readonly Facts[] => [
  cluster(
    world,
    IDLE_CLUSTER,
    { cluster_name: "experiments", worker_node_type: "i3.xlarge", worker_count: 2 },
    IDLE_DAYS,
  ),
  cluster(
    world,
    LARGE_CLUSTER,
    { cluster_name: "feature-backfill", worker_node_type: "i3.2xlarge", worker_count: 8, auto_termination_minutes: 30 },
    LARGE_DAYS,
  ),
];

const cluster = (world: World, cluster_id: string, facts: Facts, [first, last]: readonly [number, number]): Facts => ({
  cluster_id,
  owned_by: "ben@example.com",
  create_time: dayBefore(world, first),
  delete_time: dayBefore(world, last - 1),
  change_time: dayBefore(world, last - 1),
  change_date: dayBefore(world, last - 1),
  driver_node_type: facts.worker_node_type,
  enable_elastic_disk: false,
  tags: {},
  cluster_source: "UI",
  init_scripts: [],
  dbr_version: "15.4.x-scala2.12",
  data_security_mode: "SINGLE_USER",
  ...facts,
});

export const pastJobs = (world: World): readonly Facts[] => [
  {
    job_id: FAILING_JOB,
    name: "sync-crm",
    description: "Copies customers to the CRM.",
    creator_id: "7002",
    run_as: "ben@example.com",
    tags: { team: "crm" },
    change_time: dayBefore(world, 2),
    delete_time: dayBefore(world, 2),
  },
];

/** A run of the failing job, with its attempts. */
export interface FailedRun {
  readonly id: number;
  readonly clusterId: string;
  readonly start: number;
  readonly end: number;
  readonly succeeded: boolean;
  readonly attempts: readonly { readonly id: number; readonly start: number; readonly end: number }[];
}

const ATTEMPT = 12 * MINUTE;

/** Four runs a day. Each fails three times, except one that succeeds at the first attempt. */
export const failingRuns = (world: World): readonly FailedRun[] =>
  daysOf(FAILING_DAYS).flatMap((ago) =>
    [0, 6, 12, 18].map((hour, slot) => {
      const id = 86_000_000 + ago * 100 + slot * 10;
      const start = dayBefore(world, ago) + hour * HOUR + 5 * MINUTE;
      const succeeded = ago % 4 === 1 && slot === 2;
      const attempts = Array.from({ length: succeeded ? 1 : 3 }, (_, index) => ({
        id: id + 1 + index,
        start: start + index * ATTEMPT,
        end: start + (index + 1) * ATTEMPT,
      }));
      return {
        id,
        clusterId: `10${ago}${slot}-060500-crm`,
        start,
        end: start + attempts.length * ATTEMPT,
        succeeded,
        attempts,
      };
    }),
  );

/** The statements of the old warehouse: a report in the morning and one after lunch, on working days. */
export const legacyStatements = (world: World): readonly number[] =>
  daysOf(LEGACY_DAYS)
    .map((ago) => dayBefore(world, ago))
    .filter(isWorkday)
    .flatMap((day) => [day + 9 * HOUR + 3 * MINUTE, day + 14 * HOUR + 20 * MINUTE]);
