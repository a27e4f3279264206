import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openStory, type Story } from "../support/story.ts";

// An agent that follows the advice of an error whose response was lost: it reads first, and calls again only if nothing
// was made. Whether or not the lost request took effect, there must be one cluster, one run, one row in the end.

const WAREHOUSE = "7e083095329f3ca5";
const JOB = "620114587321";
const TASK = { task_key: "a", notebook_task: { notebook_path: "/Users/ana@example.com/etl/load_orders" } };

let story: Story;
let fault: { readonly path: RegExp; readonly reached: boolean; readonly response: () => Response } | undefined;
let sent = 0;

const reach = globalThis.fetch;
beforeEach(() => {
  // Undone after each test.
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    if (init.method !== "POST" || !fault?.path.test(new URL(url).pathname)) return reach(url, init);
    sent++;
    const { reached, response } = fault;
    if (reached) await (await reach(url, init)).arrayBuffer();
    return response();
  });
});
beforeAll(async () => {
  story = await openStory();
  await story.call("execute_sql", { statement: "CREATE TABLE main.default.advice (a INT)", warehouse_id: WAREHOUSE });
});
afterAll(async () => {
  await story.close();
});

/** The items of all pages of a list tool whose `field` has the value. */
async function found(tool: string, args: object, list: string, field?: string, value?: string): Promise<number> {
  let count = 0;
  for (let page_token: unknown = ""; page_token !== undefined; ) {
    const page = await story.call(tool, { ...args, ...(page_token === "" ? {} : { page_token }) });
    const items = Array.isArray(page[list]) ? page[list] : [];
    count += items.filter((item) => field === undefined || Object(item)[field] === value).length;
    page_token = page.next_page_token;
  }
  return count;
}

async function rows(value: string): Promise<number> {
  const running = async () => {
    const states = ["QUEUED", "RUNNING"].map((status) => found("list_query_history", { status }, "queries"));
    return (await Promise.all(states)).some((count) => count > 0);
  };
  await vi.waitFor(async () => expect(await running()).toBe(false), { timeout: 30_000 });
  const statement = `SELECT count(*) AS n FROM main.default.advice WHERE a = ${value}`;
  const { rows } = await story.call("execute_sql_read_only", { statement, warehouse_id: WAREHOUSE });
  return Number(Object(rows)[0][0]);
}

let made = 0;

/** `reads`: what the advice must name. `count`: how many there are, read by exactly that. */
const WRITES = [
  {
    tool: "create_cluster",
    path: /clusters\/create$/,
    args: (name: string) => ({
      cluster_name: name,
      spark_version: "15.4.x-scala2.12",
      workers: "1",
      node_type_id: "i3.xlarge",
      wait_seconds: 0,
    }),
    reads: "list_clusters",
    count: (name: string) => found("list_clusters", { limit: 100 }, "clusters", "cluster_name", name),
    keyed: true,
  },
  {
    tool: "run_job",
    path: /jobs\/run-now$/,
    // The same call would repeat the previous attempt.
    args: (attempt: string) => ({ job_id: JOB, job_parameters: { attempt }, wait_seconds: 0 }),
    reads: "list_job_runs",
    count: () => found("list_job_runs", { job_id: JOB }, "runs"),
    keyed: true,
  },
  {
    tool: "submit_run",
    path: /runs\/submit$/,
    args: (run_name: string) => ({ run_name, wait_seconds: 0, tasks: [TASK] }),
    reads: "list_job_runs",
    count: (name: string) => found("list_job_runs", {}, "runs", "run_name", name),
    keyed: true,
  },
  {
    tool: "execute_sql",
    path: /sql\/statements$/,
    args: (name: string) => ({
      statement: `INSERT INTO main.default.advice VALUES (${name})`,
      warehouse_id: WAREHOUSE,
    }),
    reads: "list_query_history, which shows whether the statement still runs, then a query of the data",
    count: rows,
    keyed: false,
  },
] as const;

const text = (body: string | Uint8Array<ArrayBuffer>, status = 200) => new Response(body, { status });
/** None of them is retried more than once, because more attempts take seconds. */
const LOST = [
  ["an empty body", () => text("")],
  ["truncated JSON", () => text('{"cluster_id":')],
  ["invalid UTF-8", () => text(new Uint8Array([123, 255, 192]))],
  ["a web page", () => text("<html>welcome</html>")],
  ["an internal error", () => text('{"error_code":"INTERNAL_ERROR","message":"boom"}', 500)],
] as const;

const lose = async (
  { tool, path }: (typeof WRITES)[number],
  reached: boolean,
  response: () => Response,
  call: object,
) => {
  fault = { path, reached, response };
  sent = 0;
  const advice = await story.failure(tool, { ...call });
  fault = undefined;
  return advice;
};

describe.each(WRITES)("U12 $tool, then reading first, and calling again if nothing is there", (write) => {
  const { tool, args, reads, count, keyed } = write;
  test.each(LOST)(
    "makes one after %s",
    async (_, response) => {
      for (const reached of [true, false]) {
        const name = String(++made);
        const before = await count(name);
        const advice = await lose(write, reached, response, args(name));
        expect(advice).toMatch(/^It is unknown whether this call took effect: check with /);
        expect(advice.slice(0, advice.indexOf(`before you call ${tool} again.`))).toContain(reads);
        if (!keyed) expect(sent).toBe(1);
        if ((await count(name)) === before) await story.call(tool, args(name));
        expect((await count(name)) - before).toBe(1);
      }
    },
    60_000,
  );
});

test.each(WRITES.filter(({ keyed }) => keyed))(
  "U11 $tool, then the same call within ten minutes, makes one, as the advice says",
  async (write) => {
    const { tool, args, count } = write;
    for (const reached of [true, false]) {
      const name = String(++made);
      const before = await count(name);
      const advice = await lose(write, reached, () => text(new Uint8Array([123, 255])), args(name));
      expect(advice).toContain("The same call within ten minutes repeats this attempt");
      await story.call(tool, args(name));
      expect((await count(name)) - before).toBe(1);
    }
  },
  60_000,
);
