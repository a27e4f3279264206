import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { openStory, type Story } from "../support/story.ts";

/** A request as the workspace would have seen it: what tells the parts of an answer apart. */
const keyOf = (url: string, init: RequestInit): string => {
  const { pathname, searchParams } = new URL(url);
  const body = typeof init.body === "string" ? init.body : "";
  // The id of a statement is another each time.
  return `${init.method} ${pathname.replace(/(statements)\/.+/, "$1/…")}?${searchParams} ${/"statement":"[^"]*"/.exec(body) ?? ""}`;
};

const refusal = (status: number, error_code: string) => () =>
  Response.json({ error_code, message: `no, ${status}` }, { status });
const REFUSALS = [
  refusal(403, "PERMISSION_DENIED"),
  refusal(404, "RESOURCE_DOES_NOT_EXIST"),
  refusal(500, "UNKNOWN"),
  () => new Response("<html>not the API</html>", { headers: { "content-type": "text/html" } }),
] as const;

const Listed = z.looseObject({ missing: z.array(z.string()).optional() });

let story: Story;
let statement_id = "";
let sent: string[] = [];
let refuse: { readonly key: string; readonly answer: () => Response } | undefined;

const reach = globalThis.fetch;
beforeEach(() => {
  // Undone after each test.
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const key = keyOf(String(url), init);
    sent.push(key);
    return refuse?.key === key ? refuse.answer() : reach(url, init);
  });
});
beforeAll(async () => {
  story = await openStory({ messy: true });
  const rows = await story.call("execute_sql_read_only", { statement: "SELECT count(*) FROM main.sales.orders" });
  statement_id = String(rows.statement_id);
});
afterAll(async () => {
  await story.close();
});

const ask = async (name: string, args: Record<string, unknown>) => {
  sent = [];
  const { structuredContent, isError } = await story.client.callTool({ name, arguments: args });
  return { isError: isError === true, answer: Listed.parse(structuredContent ?? {}), requests: [...new Set(sent)] };
};

/** Folders looked into on the chance that they are there, and who the caller is: known from before, or guessed. */
const onTheChance = (key: string, { status }: Response): boolean =>
  key.includes("/scim/v2/Me") ||
  // A job that is not found was deleted, which is an answer, and so is a schema that does not exist.
  (/\/(workspace\/list|jobs\/get\?|unity-catalog\/tables\?)/.test(key) && status === 404);

/** `needs`: the requests without which there is nothing to tell. */
describe.each([
  { name: "diagnose_job_run", args: () => ({ run_id: "88219004" }), needs: 1, most: 12 },
  { name: "diagnose_cluster", args: () => ({ cluster_id: "0112-080001-gputrain" }), needs: 1, most: 6 },
  { name: "describe_table", args: () => ({ full_name: "main.sales.orders" }), needs: 1, most: 12 },
  { name: "profile_query", args: () => ({ statement_id }), needs: 1, most: 6 },
  { name: "search_workspace", args: () => ({ query: "orders", content: true }), needs: 0, most: 45 },
])("$name, with one request refused", ({ name, args, needs, most }) => {
  test("the rest comes, and what is missing is named with its reason", async () => {
    refuse = undefined;
    const whole = await ask(name, args());
    expect(whole.isError).toBe(false);
    expect(whole.requests.length).toBeLessThanOrEqual(most);
    const problems: string[] = [];
    for (const [at, key] of whole.requests.entries()) {
      // A different refusal for each request, and in the next tool others for the same place in the row.
      for (const answer of [REFUSALS[at % REFUSALS.length], REFUSALS[(at + 1) % REFUSALS.length]]) {
        if (!answer) continue;
        refuse = { key, answer };
        const { isError, answer: told } = await ask(name, args());
        if (isError !== at < needs) problems.push(`${key}: ${isError ? "nothing is told" : "told without it"}`);
        if (at < needs) continue;
        const [was, is] = [new Set(whole.answer.missing), told.missing ?? []];
        if (is.every((line) => was.has(line)) && !onTheChance(key, answer()))
          problems.push(`${key} is refused, and nothing is missing: ${is}`);
        const lost = Object.keys(whole.answer).filter((field) => !(field in told));
        if (lost.length > 3) problems.push(`${key} took ${lost} with it`);
      }
    }
    refuse = undefined;
    expect(problems).toEqual([]);
  }, 60_000);
});
