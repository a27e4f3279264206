import type { BenchTask } from "../../task.ts";
import { field, pick } from "../../task.ts";
import { columnOf, numberOf } from "../../workspace/look.ts";
import { ORDERS, read } from "../calls.ts";

const BY_COUNTRY = `SELECT c.country, sum(o.total) AS revenue FROM ${ORDERS} o JOIN main.sales.customers c ON c.customer_id = o.customer_id GROUP BY c.country ORDER BY revenue DESC LIMIT 1`;
const BY_MONTH = `SELECT date_format(order_date, 'yyyy-MM') AS month, sum(total) AS revenue FROM ${ORDERS} GROUP BY 1`;
/** The first and the last month may be incomplete. */
const FULL_MONTHS = `SELECT month, revenue FROM (${BY_MONTH}) WHERE month > (SELECT date_format(min(order_date), 'yyyy-MM') FROM ${ORDERS}) AND month < (SELECT date_format(max(order_date), 'yyyy-MM') FROM ${ORDERS})`;
const TOP_PRODUCT =
  "SELECT product, sum(quantity * unit_price) AS revenue FROM main.sales.order_items GROUP BY product ORDER BY revenue DESC LIMIT 1";
const ERRORS =
  "SELECT service, avg(CASE WHEN severity = 'error' THEN 1.0 ELSE 0.0 END) AS share FROM main.ops.events WHERE labels['env'] = 'prod' GROUP BY service ORDER BY share DESC LIMIT 1";

