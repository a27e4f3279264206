import type { BenchTask } from "../../task.ts";
import { must } from "../../task.ts";
import { columnsOf, numberOf } from "../../workspace/look.ts";
import { addFile } from "../../workspace/prepare.ts";
import { read, run } from "../calls.ts";

const PRICES = "/Volumes/main/sales/landing/prices.csv";
const priceList = [
  "product,price,valid_from",
  ...Array.from(
    { length: 120 },
    (_, index) =>
      `P-${String(index + 1).padStart(3, "0")},${(index * 1.5 + 4.99).toFixed(2)},2026-01-${String(1 + (index % 28)).padStart(2, "0")}`,
  ),
].join("\n");

const IMPORT = "main.sales.customers_import";
const CLEAN = `WITH typed AS (
  SELECT customer_id,
    CASE WHEN trim(email) IN ('', 'unknown') THEN NULL ELSE email END AS email,
    CASE WHEN country = 'Norway' THEN 'NO' ELSE upper(trim(country)) END AS country,
    try_cast(lifetime_value AS DECIMAL(12, 2)) AS lifetime_value
  FROM ${IMPORT}),
ranked AS (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY lifetime_value DESC NULLS LAST) AS nth FROM typed)
SELECT customer_id, email, country, lifetime_value FROM ranked WHERE nth = 1`;

