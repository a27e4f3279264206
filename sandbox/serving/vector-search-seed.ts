import { type Index, indexFrom, rowFrom } from "./vector-search-record.ts";

const ARTICLES: readonly (readonly [id: number, category: string, text: string])[] = [
  [
    1,
    "billing",
    "Invoices are issued on the first day of the month and can be downloaded as PDF from the account page.",
  ],
  [2, "billing", "A refund reaches the customer's card within five working days after the return was accepted."],
  [
    3,
    "billing",
    "To change the payment method, open the account page and add a new credit card before removing the old one.",
  ],
  [
    4,
    "shipping",
    "Parcels to Norway and Switzerland need a customs declaration, which the warehouse prints with the label.",
  ],
  [5, "shipping", "An express shipment ordered before noon leaves the warehouse the same day."],
  [6, "shipping", "When a parcel is lost, the carrier is asked for an investigation and the order is sent again."],
  [
    7,
    "returns",
    "Customers can return an unopened product within thirty days; the label is printed from the order page.",
  ],
  [8, "returns", "A damaged product is replaced at once when the customer sends a photograph of it."],
  [9, "account", "To reset a forgotten password, ask for a link on the login page; it is good for one hour."],
  [10, "account", "Two-factor login can be switched on in the security settings with any authenticator program."],
  [
    11,
    "data",
    "The orders table is loaded every night at two o'clock; a late load is reported to the data platform team.",
  ],
  [12, "data", "Revenue is the sum of order lines without tax, converted to euro at the rate of the order's day."],
];

/** Support articles, which the index embeds. */
export function articleIndex(endpoint: string, creator: string): Index {
  const index = indexFrom(
    {
      name: "main.default.support_articles_index",
      endpoint_name: endpoint,
      primary_key: "id",
      index_type: "DIRECT_ACCESS",
      direct_access_index_spec: {
        schema_json: JSON.stringify({ id: "int", category: "string", text: "string" }),
        embedding_source_columns: [{ name: "text", embedding_model_endpoint_name: "databricks-gte-large-en" }],
      },
    },
    creator,
  );
  for (const [id, category, text] of ARTICLES) {
    const made = rowFrom(index, { id, category, text });
    if (made) index.rows.set(...made);
  }
  index.ready = true;
  index.message = "Index is ready to be queried.";
  return index;
}