/** Questions about data. Expected values are computed from the tables when the answer is checked. */
export const questions: readonly BenchTask[] = [
  {
    id: "ana-orders-by-status",
    prompt: "How many orders do we have by status?",
    says: [/delivered\D{1,40}2500/i, /returned\D{1,40}651/i, /cancelled\D{1,40}611/i],
    budget: { calls: 3, tokens: 1500 },
    solution: [read(`SELECT status, count(*) AS n FROM ${ORDERS} GROUP BY status`)],
  },
  {
    id: "ana-best-country",
    prompt: "Which country brought us the most revenue, and how much? Use main.sales.orders.total.",
    says: async (place) => {
      const [[country, revenue] = []] = await place.sql(BY_COUNTRY);
      return [String(country), Number(revenue)];
    },
    budget: { calls: 4, tokens: 2000 },
    solution: [read(BY_COUNTRY)],
  },
  {
    id: "ana-lowest-month",
    prompt:
      "In which month was our revenue the lowest? Leave out the first and the last month of the data, which are not complete. What was it?",
    says: async (place) => {
      const [[month, revenue] = []] = await place.sql(`${FULL_MONTHS} ORDER BY revenue LIMIT 1`);
      const date = new Date(`${month}-15T00:00:00Z`);
      const long = date.toLocaleString("en", { month: "long", timeZone: "UTC" });
      return [[String(month), `${long} ${String(month).slice(0, 4)}`], Number(revenue)];
    },
    budget: { calls: 4, tokens: 2500 },
    solution: [read(`${FULL_MONTHS} ORDER BY revenue LIMIT 3`)],
  },
  {
    id: "ana-top-product",
    prompt: "Which product sells best by revenue, and how much did it bring in?",
    says: async (place) => {
      const [[product, revenue] = []] = await place.sql(TOP_PRODUCT);
      return [String(product), Number(revenue)];
    },
    budget: { calls: 4, tokens: 2000 },
    solution: [read(TOP_PRODUCT)],
  },
  {
    id: "ana-express-share",
    prompt: "What share of our revenue comes from orders with the tag express? In percent, one decimal.",
    says: async (place) => [
      Math.round(
        (await numberOf(
          place,
          `SELECT CAST(100 * sum(CASE WHEN array_contains(tags, 'express') THEN total ELSE 0 END) / sum(total) AS DOUBLE) FROM ${ORDERS}`,
        )) * 10,
      ) / 10,
    ],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      read(
        `SELECT round(100 * sum(CASE WHEN array_contains(tags, 'express') THEN total ELSE 0 END) / sum(total), 1) AS share FROM ${ORDERS}`,
      ),
    ],
  },
  {
    id: "ana-loyal-customers",
    prompt: "How many of our customers placed at least 15 orders, not counting cancelled ones?",
    says: async (place) => [
      await numberOf(
        place,
        `SELECT count(*) FROM (SELECT customer_id FROM ${ORDERS} WHERE status <> 'cancelled' GROUP BY customer_id HAVING count(*) >= 15)`,
      ),
    ],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      read(
        `SELECT count(*) AS customers FROM (SELECT customer_id FROM ${ORDERS} WHERE status <> 'cancelled' GROUP BY customer_id HAVING count(*) >= 15)`,
      ),
    ],
  },
  {
    id: "ana-error-share",
    prompt:
      "Which service in main.ops.events has the highest share of errors in prod, and what is that share? The environment is in the labels.",
    says: async (place) => {
      const [[service, share] = []] = await place.sql(ERRORS);
      const percent = Number(share) * 100;
      return [String(service), [percent, Number(percent.toFixed(1)), Number(share)]];
    },
    budget: { calls: 4, tokens: 2500 },
    solution: [read(ERRORS)],
    answer: ([found]) => {
      const [service, share] = [0, 1].map((column) => field(found, "rows", 0, column));
      return `${service}: ${(Number(share) * 100).toFixed(2)} %`;
    },
  },
  {
    id: "ana-unit-of-fare",
    prompt: "In the taxi data, which currency is fare_amount in, and does it include the tip?",
    says: [
      ["US dollar", "USD", "dollars"],
      ["without tip", "not include", "excludes", "excluding", "no tip", "doesn't include"],
    ],
    budget: { calls: 3, tokens: 2500 },
    solution: [
      { tool: "search_workspace", args: { query: "trips" } },
      { tool: "describe_table", args: { full_name: "samples.nyctaxi.trips" } },
    ],
  },
  {
    id: "ana-which-orders-table",
    prompt: "How many rows are in our orders table? I mean the one that is loaded every night.",
    traits: ["look-alike"],
    says: [5000],
    // Those of the table with a similar name may be added.
    neverSays: [/^(?!.*orders_old).*\b12 rows\b/s],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      { tool: "search_workspace", args: { query: "orders" } },
      { tool: "describe_table", args: { full_name: ORDERS } },
    ],
  },
  {
    id: "ana-skew",
    prompt: "Joins over main.ops.page_views are slow. Does one tenant dominate, and with what percentage of the rows?",
    says: ["shop-main", 96],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      read(
        "SELECT tenant, count(*) * 100 / sum(count(*)) OVER () AS percent FROM main.ops.page_views GROUP BY tenant ORDER BY percent DESC LIMIT 3",
      ),
    ],
  },
  {
    id: "ana-daily-differs",
    prompt: "Does main.default.daily_orders still agree with main.sales.orders? If not, for which days?",
    traits: ["many-steps"],
    setup: (place) =>
      place.sql(
        "UPDATE main.default.daily_orders SET revenue = revenue + 100 WHERE order_date IN (SELECT order_date FROM main.default.daily_orders ORDER BY order_date LIMIT 1 OFFSET 40)",
      ),
    says: (place) =>
      columnOf(place, "SELECT order_date FROM main.default.daily_orders ORDER BY order_date LIMIT 1 OFFSET 40"),
    budget: { calls: 4, tokens: 2500 },
    solution: [
      read(
        `SELECT coalesce(d.order_date, o.order_date) AS day, d.revenue, o.revenue AS computed FROM main.default.daily_orders d FULL JOIN (SELECT order_date, count(*) AS orders, sum(total) AS revenue FROM ${ORDERS} GROUP BY order_date) o ON d.order_date = o.order_date WHERE NOT (d.revenue <=> o.revenue AND d.orders <=> o.orders)`,
      ),
    ],
  },
  {
    id: "ana-genie",
    prompt:
      "Ask our Genie space about sales how many orders there are by status, and tell me what it says about delivered ones.",
    says: [2500],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      { tool: "list_genie_spaces" },
      {
        tool: "ask_genie",
        args: ([spaces]) => ({
          space_id: field(pick(spaces, "spaces", "title", "Sales"), "space_id"),
          question: "How many orders are there by status?",
        }),
      },
    ],
  },
  {
    id: "ana-who-reads-trips",
    prompt: "Who can read the taxi trips, and how many trips are there?",
    says: ["account users", 21_932],
    budget: { calls: 4, tokens: 3000 },
    solution: [{ tool: "describe_table", args: { full_name: "samples.nyctaxi.trips" } }],
  },
];
