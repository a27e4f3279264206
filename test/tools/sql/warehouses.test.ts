import { describe, expect, test } from "vitest";
import { soonestWarehouse } from "../../../src/api/sql/warehouses.ts";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const shared = {
  id: "w1",
  name: "Shared",
  state: "RUNNING",
  cluster_size: "Small",
  warehouse_type: "PRO",
  enable_serverless_compute: true,
  creator_name: "ana@example.com",
  num_clusters: 1,
  min_num_clusters: 1,
  max_num_clusters: 2,
  auto_stop_mins: 10,
  channel: { name: "CHANNEL_NAME_CURRENT" },
  health: { status: "HEALTHY" },
};
const summary = {
  id: "w1",
  name: "Shared",
  state: "RUNNING",
  cluster_size: "Small",
  warehouse_type: "PRO",
  serverless: true,
  num_clusters: 1,
  auto_stop_mins: 10,
  creator_name: "ana@example.com",
};
const GET = "GET /api/2.0/sql/warehouses/w1";
const inState = (state: string, more: object = {}) => ({ ...shared, state, ...more });

describe("list_warehouses", () => {
  test("returns one page and the token of the next", async () => {
    const asked = on("GET /api/2.0/sql/warehouses", { warehouses: [shared, { id: "w2" }], next_page_token: "t2" });
    const { call } = await connect();
    const result = await call("list_warehouses", { limit: 2, page_token: "t1" });
    expect(asked[0]?.query).toEqual({ page_size: "2", page_token: "t1" });
    expect(result.structuredContent).toEqual({ warehouses: [summary, { id: "w2" }], next_page_token: "t2" });
  });

  test("returns an empty list for a workspace without warehouses", async () => {
    on("GET /api/2.0/sql/warehouses", {});
    const { call } = await connect();
    expect((await call("list_warehouses")).structuredContent).toEqual({ warehouses: [] });
  });
});

describe("get_warehouse", () => {
  test("returns state, scaling and channel, and health only if it is not healthy", async () => {
    on(GET, shared, inState("STOPPED", { health: { status: "FAILED", summary: "No capacity" } }));
    const { call } = await connect();
    expect((await call("get_warehouse", { warehouse_id: "w1" })).structuredContent).toEqual({
      ...summary,
      num_clusters: 1,
      min_num_clusters: 1,
      max_num_clusters: 2,
      auto_stop_mins: 10,
      channel: "CHANNEL_NAME_CURRENT",
    });
    expect((await call("get_warehouse", { warehouse_id: "w1" })).structuredContent).toMatchObject({
      health: { status: "FAILED", summary: "No capacity" },
    });
  });
});

describe("start_warehouse", () => {
  const START = "POST /api/2.0/sql/warehouses/w1/start";

  test("starts it and waits until it is running", async () => {
    const asked = on(START, {});
    on(GET, inState("STARTING"), inState("RUNNING"));
    const { call } = await connect();
    const result = await call("start_warehouse", { warehouse_id: "w1" });
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "w1", name: "Shared", state: "RUNNING" });
  });

  test("returns the state when the wait ends first", async () => {
    on(START, {});
    on(GET, inState("STARTING"));
    const { call } = await connect();
    expect((await call("start_warehouse", { warehouse_id: "w1", wait_seconds: 0 })).structuredContent).toEqual({
      id: "w1",
      name: "Shared",
      state: "STARTING",
      next: "Still starting. Call start_warehouse again to keep waiting.",
    });
  });

  test("reports the health of a warehouse that fails to start", async () => {
    on(START, {});
    on(GET, inState("STOPPED", { health: { status: "FAILED", summary: "No capacity in the region" } }));
    const { call } = await connect();
    const result = await call("start_warehouse", { warehouse_id: "w1" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Warehouse w1 did not start: it is STOPPED.");
    expect(textOf(result)).toContain("No capacity in the region");
  });
});

describe("stop_warehouse", () => {
  const STOP = "POST /api/2.0/sql/warehouses/w1/stop";

  test("asks with the name and the consequences, then stops it and waits", async () => {
    const asked = on(STOP, {});
    const busy = inState("RUNNING", { num_active_sessions: 3 });
    on(GET, busy, busy, inState("STOPPING"), inState("STOPPED"));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("stop_warehouse", { warehouse_id: "w1" });
    expect(questions).toEqual([
      [
        "Workspace: https://adb-1.2.azuredatabricks.net",
        'Stop SQL warehouse "Shared" (id w1, state "RUNNING", creator "ana@example.com")?',
        "All statements running on it fail, including those of other users. It has 3 active sessions.",
      ].join("\n"),
    ]);
    expect(asked).toHaveLength(1);
    expect(result.structuredContent).toEqual({ id: "w1", name: "Shared", state: "STOPPED" });
  });

  test.each(["ask", "never"] as const)("a protected warehouse is left alone with --confirm %s", async (confirm) => {
    on(GET, inState("STOPPED"));
    const { call } = await connect({ settings: { confirm, protect: ["shared"] }, answer: yes });
    for (const name of ["start_warehouse", "stop_warehouse"]) {
      expect(textOf(await call(name, { id: "w1" }))).toContain("the operator protects this object");
    }
  });

  test("X08 does not stop it unless the user accepts", async () => {
    on(GET, shared);
    const { call } = await connect({ answer: () => ({ action: "decline" }) });
    expect((await call("stop_warehouse", { warehouse_id: "w1" })).isError).toBe(true);
  });

  test("does not ask for a warehouse that is already stopped", async () => {
    on(STOP, {});
    on(GET, inState("STOPPED"));
    const { call, questions } = await connect({ answer: yes });
    expect((await call("stop_warehouse", { warehouse_id: "w1" })).isError).toBeFalsy();
    expect(questions).toEqual([]);
  });

  test("reports that it is still stopping when the wait ends first", async () => {
    on(STOP, {});
    on(GET, inState("STOPPING"));
    const { call } = await connect({ answer: yes });
    const result = await call("stop_warehouse", { warehouse_id: "w1", wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({
      state: "STOPPING",
      next: expect.stringContaining("Still stopping"),
    });
  });
});

test("chooses the warehouse that can run a statement soonest", () => {
  const classic = { id: "a", state: "STOPPED" };
  const serverless = { id: "b", state: "STOPPED", enable_serverless_compute: true };
  const starting = { id: "c", state: "STARTING" };
  const sick = { id: "d", state: "RUNNING", health: { status: "FAILED" } };
  const running = { id: "e", state: "RUNNING" };
  expect(soonestWarehouse([classic, serverless, starting, sick, running])?.id).toBe("e");
  expect(soonestWarehouse([classic, serverless, starting, sick])?.id).toBe("c");
  expect(soonestWarehouse([classic, serverless, sick])?.id).toBe("b");
  expect(soonestWarehouse([classic, sick])).toBeUndefined();
});
