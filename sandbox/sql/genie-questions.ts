/** The parts of a question that can vary, also in a follow-up. */
export interface Terms {
  readonly limit: number;
  readonly year: number | undefined;
  /** Only the last days. */
  readonly days: number | undefined;
}

export interface Plan {
  readonly pattern: Pattern;
  readonly terms: Terms;
}

interface Pattern {
  readonly words: RegExp;
  readonly title: string;
  readonly description: string;
  sql(terms: Terms): string;
}

export interface SpaceSeed {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly patterns: readonly Pattern[];
  /** Example questions that the patterns can answer. */
  readonly examples: readonly string[];
}

function where(column: string, { year, days }: Terms): string {
  const conditions = [
    ...(year === undefined ? [] : [`year(${column}) = ${year}`]),
    ...(days === undefined ? [] : [`${column} >= date_sub(current_date(), ${days})`]),
  ];
  return conditions.length === 0 ? "" : `\nWHERE ${conditions.join(" AND ")}`;
}

/** Revenue, orders and average value of each value of an expression, in the order of that expression. */
const revenueBy = (words: RegExp, title: string, column: string, expression: string): Pattern => ({
  words,
  title,
  description: `Adds up the totals of all orders and counts them, one row for each ${column.replace("_", " ")}.`,
  sql: (terms) =>
    `SELECT ${expression} AS ${column}, sum(total) AS revenue, count(*) AS orders, round(avg(total), 2) AS average_order\nFROM main.sales.orders${where("order_date", terms)}\nGROUP BY ${expression} ORDER BY ${column}`,
});

const sales: readonly Pattern[] = [
  revenueBy(/\bmonth(s|ly)?\b/i, "Revenue by month", "month", "date_trunc('MONTH', order_date)"),
  revenueBy(/\bquarter(s|ly)?\b/i, "Revenue by quarter", "quarter", "date_trunc('QUARTER', order_date)"),
  revenueBy(/\bweek(s|ly)?\b/i, "Revenue by week", "week", "date_trunc('WEEK', order_date)"),
  revenueBy(/\b(per|by|each) day\b|\bdaily\b/i, "Revenue by day", "day", "order_date"),
  revenueBy(/\bchannels?\b/i, "Revenue by channel", "channel", "channel"),
  {
    words: /\b(countr(y|ies)|segments?)\b/i,
    title: "Revenue by country and segment",
    description: "Adds up the totals of all orders by the customer's country and segment, the largest first.",
    sql: (terms) =>
      `SELECT c.country, c.segment, sum(o.total) AS revenue, count(*) AS orders\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY c.country, c.segment ORDER BY revenue DESC LIMIT ${terms.limit}`,
  },
  {
    words: /\b(new customers|sign.?ups?|signed up)\b/i,
    title: "New customers by month",
    description: "Counts the customers by the month in which they signed up.",
    sql: (terms) =>
      `SELECT date_trunc('MONTH', signed_up) AS month, count(*) AS customers\nFROM main.sales.customers${where("signed_up", terms)}\nGROUP BY date_trunc('MONTH', signed_up) ORDER BY month`,
  },
  {
    words: /\bcustomers?\b/i,
    title: "Best customers",
    description: "Adds up the totals of all orders by customer, the largest first.",
    sql: (terms) =>
      `SELECT c.customer_id, c.name, sum(o.total) AS revenue, count(*) AS orders\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY c.customer_id, c.name ORDER BY revenue DESC, c.customer_id LIMIT ${terms.limit}`,
  },
  {
    words: /\bcit(y|ies)\b/i,
    title: "Revenue by city",
    description: "Adds up the totals of all orders by the customer's city, the largest first.",
    sql: (terms) =>
      `SELECT c.city, sum(o.total) AS revenue\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY c.city ORDER BY revenue DESC, c.city LIMIT ${terms.limit}`,
  },
  {
    words: /\bproducts?\b/i,
    title: "Best-selling products",
    description: "Counts the pieces sold of each product, the most first.",
    sql: (terms) =>
      `SELECT i.product, sum(i.quantity) AS pieces\nFROM main.sales.order_items i JOIN main.sales.orders o ON i.order_id = o.order_id${where("o.order_date", terms)}\nGROUP BY i.product ORDER BY pieces DESC, i.product LIMIT ${terms.limit}`,
  },
  {
    words: /\b(total|overall|how much) (revenue|sales)\b|\baverage order\b/i,
    title: "Total revenue",
    description: "Adds up the totals of all orders.",
    sql: (terms) =>
      `SELECT sum(total) AS revenue, count(*) AS orders, round(avg(total), 2) AS average_order\nFROM main.sales.orders${where("order_date", terms)}`,
  },
  {
    words: /\borders?\b|\breturn(s|ed)?\b|\bcancell?(ed|ations?)\b/i,
    title: "Orders by status",
    description: "Counts the orders in each status.",
    sql: (terms) =>
      `SELECT status, count(*) AS orders\nFROM main.sales.orders${where("order_date", terms)}\nGROUP BY status ORDER BY orders DESC, status LIMIT ${terms.limit}`,
  },
];

