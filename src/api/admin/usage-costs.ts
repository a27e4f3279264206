import { quotedText } from "../sql/names.ts";
import { numberOf } from "../sql/quantities.ts";
import type { Row } from "../sql/rows/rows.ts";

/** Whole days, UTC, of usage in one workspace, with as many days before them to compare with. */
export interface UsagePeriod {
  /** First and last day, `YYYY-MM-DD`. */
  readonly start_date: string;
  readonly end_date: string;
  readonly previous_start_date: string;
  /** `undefined`: all workspaces of the account. */
  readonly workspace_id: string | undefined;
}

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The period before starts as many days earlier as the period has. */
export const previousStart = (start_date: string, end_date: string): string =>
  dayOf(2 * Date.parse(start_date) - Date.parse(end_date) - DAY_MS);

/** The last day of the period before. */
export const dayBefore = (day: string): string => dayOf(Date.parse(day) - DAY_MS);

/** A number of days that end yesterday: usage of today is not complete. */
export function lastDays(days: number, now: number): { readonly start_date: string; readonly end_date: string } {
  return { start_date: dayOf(now - days * DAY_MS), end_date: dayOf(now - DAY_MS) };
}

/** The groupings: the expression over a record of usage, and the table with the names. */
const KEYS = {
  product: { id: "billing_origin_product" },
  job: { id: "usage_metadata.job_id", names: ["system.lakeflow.jobs", "job_id", "name"] },
  warehouse: {
    id: "usage_metadata.warehouse_id",
    names: ["system.compute.warehouses", "warehouse_id", "warehouse_name"],
  },
  cluster: { id: "usage_metadata.cluster_id", names: ["system.compute.clusters", "cluster_id", "cluster_name"] },
  pipeline: { id: "usage_metadata.dlt_pipeline_id", names: ["system.lakeflow.pipelines", "pipeline_id", "name"] },
  endpoint: { id: "usage_metadata.endpoint_name" },
  user: { id: "coalesce(identity_metadata.run_as, identity_metadata.owned_by, identity_metadata.created_by)" },
  tag: { id: "custom_tags" },
  workspace: { id: "workspace_id" },
} as const;
export type CostKey = keyof typeof KEYS;
export const COST_KEYS = Object.keys(KEYS) as [CostKey, ...CostKey[]];

const idOf = (by: CostKey, tag_key = ""): string =>
  by === "tag" ? `custom_tags[${quotedText(tag_key)}]` : KEYS[by].id;

const inWorkspace = ({ workspace_id }: UsagePeriod, table: string): string =>
  workspace_id === undefined ? "" : `${table}.workspace_id = ${quotedText(workspace_id)} AND `;

/**
 * The start of a statement about costs: `priced` has the records of usage from the first day to the last, each with its
 * cost at list prices, in US dollars, or NULL if it has no price. Corrections are records of their own with a negative
 * quantity, so that sums are right.
 */
export const pricedUsage = (period: UsagePeriod, first = period.start_date): string => `WITH priced AS (
  SELECT u.*, u.usage_quantity * p.pricing.effective_list.default AS cost
  FROM system.billing.usage u LEFT JOIN system.billing.list_prices p
    ON p.sku_name = u.sku_name AND p.cloud = u.cloud AND p.usage_unit = u.usage_unit AND p.currency_code = 'USD'
    AND u.usage_end_time >= p.price_start_time AND (p.price_end_time IS NULL OR u.usage_end_time < p.price_end_time)
  WHERE ${inWorkspace(period, "u")}u.usage_date BETWEEN DATE'${first}' AND DATE'${period.end_date}')`;

/** Columns of `table` in the workspace and, with a day of slack for time zones, in the period: a condition. */
export const inPeriod = (period: UsagePeriod, table: string, time: string): string =>
  `${inWorkspace(period, table)}${table}.${time} >= DATE'${period.start_date}' - INTERVAL 1 DAY` +
  ` AND ${table}.${time} < DATE'${period.end_date}' + INTERVAL 2 DAYS`;

const sums = ({ start_date }: UsagePeriod): string =>
  `sum(cost) FILTER (WHERE usage_date >= DATE'${start_date}') AS period_cost,\n  ` +
  `sum(cost) FILTER (WHERE usage_date < DATE'${start_date}') AS previous_cost`;

interface CostQuestion {
  readonly period: UsagePeriod;
  readonly by: CostKey;
  readonly tag_key?: string | undefined;
}

/** The statement that adds up everything: costs of both periods, usage without a key, and usage without a price. */
export const totalsStatement = ({ period, by, tag_key }: CostQuestion): string =>
  `${pricedUsage(period, period.previous_start_date)}
SELECT ${sums(period)},
  sum(cost) FILTER (WHERE usage_date >= DATE'${period.start_date}' AND ${idOf(by, tag_key)} IS NULL) AS not_attributed,
  count(*) FILTER (WHERE usage_date >= DATE'${period.start_date}' AND cost IS NULL) AS unpriced_records,
  unix_seconds(max(usage_end_time)) AS usage_through
FROM priced`;

/** Costs of everything in both periods, in US dollars. */
export interface CostTotals {
  readonly cost: number;
  readonly previous_cost: number;
  readonly not_attributed: number;
  readonly unpriced_records: number;
  /** The end of the latest record, epoch milliseconds; `undefined` without records. */
  readonly usage_through: number | undefined;
}

/** Reads the row of `totalsStatement`. */
export function totalsOf([cost, previous, rest, unpriced, through]: Row): CostTotals {
  const end = numberOf(through);
  return {
    cost: dollars(cost),
    previous_cost: dollars(previous),
    not_attributed: dollars(rest),
    unpriced_records: numberOf(unpriced) ?? 0,
    usage_through: end === undefined ? undefined : end * 1000,
  };
}

/** The statement that adds up the costs by key, the highest first. */
export const costsStatement = ({ period, by, tag_key, limit }: CostQuestion & { readonly limit: number }): string =>
  `${pricedUsage(period, period.previous_start_date)}
SELECT ${idOf(by, tag_key)} AS id, ${sums(period)}
FROM priced WHERE ${idOf(by, tag_key)} IS NOT NULL GROUP BY 1 ORDER BY period_cost DESC NULLS LAST, id LIMIT ${limit}`;

/** The cost of one key in both periods, in US dollars. */
export interface KeyCost {
  readonly id: string;
  readonly cost: number;
  readonly previous_cost: number;
}

/** Reads the rows of `costsStatement`. */
export const costsOf = (rows: readonly Row[]): readonly KeyCost[] =>
  rows.map(([id, cost, previous]) => ({ id: id ?? "", cost: dollars(cost), previous_cost: dollars(previous) }));

/** The statement that returns the ids and latest names of these objects, and whether they are deleted; `undefined` where ids are names. */
export function namesStatement(by: CostKey, ids: readonly string[]): string | undefined {
  const key = KEYS[by];
  if (!("names" in key) || ids.length === 0) return undefined;
  const [table, id, name] = key.names;
  return `SELECT ${id}, max_by(${name}, change_time), max(delete_time) IS NOT NULL FROM ${table} WHERE ${id} IN (${ids.map(quotedText).join(", ")}) GROUP BY 1`;
}

/** A sum of money as the platform writes it, in whole cents. */
export const dollars = (text: string | null | undefined): number => Math.round((numberOf(text) ?? 0) * 100) / 100;
