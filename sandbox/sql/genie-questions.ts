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
  /** Other words that a question of this kind may contain, in addition to FILLERS. */
  readonly also?: string;
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
  also: "revenue revenues sales orders average order value",
  title,
  description: `Adds up the totals of all orders and counts them, one row for each ${column.replace("_", " ")}.`,
  sql: (terms) =>
    `SELECT ${expression} AS ${column}, sum(total) AS revenue, count(*) AS orders, round(avg(total), 2) AS average_order\nFROM main.sales.orders${where("order_date", terms)}\nGROUP BY ${expression} ORDER BY ${column}`,
});

/** Revenue and orders of each value of the customers' columns, the largest first. */
const revenueOf = (words: RegExp, ...columns: readonly string[]): Pattern => {
  const list = columns.map((column) => `c.${column}`).join(", ");
  return {
    words,
    also: `customer revenue revenues sales orders${columns.length > 1 ? " country countries segment segments" : ""}`,
    title: `Revenue by ${columns.join(" and ")}`,
    description: `Adds up the totals of all orders by the customer's ${columns.join(" and ")}, the largest first.`,
    sql: (terms) =>
      `SELECT ${list}, sum(o.total) AS revenue, count(*) AS orders\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY ${list} ORDER BY revenue DESC LIMIT ${terms.limit}`,
  };
};

const sales: readonly Pattern[] = [
  revenueBy(/\bmonth(s|ly)?\b/i, "Revenue by month", "month", "date_trunc('MONTH', order_date)"),
  revenueBy(/\bquarter(s|ly)?\b/i, "Revenue by quarter", "quarter", "date_trunc('QUARTER', order_date)"),
  revenueBy(/\bweek(s|ly)?\b/i, "Revenue by week", "week", "date_trunc('WEEK', order_date)"),
  revenueBy(/\b(per|by|each) day\b|\bdaily\b/i, "Revenue by day", "day", "order_date"),
  revenueBy(/\bchannels?\b/i, "Revenue by channel", "channel", "channel"),
  revenueOf(/\bcountr(y|ies)\b(?=.*\bsegments?\b)|\bsegments?\b(?=.*\bcountr(y|ies)\b)/i, "country", "segment"),
  revenueOf(/\bcountr(y|ies)\b/i, "country"),
  revenueOf(/\bsegments?\b/i, "segment"),
  {
    words: /\b(new customers|sign.?ups?|signed up)\b/i,
    also: "month",
    title: "New customers by month",
    description: "Counts the customers by the month in which they signed up.",
    sql: (terms) =>
      `SELECT date_trunc('MONTH', signed_up) AS month, count(*) AS customers\nFROM main.sales.customers${where("signed_up", terms)}\nGROUP BY date_trunc('MONTH', signed_up) ORDER BY month`,
  },
  {
    words: /\bcustomers?\b/i,
    also: "revenue sales orders buy bought spend spent",
    title: "Best customers",
    description: "Adds up the totals of all orders by customer, the largest first.",
    sql: (terms) =>
      `SELECT c.customer_id, c.name, sum(o.total) AS revenue, count(*) AS orders\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY c.customer_id, c.name ORDER BY revenue DESC, c.customer_id LIMIT ${terms.limit}`,
  },
  {
    words: /\bcit(y|ies)\b/i,
    also: "customer revenue sales",
    title: "Revenue by city",
    description: "Adds up the totals of all orders by the customer's city, the largest first.",
    sql: (terms) =>
      `SELECT c.city, sum(o.total) AS revenue\nFROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id${where("o.order_date", terms)}\nGROUP BY c.city ORDER BY revenue DESC, c.city LIMIT ${terms.limit}`,
  },
  {
    words: /\bproducts?\b/i,
    also: "sell sells selling sold pieces",
    title: "Best-selling products",
    description: "Counts the pieces sold of each product, the most first.",
    sql: (terms) =>
      `SELECT i.product, sum(i.quantity) AS pieces\nFROM main.sales.order_items i JOIN main.sales.orders o ON i.order_id = o.order_id${where("o.order_date", terms)}\nGROUP BY i.product ORDER BY pieces DESC, i.product LIMIT ${terms.limit}`,
  },
  {
    words: /\b(total|overall|how much) (revenue|sales)\b|\baverage order\b/i,
    also: "orders value",
    title: "Total revenue",
    description: "Adds up the totals of all orders.",
    sql: (terms) =>
      `SELECT sum(total) AS revenue, count(*) AS orders, round(avg(total), 2) AS average_order\nFROM main.sales.orders${where("order_date", terms)}`,
  },
  {
    words: /\borders?\b|\breturn(s|ed)?\b|\bcancell?(ed|ations?)\b/i,
    also: "status statuses delivered shipped placed pending processing",
    title: "Orders by status",
    description: "Counts the orders in each status.",
    sql: (terms) =>
      `SELECT status, count(*) AS orders\nFROM main.sales.orders${where("order_date", terms)}\nGROUP BY status ORDER BY orders DESC, status LIMIT ${terms.limit}`,
  },
];

