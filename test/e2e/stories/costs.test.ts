import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { openStory, type Story } from "../../support/story.ts";

// Each answer runs seven statements over two months of usage.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// Each figure of the answers is computed a second time, from the single rows of the system tables.

const HOUR = 3_600_000;
const WORKSPACE = "1234567890123456";
const WAREHOUSE = "7e083095329f3ca5";

type Fields = Readonly<Record<string, string | null>>;
let story: Story;
let usage: readonly Used[];
let period: { readonly start_date: string; readonly end_date: string };

interface Used {
  readonly day: string;
  readonly hour: number;
  /** In millionths of a cent. */
  readonly cost: number;
  readonly of: Fields;
}

/** The rows of a query, straight from the workspace. */
async function rowsOf(statement: string): Promise<readonly Fields[]> {
  const { url, token } = story.sandbox;
  const response = await fetch(`${url}/api/2.0/sql/statements`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ statement, warehouse_id: WAREHOUSE, wait_timeout: "50s" }),
  });
  const { manifest, result } = z
    .object({
      manifest: z.object({ schema: z.object({ columns: z.array(z.object({ name: z.string() })) }) }),
      result: z.object({ data_array: z.array(z.array(z.string().nullable())).default([]) }),
    })
    .parse(await response.json());
  const names = manifest.schema.columns.map(({ name }) => name);
  return result.data_array.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
}

const dayAfter = (day: string, days: number) => new Date(Date.parse(day) + days * 24 * HOUR).toISOString().slice(0, 10);
const cents = (amount: number) => Math.round(amount * 100) / 100;
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
const total = (records: readonly Used[]) => Math.round(sum(records.map(({ cost }) => cost)) / 1e6) / 100;
const during = (start: string, end: string) => usage.filter(({ day }) => day >= start && day <= end);
const inPeriod = () => during(period.start_date, period.end_date);
const before = () => during(dayAfter(period.start_date, -30), dayAfter(period.start_date, -1));
function grouped<T>(items: readonly T[], key: (item: T) => string | null | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name !== null && name !== undefined) groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups;
}

beforeAll(async () => {
  story = await openStory();
  const prices = await rowsOf(
    "SELECT sku_name, unix_millis(price_start_time) AS since, unix_millis(price_end_time) AS until, pricing.effective_list.default AS price FROM system.billing.list_prices",
  );
  const records = await rowsOf(
    `SELECT CAST(usage_date AS STRING) AS day, unix_millis(usage_start_time) AS since, unix_millis(usage_end_time) AS until, sku_name, workspace_id,
     usage_quantity, billing_origin_product AS product, usage_metadata.job_id AS job, usage_metadata.job_run_id AS run, usage_metadata.warehouse_id AS warehouse,
     usage_metadata.cluster_id AS cluster, usage_metadata.dlt_pipeline_id AS pipeline, usage_metadata.endpoint_name AS endpoint, custom_tags['team'] AS tag,
     coalesce(identity_metadata.run_as, identity_metadata.owned_by) AS user FROM system.billing.usage`,
  );
  usage = records
    .filter(({ workspace_id }) => workspace_id === WORKSPACE)
    .map((of) => {
      const until = Number(of.until);
      const valid = prices.filter(
        (one) =>
          one.sku_name === of.sku_name &&
          until >= Number(one.since) &&
          (one.until === null || until < Number(one.until)),
      );
      expect(valid).toHaveLength(1);
      // Whole numbers: sums of fractions would differ from the platform's decimals in the last cent.
      const cost = Math.round(Number(of.usage_quantity) * 1e6) * Math.round(Number(valid[0]?.price) * 100);
      return { day: of.day ?? "", hour: Math.floor(Number(of.since) / HOUR), cost, of };
    });
  // The endpoint serves on every day of the past, and not on the day of the test.
  const served = usage.filter(({ of }) => of.endpoint !== null).map(({ day }) => day);
  const end_date = served.toSorted().at(-1) ?? "";
  period = { start_date: dayAfter(end_date, -29), end_date };
});
afterAll(() => story.close());

