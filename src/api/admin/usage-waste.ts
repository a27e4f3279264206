import { numberOf } from "../sql/quantities.ts";
import type { Row } from "../sql/rows/rows.ts";
import { dollars, inPeriod, pricedUsage, type UsagePeriod } from "./usage-costs.ts";

/** Money that was spent for nothing, as the platform's own records prove. */
export interface ProvenWaste {
  readonly kind: "idle cluster" | "idle warehouse" | "failed job runs" | "oversized cluster";
  readonly id: string;
  readonly name: string | undefined;
  /** Cost of the wasted hours, runs or machines, in US dollars. */
  readonly cost: number;
  /** The proof from the records, as a sentence. */
  readonly evidence: string;
}

/** A search for one kind of waste: the statement, and the reader of its rows. */
export interface WasteCheck {
  readonly name: string;
  statement(period: UsagePeriod): string;
  read(row: Row): ProvenWaste;
}

/** An hour counts as idle below this average CPU load of all machines, in percent. */
const IDLE_CPU = 5;
/** Twice as much load on half the machines would still leave a fifth free, in percent. */
const HALF_ENOUGH = 40;
const FOUND = 10;

const hour = (time: string): string => `unix_seconds(${time}) DIV 3600`;

/** Load of all machines of a cluster, by cluster and hour. */
const load = (period: UsagePeriod): string => `load AS (
  SELECT n.cluster_id, ${hour("n.start_time")} AS hour, avg(n.cpu_user_percent + n.cpu_system_percent) AS cpu,
    max(n.cpu_user_percent + n.cpu_system_percent) AS peak_cpu, max(n.mem_used_percent) AS peak_memory,
    count(DISTINCT n.instance_id) AS nodes
  FROM system.compute.node_timeline n WHERE ${inPeriod(period, "n", "start_time")} GROUP BY 1, 2)`;

const clusters = `clusters AS (
  SELECT cluster_id, max_by(cluster_name, change_time) AS name,
    max_by(coalesce(auto_termination_minutes, 0), change_time) AS auto_stop, max(delete_time) AS deleted
  FROM system.compute.clusters GROUP BY 1)`;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
const percent = (text: string | null | undefined): string => `${Math.round((numberOf(text) ?? 0) * 10) / 10} %`;
const stops = (minutes: string | null | undefined, what: string): string =>
  (numberOf(minutes) ?? 0) > 0 ? `It ${what} after ${numberOf(minutes)} idle minutes.` : `It never ${what}.`;
const DELETED = "It has been deleted since.";
const isDeleted = (flag: string | null | undefined): boolean => flag === "true";

/** All-purpose clusters in hours without load. */
const idleClusters: WasteCheck = {
  name: "idle clusters",
  statement: (period) => `${pricedUsage(period)},
billed AS (
  SELECT usage_metadata.cluster_id AS cluster_id, ${hour("usage_start_time")} AS hour, sum(cost) AS cost
  FROM priced WHERE billing_origin_product = 'ALL_PURPOSE' AND usage_metadata.cluster_id IS NOT NULL GROUP BY 1, 2),
${load(period)},
${clusters}
SELECT b.cluster_id, max(c.name) AS name, max(c.auto_stop) AS auto_stop, count(*) AS hours,
  count(*) FILTER (WHERE l.cpu < ${IDLE_CPU}) AS idle_hours,
  sum(b.cost) FILTER (WHERE l.cpu < ${IDLE_CPU}) AS idle_cost, max(l.cpu) FILTER (WHERE l.cpu < ${IDLE_CPU}) AS idle_cpu,
  max(c.deleted) IS NOT NULL AS is_deleted
FROM billed b LEFT JOIN load l ON l.cluster_id = b.cluster_id AND l.hour = b.hour
  LEFT JOIN clusters c ON c.cluster_id = b.cluster_id
GROUP BY 1 HAVING idle_cost > 0 ORDER BY idle_cost DESC LIMIT ${FOUND}`,
  read: ([id, name, autoStop, hours, idle, cost, cpu, deleted]) => ({
    kind: "idle cluster",
    id: id ?? "",
    name: name ?? undefined,
    cost: dollars(cost),
    evidence: `Idle in ${idle ?? 0} of ${plural(numberOf(hours) ?? 0, "billed hour")}: average CPU load of at most ${percent(cpu)} in each. ${isDeleted(deleted) ? DELETED : stops(autoStop, "terminates")}`,
  }),
};

/** Warehouses in hours without a statement. An hour after one is not counted: the warehouse may have waited to stop. */
const idleWarehouses: WasteCheck = {
  name: "idle warehouses",
  statement: (period) => `${pricedUsage(period)},
billed AS (
  SELECT usage_metadata.warehouse_id AS warehouse_id, ${hour("usage_start_time")} AS hour, sum(cost) AS cost
  FROM priced WHERE usage_metadata.warehouse_id IS NOT NULL GROUP BY 1, 2),
used AS (
  SELECT DISTINCT h.compute.warehouse_id AS warehouse_id,
    explode(sequence(${hour("h.start_time")}, ${hour("coalesce(h.end_time, h.start_time)")} + 1)) AS hour
  FROM system.query.history h WHERE ${inPeriod(period, "h", "start_time")} AND h.compute.warehouse_id IS NOT NULL),
warehouses AS (
  SELECT warehouse_id, max_by(warehouse_name, change_time) AS name,
    max_by(coalesce(auto_stop_minutes, 0), change_time) AS auto_stop, max(delete_time) AS deleted
  FROM system.compute.warehouses GROUP BY 1)
SELECT b.warehouse_id, max(w.name) AS name, max(w.auto_stop) AS auto_stop, count(*) AS hours,
  count(*) FILTER (WHERE u.hour IS NULL) AS idle_hours, sum(b.cost) FILTER (WHERE u.hour IS NULL) AS idle_cost,
  max(w.deleted) IS NOT NULL AS is_deleted
FROM billed b LEFT JOIN used u ON u.warehouse_id = b.warehouse_id AND u.hour = b.hour
  LEFT JOIN warehouses w ON w.warehouse_id = b.warehouse_id
GROUP BY 1 HAVING idle_cost > 0 ORDER BY idle_cost DESC LIMIT ${FOUND}`,
  read: ([id, name, autoStop, hours, idle, cost, deleted]) => ({
    kind: "idle warehouse",
    id: id ?? "",
    name: name ?? undefined,
    cost: dollars(cost),
    evidence: `No statement in ${idle ?? 0} of ${plural(numberOf(hours) ?? 0, "billed hour")}, nor in the hour before. ${isDeleted(deleted) ? DELETED : stops(autoStop, "stops")}`,
  }),
};

