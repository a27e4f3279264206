import { draw, pick, type SeedDays, type SeedTable } from "./draw.ts";

const CUSTOMERS = 400;
const ORDERS = 5_000;

const firstNames = [
  "Ana",
  "Lars",
  "Priya",
  "Tomás",
  "Yuki",
  "Amara",
  "Elif",
  "Noah",
  "Ingrid",
  "Mateo",
  "Chloé",
  "Oluwaseun",
  "Mei",
  "Jonas",
  "Fatima",
  "Liam",
  "Zofia",
  "Hugo",
  "Aisha",
  "Kenji",
];
const lastNames = [
  "Kowalska",
  "Hansen",
  "Sharma",
  "García",
  "Tanaka",
  "Okafor",
  "Yılmaz",
  "Williams",
  "Berg",
  "Rossi",
  "Dubois",
  "Adeyemi",
  "Chen",
  "Schmidt",
  "Haddad",
  "Murphy",
  "Nowak",
  "Silva",
  "Khan",
  "Sato",
];
const cities: readonly (readonly [city: string, country: string])[] = [
  ["Oslo", "NO"],
  ["Lisbon", "PT"],
  ["Austin", "US"],
  ["Osaka", "JP"],
  ["Lagos", "NG"],
  ["Kraków", "PL"],
  ["Lyon", "FR"],
  ["Hamburg", "DE"],
  ["Bogotá", "CO"],
  ["Pune", "IN"],
];
const products: readonly (readonly [name: string, price: string])[] = [
  ["Trail backpack 28 l", "119.00"],
  ["Steel bottle 0.75 l", "24.50"],
  ["Merino socks", "18.90"],
  ["Head torch", "49.95"],
  ["Rain jacket", "189.00"],
  ["Trekking poles", "79.00"],
  ["Camp stove", "64.90"],
  ["Sleeping mat", "99.00"],
  ["Dry bag 10 l", "21.00"],
  ["First-aid kit", "34.00"],
  ["Compass", "29.90"],
  ["Two-person tent", "349.00"],
];
const list = (texts: readonly string[]) => `[${texts.map((text) => `'${text}'`).join(", ")}]`;

const customers = ({ shift }: SeedDays): SeedTable => ({
  name: '"@main".sales.customers',
  comment: "One row per customer",
  columns: {
    customer_id: "Key",
    name: "Full name as given at sign-up",
    email: "Contact address; unique",
    city: "Where deliveries go",
    country: "ISO 3166 code of two letters",
    segment: "consumer, business or partner",
    signed_up: "Day of the first sign-in",
    active: "False once the account is closed",
  },
  query: `
    WITH drawn AS (
      SELECT i + 1 AS customer_id, ${pick("i", "first", firstNames)} || ' ' || ${pick("i", "last", lastNames)} AS name,
        ${draw("i", "city", cities.length)} + 1 AS place,
        ${pick("i", "segment", ["consumer", "consumer", "consumer", "business", "partner"])} AS segment,
        DATE '2023-01-09' + ${shift} + ${draw("i", "signed", 900)} AS signed_up,
        ${draw("i", "active", 12)} > 0 AS active
      FROM range(${CUSTOMERS}) AS r(i))
    SELECT CAST(customer_id AS BIGINT) AS customer_id, name,
      replace(replace(lower(strip_accents(name)), ' ', '.'), 'ı', 'i') || customer_id || '@example.com' AS email,
      (${list(cities.map(([city]) => city))})[place] AS city, (${list(cities.map(([, country]) => country))})[place] AS country,
      segment, signed_up, active
    FROM drawn ORDER BY customer_id`,
});

const orderItems: SeedTable = {
  name: '"@main".sales.order_items',
  comment: "Lines of the orders",
  columns: {
    order_id: "The order this line belongs to",
    line: "1, 2, 3 … within the order",
    product: "Name in the catalogue on the day of the order",
    quantity: "Pieces",
    unit_price: "Euro for one piece",
  },
  query: `
    WITH drawn AS (
      SELECT o + 1 AS order_id, l AS line, ${draw("o * 10 + l", "product", products.length)} + 1 AS product, 1 + ${draw("o * 10 + l", "quantity", 3)} AS quantity
      FROM range(${ORDERS}) AS a(o), range(1, 5) AS b(l)
      WHERE l <= 1 + ${draw("o", "lines", 4)})
    SELECT CAST(order_id AS BIGINT) AS order_id, CAST(line AS INTEGER) AS line, (${list(products.map(([name]) => name))})[product] AS product,
      CAST(quantity AS INTEGER) AS quantity, CAST((${list(products.map(([, price]) => price))})[product] AS DECIMAL(10, 2)) AS unit_price
    FROM drawn ORDER BY order_id, line`,
};

const orders = ({ shift }: SeedDays): SeedTable => ({
  name: '"@main".sales.orders',
  comment: "One row per order; the lines are in order_items",
  columns: {
    order_id: "Key",
    customer_id: "Who ordered (customers.customer_id)",
    ordered_at: "When the order was placed, UTC",
    order_date: "The day of ordered_at",
    status: "placed, shipped, delivered, returned or cancelled",
    channel: "Where the order came from",
    total: "Euro, all lines",
    tags: "Notes about the order",
  },
  query: `
    WITH totals AS (
      SELECT order_id, CAST(sum(quantity * unit_price) AS DECIMAL(10, 2)) AS total FROM "@main".sales.order_items GROUP BY order_id),
    drawn AS (
      SELECT order_id, total, TIMESTAMPTZ '2025-01-01 06:00:00+00' + to_days(${shift}) + to_minutes(order_id * 104 + ${draw("order_id", "minute", 97)}) AS ordered_at
      FROM totals)
    SELECT order_id, CAST(1 + ${draw("order_id", "customer", CUSTOMERS)} AS BIGINT) AS customer_id, ordered_at, CAST(ordered_at AS DATE) AS order_date,
      ${pick("order_id", "status", ["delivered", "delivered", "delivered", "delivered", "shipped", "placed", "returned", "cancelled"])} AS status,
      ${pick("order_id", "channel", ["web", "web", "app", "store"])} AS channel, total,
      CASE ${draw("order_id", "tags", 5)} WHEN 0 THEN ['gift'] WHEN 1 THEN ['express', 'gift'] WHEN 2 THEN ['express'] ELSE CAST([] AS VARCHAR[]) END AS tags
    FROM drawn ORDER BY order_id`,
});

/** The table of the seeded pipeline. */
const dailyOrders: SeedTable = {
  name: '"@main"."default".daily_orders',
  comment: "Orders and revenue by day",
  columns: { order_date: "The day of the orders", orders: "Number of orders", revenue: "Euro, all orders" },
  query: `SELECT order_date, count(*) AS orders, CAST(sum(total) AS DECIMAL(20, 2)) AS revenue
    FROM "@main".sales.orders GROUP BY order_date ORDER BY order_date`,
};

/** Lines come before orders, because the total of an order is the sum of its lines. */
export const sales = (days: SeedDays): readonly SeedTable[] => [customers(days), orderItems, orders(days), dailyOrders];