const item = z.object({ id: z.string(), name: z.string().optional(), cost: z.number(), previous_cost: z.number() });
const waste = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  cost: z.number(),
  evidence: z.string(),
  statement: z.string(),
});
const answer = z.object({
  total: z.number(),
  previous_total: z.number(),
  items: z.array(item),
  not_attributed: z.number(),
  waste: z.array(waste),
  statements: z.array(z.object({ name: z.string(), statement_id: z.string(), sql: z.string().optional() })),
  missing: z.array(z.string()).optional(),
});
const known = new Map<string, Promise<Record<string, unknown>>>();
/** The same question is asked once. */
async function explain(args: object) {
  const key = JSON.stringify(args);
  const asked = known.get(key) ?? story.call("explain_cost", { ...period, show_sql: true, ...args });
  known.set(key, asked);
  return answer.parse(await asked);
}

test.each(["product", "job", "warehouse", "tag"])("costs by %s are those of the single records", async (by) => {
  const found = await explain(by === "tag" ? { by, tag_key: "team" } : { by });
  expect([found.total, found.previous_total]).toEqual([total(inPeriod()), total(before())]);
  expect(found.total).toBeGreaterThan(1000);
  expect(found.previous_total).toBeGreaterThan(500);
  const keyed = grouped([...inPeriod(), ...before()], ({ of }) => of[by]);
  const expected = [...keyed].map(([id, records]) => ({
    id,
    cost: total(records.filter(({ day }) => day >= period.start_date)),
    previous_cost: total(records.filter(({ day }) => day < period.start_date)),
  }));
  const shown = found.items.map(({ id, cost, previous_cost }) => ({ id, cost, previous_cost }));
  expect(shown.map(({ cost }) => cost)).toEqual(shown.map(({ cost }) => cost).toSorted((a, b) => b - a));
  expect(expected).toEqual(expect.arrayContaining(shown));
  expect(shown).toHaveLength(Math.min(25, expected.length));
  expect(found.not_attributed).toBe(total(inPeriod().filter(({ of }) => of[by] === null)));
  expect(found.missing).toBeUndefined();
});

test("costs have the names of what exists and of what was deleted", async () => {
  const names = async (by: string) => (await explain({ by })).items.map(({ name }) => name);
  expect(await names("job")).toEqual(expect.arrayContaining(["nightly-etl", "sync-crm (deleted)"]));
  expect(await names("warehouse")).toEqual(["Legacy BI (deleted)", "Shared"]);
});

test("idle hours of a cluster are those in which its machines did nothing", async () => {
  const load = await rowsOf(
    "SELECT cluster_id, unix_millis(start_time) AS at, cpu_user_percent + cpu_system_percent AS cpu FROM system.compute.node_timeline",
  );
  const hours = grouped(load, ({ cluster_id, at }) => `${cluster_id} ${Math.floor(Number(at) / HOUR)}`);
  const isIdle = ({ hour, of }: Used) => {
    const rows = hours.get(`${of.cluster} ${hour}`) ?? [];
    return rows.length > 0 && sum(rows.map(({ cpu }) => Number(cpu))) / rows.length < 5;
  };
  const idle = inPeriod().filter((one) => one.of.product === "ALL_PURPOSE" && isIdle(one));
  const expected = [...grouped(idle, ({ of }) => of.cluster)];
  expect(expected.map(([id]) => id)).toEqual(["0901-120000-exper1me"]);
  const found = (await explain({ by: "product" })).waste.filter(({ kind }) => kind === "idle cluster");
  expect(found.map(({ id, cost }) => [id, cost])).toEqual(expected.map(([id, records]) => [id, total(records)]));
  const [, records = []] = expected[0] ?? [];
  expect(found[0]).toMatchObject({
    name: "experiments",
    statement: "idle clusters",
    evidence: expect.stringMatching(
      new RegExp(`^Idle in ${records.length} of 96 billed hours: .*It has been deleted since\\.$`),
    ),
  });
});

test("idle hours of a warehouse are those without a statement in them or in the hour before", async () => {
  const ran = await rowsOf(
    "SELECT compute.warehouse_id AS warehouse, unix_millis(start_time) AS since, unix_millis(end_time) AS until FROM system.query.history",
  );
  const busy = new Set(
    ran.flatMap(({ warehouse, since, until }) => {
      const first = Math.floor(Number(since) / HOUR);
      const last = Math.floor(Number(until ?? since) / HOUR) + 1;
      return Array.from({ length: last - first + 1 }, (_, index) => `${warehouse} ${first + index}`);
    }),
  );
  const idle = inPeriod().filter(({ hour, of }) => of.warehouse !== null && !busy.has(`${of.warehouse} ${hour}`));
  const expected = [...grouped(idle, ({ of }) => of.warehouse)].map(([id, records]) => [id, total(records)]);
  const found = (await explain({ by: "product" })).waste.filter(({ kind }) => kind === "idle warehouse");
  expect(found.map(({ id, cost }) => [id, cost])).toEqual(expected);
  expect(found).toMatchObject([{ name: "Legacy BI", evidence: expect.stringContaining("It has been deleted since.") }]);
});