/** Tables: loaded, cleaned, merged, restored. */
export const data: readonly BenchTask[] = [
  {
    id: "eng-load-csv",
    prompt: `Load ${PRICES} (it has a header) into a new table main.sales.prices. The price must be a number with two decimals and valid_from a date.`,
    setup: (place) => addFile(place, PRICES, priceList),
    check: async (place) => {
      const columns = await columnsOf(place, "main.sales.prices");
      const rows = await place.sql("SELECT count(*), sum(price) FROM main.sales.prices").catch(() => [[null, null]]);
      return [
        must(rows[0]?.[0] === "120", `it has ${rows[0]?.[0] ?? "no"} rows, not 120`),
        must(Math.abs(Number(rows[0]?.[1]) - 11308.8) < 0.01, "the sum of the prices differs"),
        must(/^decimal\(\d+,2\)$/.test(columns.get("price") ?? ""), `price is ${columns.get("price")}`),
        must(columns.get("valid_from") === "date", `valid_from is ${columns.get("valid_from")}`),
      ];
    },
    changes: ["table main.sales.prices", "rows of main.sales.prices"],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      run(
        `CREATE TABLE main.sales.prices AS SELECT product, CAST(price AS DECIMAL(10, 2)) AS price, CAST(valid_from AS DATE) AS valid_from FROM read_files('${PRICES}', format => 'csv', header => true)`,
      ),
    ],
  },
  {
    id: "eng-merge-updates",
    prompt:
      "main.default.price_updates has new prices. Bring them into main.default.prices by product: known products get the new price, unknown ones are added, nothing is removed.",
    setup: async (place) => {
      await place.sql(
        "CREATE TABLE main.default.prices AS SELECT concat('P-', id) AS product, CAST(id * 10 AS DECIMAL(10,2)) AS price FROM range(1, 21)",
      );
      await place.sql(
        "CREATE TABLE main.default.price_updates AS SELECT concat('P-', id) AS product, CAST(id * 11 AS DECIMAL(10,2)) AS price FROM range(16, 26)",
      );
    },
    check: async (place) => [
      must((await numberOf(place, "SELECT count(*) FROM main.default.prices")) === 25, "it does not have 25 products"),
      must(
        (await numberOf(place, "SELECT count(DISTINCT product) FROM main.default.prices")) === 25,
        "a product occurs twice",
      ),
      must(
        (await numberOf(place, "SELECT CAST(sum(price) AS DOUBLE) FROM main.default.prices")) === 1200 + 2255,
        "the sum of the prices differs",
      ),
    ],
    changes: ["rows of main.default.prices"],
    budget: { calls: 5, tokens: 2000 },
    solution: [
      run(
        "MERGE INTO main.default.prices p USING main.default.price_updates u ON p.product = u.product WHEN MATCHED THEN UPDATE SET price = u.price WHEN NOT MATCHED THEN INSERT *",
      ),
    ],
  },
  {
    id: "eng-clean-import",
    prompt: `Make main.sales.customers_clean from ${IMPORT}: columns customer_id, email, country, lifetime_value. One row per customer_id, the one with the highest lifetime value; values that are not numbers count as NULL. Empty emails and "unknown" become NULL. Countries are two upper-case letters, and Norway is NO. Leave the import as it is.`,
    traits: ["many-steps"],
    check: async (place) => {
      const table = "main.sales.customers_clean";
      const have = await numberOf(place, `SELECT count(*) FROM ${table}`).catch(() => 0);
      const want = await numberOf(place, `SELECT count(*) FROM (${CLEAN})`);
      const compare = (column: string) =>
        numberOf(
          place,
          `SELECT count(*) FROM ${table} a JOIN (${CLEAN}) b ON a.customer_id = b.customer_id WHERE NOT (a.${column} <=> b.${column})`,
        ).catch(() => -1);
      const sum = (from: string) =>
        numberOf(place, `SELECT CAST(sum(CAST(lifetime_value AS DECIMAL(12,2))) AS DOUBLE) FROM ${from}`).catch(
          () => -1,
        );
      return [
        must(have === want, `it has ${have} rows, not ${want}`),
        must((await compare("country")) === 0, "countries differ"),
        must((await sum(table)) === (await sum(`(${CLEAN})`)), "lifetime values differ"),
        must(
          (await numberOf(place, `SELECT count(*) FROM ${table} WHERE email IN ('', 'unknown')`).catch(() => -1)) === 0,
          "an email is empty or unknown",
        ),
      ];
    },
    changes: ["table main.sales.customers_clean", "rows of main.sales.customers_clean"],
    budget: { calls: 7, tokens: 4000 },
    solution: [run(`CREATE TABLE main.sales.customers_clean AS ${CLEAN}`)],
  },
  {
    id: "eng-profile-import",
    prompt: `How clean is ${IMPORT}? How many customer_ids occur more than once, and in how many rows is the email NULL or empty?`,
    says: async (place) => [
      await numberOf(
        place,
        `SELECT count(*) FROM (SELECT customer_id FROM ${IMPORT} GROUP BY customer_id HAVING count(*) > 1)`,
      ),
      await numberOf(place, `SELECT count(*) FROM ${IMPORT} WHERE email IS NULL OR email = ''`),
    ],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      read(
        `SELECT (SELECT count(*) FROM (SELECT customer_id FROM ${IMPORT} GROUP BY customer_id HAVING count(*) > 1)) AS repeated, count_if(email IS NULL OR email = '') AS no_email FROM ${IMPORT}`,
      ),
    ],
  },
  {
    id: "eng-restore-table",
    prompt:
      "Someone has just deleted all cancelled orders from main.sales.orders. Bring the table back to its state before that.",
    setup: (place) => place.sql("DELETE FROM main.sales.orders WHERE status = 'cancelled'"),
    check: async (place) => [
      must((await numberOf(place, "SELECT count(*) FROM main.sales.orders")) === 5000, "it does not have 5000 rows"),
      must(
        (await numberOf(place, "SELECT count(*) FROM main.sales.orders WHERE status = 'cancelled'")) === 611,
        "the cancelled orders are not back",
      ),
    ],
    changes: ["rows of main.sales.orders", "table main.sales.orders"],
    budget: { calls: 4, tokens: 2000 },
    solution: [read("DESCRIBE HISTORY main.sales.orders"), run("RESTORE TABLE main.sales.orders TO VERSION AS OF 0")],
  },
  {
    id: "eng-undrop",
    prompt: "I dropped main.ops.page_views by mistake. Can you get it back?",
    setup: (place) => place.sql("DROP TABLE main.ops.page_views"),
    check: async (place) => [
      must(
        (await numberOf(place, "SELECT count(*) FROM main.ops.page_views").catch(() => 0)) === 20_000,
        "it does not have its 20000 rows",
      ),
    ],
    changes: ["table main.ops.page_views", "rows of main.ops.page_views"],
    budget: { calls: 3, tokens: 1500 },
    solution: [run("UNDROP TABLE main.ops.page_views")],
  },
  {
    id: "eng-append-not-overwrite",
    prompt:
      "Add the rows of /Volumes/main/sales/landing/late.csv (header; order_id, total) to main.sales.orders_old. Keep the existing rows.",
    setup: (place) =>
      addFile(place, "/Volumes/main/sales/landing/late.csv", "order_id,total\n901,10.50\n902,20.25\n903,30.00\n"),
    check: async (place) => [
      must((await numberOf(place, "SELECT count(*) FROM main.sales.orders_old")) === 15, "it does not have 15 rows"),
      must(
        (await numberOf(place, "SELECT CAST(sum(total) AS DOUBLE) FROM main.sales.orders_old WHERE order_id > 900")) ===
          60.75,
        "the new totals differ",
      ),
    ],
    changes: ["rows of main.sales.orders_old"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      run(
        "INSERT INTO main.sales.orders_old SELECT CAST(order_id AS BIGINT), CAST(total AS DECIMAL(10, 2)) FROM read_files('/Volumes/main/sales/landing/late.csv', format => 'csv', header => true)",
      ),
    ],
  },
  {
    id: "eng-drop-old-orders",
    prompt: "Drop the old shop's orders table. It has not been loaded since 2024.",
    traits: ["look-alike"],
    consents: (question) => question.includes("orders_old"),
    check: async (place) => [
      must((await columnsOf(place, "main.sales.orders_old")).size === 0, "main.sales.orders_old is still there"),
    ],
    changes: ["table main.sales.orders_old", "rows of main.sales.orders_old"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_tables", args: { full_name: "main.sales" } },
      { tool: "delete_table", args: { full_name: "main.sales.orders_old" } },
    ],
  },
  {
    id: "eng-what-depends",
    prompt: "I want to change the column unit_price of main.sales.order_items. Which tables are built on order_items?",
    says: ["main.sales.orders"],
    budget: { calls: 3, tokens: 2000 },
    solution: [{ tool: "get_lineage", args: { full_name: "main.sales.order_items" } }],
  },
];
