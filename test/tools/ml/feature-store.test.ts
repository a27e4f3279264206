import { describe, expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const STORES = "/api/2.0/feature-store/online-stores";
const FEATURES = "/api/2.0/feature-engineering/features";
const store = { name: "fast", state: "AVAILABLE", capacity: "CU_2", read_replica_count: 1 };
const revenue = {
  full_name: "main.sales.revenue_7d",
  description: "Revenue of a week",
  entities: [{ name: "customer_id" }],
  source: { delta_table_source: { full_name: "main.sales.orders" } },
  function: { aggregation_function: { sum: {} } },
};

describe("list_online_stores", () => {
  test("returns a page", async () => {
    on(`GET ${STORES}`, { online_stores: [store], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("list_online_stores", {})).structuredContent).toEqual({ stores: [store], next_page_token: "n" });
  });
});

describe("list_features", () => {
  test("returns those of a schema", async () => {
    const seen = on(`GET ${FEATURES}`, { features: [revenue] });
    const { call } = await connect();
    expect((await call("list_features", { full_name: "main.sales" })).structuredContent).toEqual({
      features: [
        {
          full_name: "main.sales.revenue_7d",
          description: "Revenue of a week",
          source_table_full_name: "main.sales.orders",
        },
      ],
    });
    expect(seen[0]?.query).toEqual({ catalog_name: "main", schema_name: "sales", page_size: "50" });
  });
});

describe("get_feature", () => {
  test("returns how it is computed", async () => {
    on(`GET ${FEATURES}/main.sales.revenue_7d`, revenue);
    const { call } = await connect();
    expect((await call("get_feature", { full_name: "main.sales.revenue_7d" })).structuredContent).toMatchObject({
      entities: ["customer_id"],
      function: { aggregation_function: { sum: {} } },
    });
  });
});