test("failed runs cost what their runs cost, with the attempts that did not help", async () => {
  const runs = await rowsOf("SELECT job_id, run_id, result_state FROM system.lakeflow.job_run_timeline");
  const attempts = await rowsOf("SELECT job_run_id, task_key, run_id FROM system.lakeflow.job_task_run_timeline");
  const found = (await explain({ by: "product" })).waste.filter(({ kind }) => kind === "failed job runs");
  expect(found.map(({ name }) => name)).toEqual(["sync-crm", "nightly-etl"]);
  for (const { id, name, cost, evidence } of found) {
    const own = runs.filter(({ job_id, run_id }) => job_id === id && inPeriod().some(({ of }) => of.run === run_id));
    const failed = new Set(own.filter(({ result_state }) => result_state === "FAILED").map(({ run_id }) => run_id));
    expect(cost).toBe(total(inPeriod().filter(({ of }) => failed.has(of.run ?? ""))));
    const tried = attempts.filter(({ job_run_id }) => failed.has(job_run_id ?? ""));
    const tasks = new Set(tried.map(({ job_run_id, task_key }) => `${job_run_id} ${task_key}`));
    const retries = tried.length - tasks.size;
    expect(evidence).toBe(
      `${failed.size} of ${own.length} runs failed, with ${retries} retried attempts.${name === "sync-crm" ? " It has been deleted since." : ""}`,
    );
  }
});

test("an oversized cluster was never busy on any machine while it worked", async () => {
  const load = await rowsOf(
    "SELECT cluster_id, instance_id, cpu_user_percent + cpu_system_percent AS cpu, mem_used_percent AS memory FROM system.compute.node_timeline",
  );
  const calm = [...grouped(load, ({ cluster_id }) => cluster_id)].filter(
    ([, rows]) =>
      rows.every(({ cpu, memory }) => Number(cpu) < 40 && Number(memory) < 40) &&
      rows.some(({ cpu }) => Number(cpu) >= 5) &&
      new Set(rows.map(({ instance_id }) => instance_id)).size > 1,
  );
  expect(calm.map(([id]) => id)).toEqual(["0915-070000-backf1ll"]);
  const working = inPeriod().filter(({ of }) => of.cluster === "0915-070000-backf1ll");
  const found = (await explain({ by: "product" })).waste.filter(({ kind }) => kind === "oversized cluster");
  expect(found).toMatchObject([
    {
      id: "0915-070000-backf1ll",
      name: "feature-backfill",
      // Four of its nine machines were not needed.
      cost: cents((total(working) * 4) / 9),
      evidence: expect.stringMatching(
        new RegExp(
          `^None of up to 9 machines exceeded 23 % of CPU or 29 % of memory in 30 working hours, so half of them would do\\. All of them cost US\\$ ${total(working).toFixed(2)}\\.`,
        ),
      ),
    },
  ]);
});

test("the statement that a figure names returns it when it runs again", async () => {
  const { waste: found, total: whole, statements } = await explain({ by: "job" });
  const again = async (name: string) => rowsOf(statements.find((one) => one.name === name)?.sql ?? "");
  expect(cents(Number((await again("total"))[0]?.period_cost))).toBe(whole);
  const sync = found.find(({ name }) => name === "sync-crm");
  const [first] = await again(sync?.statement ?? "");
  expect(cents(Number(first?.failed_cost))).toBe(sync?.cost);
  for (const { name, statement_id } of statements) expect([name, statement_id]).toEqual([name, expect.any(String)]);
});

test("the whole account has the usage of its other workspaces as well", async () => {
  const here = await explain({ by: "job" });
  const everywhere = await explain({ by: "job", all_workspaces: true });
  expect(everywhere.total).toBe(cents(here.total + 30 * 40 * 0.15));
  expect(everywhere.items.map(({ id }) => id)).toContain("1");
});