/** Runs of jobs that failed, with the attempts that did not help. */
const failedRuns: WasteCheck = {
  name: "failed job runs",
  statement: (period) => `${pricedUsage(period)},
costs AS (
  SELECT usage_metadata.job_run_id AS run_id, sum(cost) AS cost
  FROM priced WHERE usage_metadata.job_run_id IS NOT NULL GROUP BY 1),
runs AS (
  SELECT r.job_id, r.run_id, max(r.result_state) AS outcome
  FROM system.lakeflow.job_run_timeline r WHERE ${inPeriod(period, "r", "period_start_time")} GROUP BY 1, 2),
attempts AS (
  SELECT t.job_run_id, count(DISTINCT t.run_id) - count(DISTINCT t.task_key) AS retries
  FROM system.lakeflow.job_task_run_timeline t WHERE ${inPeriod(period, "t", "period_start_time")} GROUP BY 1),
names AS (
  SELECT job_id, max_by(name, change_time) AS name, max(delete_time) AS deleted FROM system.lakeflow.jobs GROUP BY 1)
SELECT r.job_id, max(n.name) AS name, count(*) AS runs,
  count(*) FILTER (WHERE r.outcome IN (${FAILED})) AS failed_runs,
  sum(a.retries) FILTER (WHERE r.outcome IN (${FAILED})) AS retries,
  sum(c.cost) FILTER (WHERE r.outcome IN (${FAILED})) AS failed_cost, max(n.deleted) IS NOT NULL AS is_deleted
FROM runs r JOIN costs c ON c.run_id = r.run_id LEFT JOIN attempts a ON a.job_run_id = r.run_id
  LEFT JOIN names n ON n.job_id = r.job_id
GROUP BY 1 HAVING failed_cost > 0 ORDER BY failed_cost DESC LIMIT ${FOUND}`,
  read: ([id, name, runs, failed, retries, cost, deleted]) => ({
    kind: "failed job runs",
    id: id ?? "",
    name: name ?? undefined,
    cost: dollars(cost),
    evidence: `${failed ?? 0} of ${plural(numberOf(runs) ?? 0, "run")} failed, with ${plural(numberOf(retries) ?? 0, "retried attempt")}.${isDeleted(deleted) ? ` ${DELETED}` : ""}`,
  }),
};
const FAILED = "'FAILED', 'ERROR', 'TIMED_OUT'";

/**
 * Clusters of several machines that were never busy, not even in their busiest minute: the cost of the half that was not
 * needed. Idle hours do not count.
 */
const oversizedClusters: WasteCheck = {
  name: "oversized clusters",
  statement: (period) => `${pricedUsage(period)},
billed AS (
  SELECT usage_metadata.cluster_id AS cluster_id, max(usage_metadata.job_id) AS job_id,
    ${hour("usage_start_time")} AS hour, sum(cost) AS cost
  FROM priced WHERE billing_origin_product IN ('ALL_PURPOSE', 'JOBS') AND usage_metadata.cluster_id IS NOT NULL
  GROUP BY 1, 3),
${load(period)},
${clusters}
SELECT coalesce(b.job_id, b.cluster_id) AS id, max(b.job_id) AS job_id, max(c.name) AS name, count(*) AS hours,
  max(l.nodes) AS machines, max(l.peak_cpu) AS busiest, max(l.peak_memory) AS fullest, sum(b.cost) AS working_cost,
  sum(b.cost * (l.nodes DIV 2) / l.nodes) AS spare_cost, max(c.deleted) IS NOT NULL AS is_deleted
FROM billed b JOIN load l ON l.cluster_id = b.cluster_id AND l.hour = b.hour
  LEFT JOIN clusters c ON c.cluster_id = b.cluster_id
WHERE l.cpu >= ${IDLE_CPU}
GROUP BY 1 HAVING machines > 1 AND busiest < ${HALF_ENOUGH} AND fullest < ${HALF_ENOUGH} AND spare_cost > 0
ORDER BY spare_cost DESC LIMIT ${FOUND}`,
  read: ([id, job, name, hours, nodes, cpu, memory, cost, spare, deleted]) => ({
    kind: "oversized cluster",
    id: id ?? "",
    name: job ? `clusters of job ${job}` : (name ?? undefined),
    cost: dollars(spare),
    evidence: `None of up to ${nodes ?? 0} machines exceeded ${percent(cpu)} of CPU or ${percent(memory)} of memory in ${plural(numberOf(hours) ?? 0, "working hour")}, so half of them would do. All of them cost US$ ${dollars(cost).toFixed(2)}.${isDeleted(deleted) && !job ? ` ${DELETED}` : ""}`,
  }),
};

/** The kinds of waste that system tables prove. */
export const WASTE_CHECKS: readonly WasteCheck[] = [idleClusters, idleWarehouses, failedRuns, oversizedClusters];