const trips: readonly Pattern[] = [
  {
    words: /\b(hours?|time of day)\b/i,
    also: "trips trip rides ride people fare fares average pickup day",
    title: "Trips by hour",
    description: "Counts the trips and averages the fares by the hour in which the trip began.",
    sql: (terms) =>
      `SELECT hour(tpep_pickup_datetime) AS hour, count(*) AS trips, round(avg(fare_amount), 2) AS average_fare\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nGROUP BY hour(tpep_pickup_datetime) ORDER BY hour`,
  },
  {
    words: /\b(longest|distances?)\b/i,
    also: "trips trip",
    title: "Longest trips",
    description: "Lists the trips with the greatest distance.",
    sql: (terms) =>
      `SELECT trip_distance, fare_amount, pickup_zip, dropoff_zip\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nORDER BY trip_distance DESC, fare_amount DESC LIMIT ${terms.limit}`,
  },
  {
    words: /\bfares?\b/i,
    also: "average pickup zip zips code codes trip trips",
    title: "Average fare by pickup ZIP",
    description: "Averages the fares of the trips that began in each ZIP code, the highest first.",
    sql: (terms) =>
      `SELECT pickup_zip, round(avg(fare_amount), 2) AS average_fare\nFROM samples.nyctaxi.trips${where("tpep_pickup_datetime", terms)}\nGROUP BY pickup_zip ORDER BY average_fare DESC, pickup_zip LIMIT ${terms.limit}`,
  },
  {
    words: /\btrips?\b/i,
    also: "taxi rides",
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

/** Words that do not change what a question asks for. */
const FILLERS =
  "a all an and are at best biggest bring bringing brings by can count did do does each for get give had has have highest how i in is it large largest list many me most much my number of on only our over overall per please plot show tell the there top total us was we were what when which who with would you your".split(
    " ",
  );

interface Reading {
  readonly varied: Partial<Terms>;
  /** Its words apart from years, periods and limits. */
  readonly words: readonly string[];
}

function read(question: string): Reading {
  const year = /\b(19|20)\d\d\b/.exec(question)?.[0];
  const [period = "", days] = /\b(?:last|past) (\d{1,3}) days\b/i.exec(question) ?? [];
  const rest = question.replace(period, " ").replace(year ?? "", " ");
  const limit = /\b\d{1,3}\b/.exec(rest)?.[0];
  const varied = {
    ...(year && { year: Number(year) }),
    ...(days && { days: Number(days) }),
    ...(limit && Number(limit) > 0 && { limit: Number(limit) }),
  };
  return { varied, words: rest.replace(limit ?? "", " ").match(/[\p{L}\d]+/gu) ?? [] };
}

/** The words that a kind of question does not cover. */
function uncovered({ words, varied }: Reading, pattern: Pattern | undefined): readonly string[] {
  const known = new Set([...FILLERS, ...(pattern?.also?.split(" ") ?? [])]);
  const text = words.join(" ");
  const subject = new Set(text.match(new RegExp(pattern?.words ?? /^$/, "gi"))?.flatMap((part) => part.split(" ")));
  const ofTerms =
    varied.limit !== undefined && pattern?.sql(ANY).includes("LIMIT") === false ? [String(varied.limit)] : [];
  return [...words.filter((word) => !known.has(word.toLowerCase()) && !subject.has(word)), ...ofTerms];
}

const ANY: Terms = { limit: DEFAULT_LIMIT, year: undefined, days: undefined };

/** The SQL for a question, or for a follow-up that changes the previous plan. Undefined for a question with a word that no plan covers. */
export function planFor(space: SpaceSeed, question: string, before: Plan | undefined): Plan | undefined {
  const reading = read(question);
  const text = reading.words.join(" ");
  const ofKind = space.patterns.filter(({ words }) => words.test(text));
  const pattern = ofKind.find((one) => uncovered(reading, one).length === 0);
  const { varied } = reading;
  if (pattern !== undefined) return { pattern, terms: { ...ANY, ...varied } };
  if (before === undefined || Object.keys(varied).length === 0 || ofKind.length > 0) return undefined;
  if (uncovered(reading, { ...before.pattern, also: "" }).length > 0) return undefined;
  return { pattern: before.pattern, terms: { ...before.terms, ...varied } };
}

/** The reply to a question that no plan covers. */
export function unknownQuestion(space: SpaceSeed, question: string): string {
  const reading = read(question);
  const [words = []] = [undefined, ...space.patterns]
    .map((pattern) => uncovered(reading, pattern))
    .toSorted((a, b) => a.length - b.length);
  const named = words.length > 0 ? ` It cannot answer for: ${words.join(", ")}.` : "";
  return `This is an embedded workspace without a language model: its Genie knows a few kinds of question about ${space.title.toLowerCase()} and this is none of them.${named}`;
}
