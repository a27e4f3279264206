interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const field = (name: string, expression = `\`${name}\``) => ({ name, expression });
type Field = ReturnType<typeof field>;

/** A widget over one dataset, as the editor writes it. */
const widget = (
  name: string,
  { type, version = 3, title }: { type: string; version?: number; title: string },
  {
    dataset,
    fields,
    aggregated = false,
    most,
  }: { dataset: string; fields: readonly Field[]; aggregated?: boolean; most?: string },
  encodings: object,
  position: Place,
) => ({
  widget: {
    name,
    queries: [
      {
        name: "main_query",
        query: {
          datasetName: dataset,
          fields,
          disaggregated: !aggregated,
          ...(most === undefined ? {} : { orders: [{ direction: "DESC", expression: most }] }),
        },
      },
    ],
    spec: { version, widgetType: type, encodings, frame: { showTitle: true, title } },
  },
  position,
});

const axis = (fieldName: string, type: "temporal" | "quantitative" | "categorical", displayName: string) => ({
  fieldName,
  scale: { type },
  displayName,
});

const REVENUE = "5a1d90cf";
const STATUS = "c80e12b7";
const ORDERS = "71be04d2";
const ITEMS = "9d83a7c6";
const EURO = {
  type: "number-currency",
  currencyCode: "EUR",
  abbreviation: "compact",
  decimalPlaces: { type: "max", places: 2 },
};

/** The document of the dashboard of a new workspace. */
export const salesDashboard = {
  datasets: [
    {
      name: REVENUE,
      displayName: "Revenue by month",
      queryLines: [
        "SELECT date_trunc('MONTH', order_date) AS month, sum(total) AS revenue\n",
        "FROM main.sales.orders\n",
        "GROUP BY ALL ORDER BY month",
      ],
    },
    {
      name: STATUS,
      displayName: "Orders by status",
      queryLines: ["SELECT status, count(*) AS orders FROM main.sales.orders GROUP BY status"],
    },
    {
      name: ORDERS,
      displayName: "Orders",
      queryLines: [
        "SELECT o.total, o.channel, c.country -- country of the customer, not of the delivery\n",
        "FROM main.sales.orders o JOIN main.sales.customers c USING (customer_id);\n",
      ],
    },
    {
      name: ITEMS,
      displayName: "Lines of orders",
      queryLines: ["SELECT product, quantity, quantity * unit_price AS worth FROM main.sales.order_items"],
    },
  ],
  pages: [
    {
      name: "3f7b2a61",
      displayName: "Overview",
      pageType: "PAGE_TYPE_CANVAS",
      layout: [
        {
          widget: { name: "9f0c11aa", textbox_spec: "# Sales\nAll figures in euro." },
          position: { x: 0, y: 0, width: 6, height: 1 },
        },
        widget(
          "b4e7d203",
          { type: "line", title: "Revenue by month" },
          { dataset: REVENUE, fields: [field("month"), field("revenue")] },
          { x: axis("month", "temporal", "Month"), y: axis("revenue", "quantitative", "Revenue, EUR") },
          { x: 0, y: 3, width: 4, height: 6 },
        ),
        widget(
          "e1a95f77",
          { type: "pie", title: "Orders by status" },
          { dataset: STATUS, fields: [field("status"), field("orders")] },
          { angle: axis("orders", "quantitative", "Orders"), color: axis("status", "categorical", "Status") },
          { x: 4, y: 3, width: 2, height: 6 },
        ),
        widget(
          "0d52c6f8",
          { type: "counter", version: 2, title: "Revenue" },
          { dataset: ORDERS, fields: [field("sum(total)", "SUM(`total`)")], aggregated: true },
          { value: { fieldName: "sum(total)", displayName: "since the shop opened", format: EURO } },
          { x: 0, y: 1, width: 2, height: 2 },
        ),
        widget(
          "77c3b19e",
          { type: "counter", version: 2, title: "Orders" },
          { dataset: ORDERS, fields: [field("count(*)", "COUNT(`*`)")], aggregated: true },
          { value: { fieldName: "count(*)", displayName: "Orders" } },
          { x: 2, y: 1, width: 2, height: 2 },
        ),
        widget(
          "1f6e80a5",
          { type: "counter", version: 2, title: "Average order" },
          { dataset: ORDERS, fields: [field("avg(total)", "AVG(`total`)")], aggregated: true },
          {
            value: { fieldName: "avg(total)", displayName: "Average order", format: { ...EURO, abbreviation: "none" } },
          },
          { x: 4, y: 1, width: 2, height: 2 },
        ),
        widget(
          "a90d4c33",
          { type: "table", version: 1, title: "Products" },
          {
            dataset: ITEMS,
            fields: [
              field("product"),
              field("count(*)", "COUNT(`*`)"),
              field("sum(quantity)", "SUM(`quantity`)"),
              field("sum(worth)", "SUM(`worth`)"),
            ],
            aggregated: true,
            most: "SUM(`worth`)",
          },
          {
            columns: [
              { fieldName: "product", displayName: "Product" },
              { fieldName: "count(*)", displayName: "Lines" },
              { fieldName: "sum(quantity)", displayName: "Pieces" },
              { fieldName: "sum(worth)", displayName: "Revenue", format: { ...EURO, abbreviation: "none" } },
            ],
          },
          { x: 0, y: 9, width: 3, height: 6 },
        ),
        widget(
          "58ef21b0",
          { type: "bar", title: "Revenue by country" },
          {
            dataset: ORDERS,
            fields: [field("country"), field("sum(total)", "SUM(`total`)")],
            aggregated: true,
            most: "SUM(`total`)",
          },
          { x: axis("country", "categorical", "Country"), y: axis("sum(total)", "quantitative", "Revenue, EUR") },
          { x: 3, y: 9, width: 3, height: 6 },
        ),
      ],
    },
  ],
};
