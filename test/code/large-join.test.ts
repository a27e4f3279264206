import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineToolset } from "../../src/core/tool.ts";
import { connect, textOf } from "../support/harness.ts";

const set = defineToolset({ id: "sales", title: "Sales", summary: "Sales.", default: true });
const PAGE = 10_000;
const PAGES = 100;
const CUSTOMERS = 5_000;
const COUNTRIES = ["DE", "FR", "IT", "PL", "US"];
const countryOf = (customer: number) => COUNTRIES[customer % COUNTRIES.length] ?? "";

/** A million orders in pages, and the customers that placed them. */
const tools = [
  set.tool({
    name: "list_orders",
    title: "List orders",
    description: "Lists orders as [customer, cents].",
    access: "read",
    input: z.strictObject({ page_token: z.string().optional() }),
    output: z.object({ orders: z.array(z.array(z.number())), next_page_token: z.string().optional() }),
    run: async (_, { page_token = "0" }) => {
      const page = Number(page_token);
      const orders = Array.from({ length: PAGE }, (_each, index) => [(page * PAGE + index) % CUSTOMERS, index % 1000]);
      return { orders, next_page_token: page + 1 < PAGES ? String(page + 1) : undefined };
    },
  }),
  set.tool({
    name: "list_customers",
    title: "List customers",
    description: "Lists customers.",
    access: "read",
    input: z.strictObject({}),
    output: z.object({ customers: z.array(z.object({ id: z.number(), country: z.string() })) }),
    untrusted: true,
    run: async () => ({
      customers: Array.from({ length: CUSTOMERS }, (_each, id) => ({ id, country: countryOf(id) })),
    }),
  }),
];

const SCRIPT = `
const { customers } = await databricks.list_customers({});
const country = new Map(customers.map((each) => [each.id, each.country]));
const sums = {};
let page_token, rows = 0;
do {
  const page = await databricks.list_orders({ page_token });
  for (const [customer, cents] of page.orders) sums[country.get(customer)] = (sums[country.get(customer)] ?? 0) + cents;
  rows += page.orders.length;
  page_token = page.next_page_token;
} while (page_token);
return { rows, sums };`;

test("a million rows are joined with 5,000 inside a script, for a few hundred tokens", {
  timeout: 180_000,
}, async () => {
  const { client } = await connect({ tools, resources: [], mode: "code" });
  const result = await client.callTool({ name: "run_script", arguments: { script: SCRIPT } }, { timeout: 170_000 });
  const sums: Record<string, number> = {};
  for (let at = 0; at < PAGE * PAGES; at++) {
    const country = countryOf(at % CUSTOMERS);
    sums[country] = (sums[country] ?? 0) + ((at % PAGE) % 1000);
  }
  expect(result.structuredContent).toMatchObject({ value: { rows: PAGE * PAGES, sums } });
  expect(countTokens(SCRIPT) + countTokens(textOf(result))).toBeLessThanOrEqual(400);
});
