/** The columns from which the nightly job computes the orders: `[source, target]`. */
export const NIGHTLY_COLUMNS: readonly (readonly [source: string, target: string])[] = [
  ["main.sales.order_items.order_id", "main.sales.orders.order_id"],
  ["main.sales.order_items.quantity", "main.sales.orders.total"],
  ["main.sales.order_items.unit_price", "main.sales.orders.total"],
  ["main.sales.customers.customer_id", "main.sales.orders.customer_id"],
];

export const tableOfColumn = (column: string): string => column.slice(0, column.lastIndexOf("."));