const trips: readonly Pattern[] = [
  {
    words: /\b(hours?|time of day)\b/i,
    title: "Trips by hour",
    description: "Counts the trips and averages the fares by the hour in which the trip began.",
    sql: (terms) =>
      `SELECT hour(tpep_pickup_datetime) AS hour, count(*) AS trips, round(avg(fare_amount), 2) AS average_fare\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nGROUP BY hour(tpep_pickup_datetime) ORDER BY hour`,
  },
  {
    words: /\b(longest|distances?)\b/i,
    title: "Longest trips",
    description: "Lists the trips with the greatest distance.",
    sql: (terms) =>
      `SELECT trip_distance, fare_amount, pickup_zip, dropoff_zip\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nORDER BY trip_distance DESC, fare_amount DESC LIMIT ${terms.limit}`,
  },
  {
    words: /\bfares?\b/i,
    title: "Average fare by pickup ZIP",
    description: "Averages the fares of the trips that began in each ZIP code, the highest first.",
    sql: (terms) =>
      `SELECT pickup_zip, round(avg(fare_amount), 2) AS average_fare\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nGROUP BY pickup_zip ORDER BY average_fare DESC, pickup_zip LIMIT ${terms.limit}`,
  },
  {
    words: /\btrips?\b/i,
    title: "Number of trips",
    description: "Counts the trips.",
    sql: (terms) => `SELECT count(*) AS trips\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}`,
  },
];

/** Genie spaces without a model. They recognise a few kinds of question and run them as SQL. */
export const spaceSeeds: readonly SpaceSeed[] = [
  {
    id: "01ef0c8a3d2b1c4f9a7e5d6b8c0f1e2d",
    title: "Sales",
    description: "Customers, orders and products of the shop",
    patterns: sales,
    examples: [
      "Top 5 cities by revenue?",
      "Which products sell best?",
      "How many orders are in each status?",
      "What was the revenue by month?",
      "Who are the best customers of the last 30 days?",
      "How many new customers signed up?",
    ],
  },
  {
    id: "01ef0c8a4e5f6071b2c3d4e5f6071829",
    title: "Taxi trips",
    description: "Yellow taxi trips in New York City, January and February 2016",
    patterns: trips,
    examples: [
      "What is the average fare by pickup ZIP?",
      "How many trips were there?",
      "At what hours do people ride?",
    ],
  },
];

const DEFAULT_LIMIT = 10;

/** The SQL for a question, or for a follow-up that changes the previous plan. Undefined for an unknown kind of question. */
export function planFor(space: SpaceSeed, question: string, before: Plan | undefined): Plan | undefined {
  const year = /\b(19|20)\d\d\b/.exec(question)?.[0];
  const [period = "", days] = /\b(?:last|past) (\d{1,3}) days\b/i.exec(question) ?? [];
  const limit = /\b\d{1,3}\b/.exec(question.replace(period, ""))?.[0];
  const pattern = space.patterns.find(({ words }) => words.test(question));
  const varied = {
    ...(year && { year: Number(year) }),
    ...(days && { days: Number(days) }),
    ...(limit && Number(limit) > 0 && { limit: Number(limit) }),
  };
  if (pattern !== undefined)
    return { pattern, terms: { limit: DEFAULT_LIMIT, year: undefined, days: undefined, ...varied } };
  if (before === undefined || Object.keys(varied).length === 0) return undefined;
  return { pattern: before.pattern, terms: { ...before.terms, ...varied } };
}

/** The reply to a question of an unknown kind. */
export const unknownQuestion = (space: SpaceSeed): string =>
  `This is an embedded workspace without a language model: its Genie knows a few kinds of question about ${space.title.toLowerCase()} and this is none of them.`;
