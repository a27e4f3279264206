/** The parts of a question that can vary, also in a follow-up. */
export interface Terms {
  readonly limit: number;
  readonly year: number | undefined;
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

const where = (column: string, { year }: Terms) => (year === undefined ? "" : `\nWHERE year(${column}) = ${year}`);

const sales: readonly Pattern[] = [
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
    words: /\borders?\b/i,
    title: "Orders by status",
    description: "Counts the orders in each status.",
    sql: (terms) =>
      `SELECT status, count(*) AS orders\nFROM main.sales.orders${where("order_date", terms)}\nGROUP BY status ORDER BY orders DESC, status LIMIT ${terms.limit}`,
  },
];

const trips: readonly Pattern[] = [
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
    examples: ["Top 5 cities by revenue?", "Which products sell best?", "How many orders are in each status?"],
  },
  {
    id: "01ef0c8a4e5f6071b2c3d4e5f6071829",
    title: "Taxi trips",
    description: "Yellow taxi trips in New York City, January and February 2016",
    patterns: trips,
    examples: ["What is the average fare by pickup ZIP?", "How many trips were there?"],
  },
];

const DEFAULT_LIMIT = 10;

/** The SQL for a question, or for a follow-up that changes the previous plan. Undefined for an unknown kind of question. */
export function planFor(space: SpaceSeed, question: string, before: Plan | undefined): Plan | undefined {
  const year = /\b(19|20)\d\d\b/.exec(question)?.[0];
  const limit = /\b\d{1,3}\b/.exec(question)?.[0];
  const pattern = space.patterns.find(({ words }) => words.test(question));
  const varied = { ...(year && { year: Number(year) }), ...(limit && Number(limit) > 0 && { limit: Number(limit) }) };
  if (pattern !== undefined) return { pattern, terms: { limit: DEFAULT_LIMIT, year: undefined, ...varied } };
  if (before === undefined || Object.keys(varied).length === 0) return undefined;
  return { pattern: before.pattern, terms: { ...before.terms, ...varied } };
}

/** The reply to a question of an unknown kind. */
export const unknownQuestion = (space: SpaceSeed): string =>
  `This is an embedded workspace without a language model: its Genie knows a few kinds of question about ${space.title.toLowerCase()} and this is none of them.`;
