import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as group from "../../src/resources/unity-catalog.ts";
import { connect } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

// Cached lists expire by the clock, so it does not advance: counts must not depend on the time.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const URI = "databricks://tables/{full_name}";

const open = () => connect({ resources: Object.values(group) });

describe(URI, () => {
  test("returns the output of get_table", async () => {
    on("GET /api/2.1/unity-catalog/tables/main.sales.orders", {
      full_name: "main.sales.orders",
      name: "orders",
      table_type: "MANAGED",
      columns: [{ name: "id", type_text: "bigint" }],
    });
    const { client } = await open();
    const [first] = (await client.readResource({ uri: "databricks://tables/main.sales.orders" })).contents;
    expect(JSON.parse(first && "text" in first ? first.text : "null")).toEqual({
      full_name: "main.sales.orders",
      table_type: "MANAGED",
      columns: [{ name: "id", type: "bigint" }],
    });
  });

  test("an incomplete name is refused before a request is sent", async () => {
    const { client } = await open();
    await expect(client.readResource({ uri: "databricks://tables/orders" })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("catalog.schema.table"),
    });
  });

  test("completes level by level, and caches each list for a short time", async () => {
    const lists = [
      on("GET /api/2.1/unity-catalog/catalogs", { catalogs: [{ name: "main" }, { name: "samples" }] }),
      on("GET /api/2.1/unity-catalog/schemas", { schemas: [{ name: "sales", full_name: "main.sales" }] }),
      on("GET /api/2.1/unity-catalog/tables", {
        tables: [
          { name: "orders", full_name: "main.sales.orders" },
          { name: "items", full_name: "main.sales.items" },
        ],
      }),
    ];
    const { client } = await open();
    const ask = async (value: string) => {
      const ref = { type: "ref/resource" as const, uri: URI };
      return (await client.complete({ ref, argument: { name: "full_name", value } })).completion.values;
    };
    expect(await ask("m")).toEqual(["main."]);
    expect(await ask("main.")).toEqual(["main.sales."]);
    expect(await ask("main.sales.o")).toEqual(["main.sales.orders"]);
    expect(await ask("main.sales.")).toEqual(["main.sales.orders", "main.sales.items"]);
    expect(await ask("main.sales.orders.x")).toEqual([]);
    expect(lists.map(({ length }) => length)).toEqual([1, 1, 1]);

    // After a minute the cache has expired.
    vi.setSystemTime(Date.now() + 60_000);
    expect(await ask("main.sales.i")).toEqual(["main.sales.items"]);
    expect(lists.map(({ length }) => length)).toEqual([1, 1, 2]);
  });
});
