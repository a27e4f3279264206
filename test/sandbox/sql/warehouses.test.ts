import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NIGHT, openSql, SHARED, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql({ speed: 4 });
});
afterAll(() => session.close());

const PATH = "/api/2.0/sql/warehouses";
const get = async (id: string) => (await session.call("GET", `${PATH}/${id}`)).body;
const act = (id: string, action: string) => session.call("POST", `${PATH}/${id}/${action}`);
const until = async (id: string, state: string) => {
  for (;;) {
    const warehouse = await get(id);
    if (warehouse.state === state) return warehouse;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe("life cycle", () => {
  test("a new workspace has one running and one stopped warehouse", async () => {
    const { body } = await session.call("GET", PATH);
    expect(body.warehouses).toMatchObject([
      { id: SHARED, name: "Shared", state: "RUNNING", num_clusters: 1, health: { status: "HEALTHY" } },
      { id: NIGHT, name: "Night", state: "STOPPED", num_clusters: 0, warehouse_type: "PRO" },
    ]);
    expect(await get(SHARED)).toMatchObject({ odbc_params: { path: `/sql/1.0/warehouses/${SHARED}`, port: 443 } });
  });

  test("start and stop pass through intermediate states and are idempotent", async () => {
    expect((await act(NIGHT, "start")).body).toEqual({});
    expect((await get(NIGHT)).state).toBe("STARTING");
    expect((await act(NIGHT, "start")).status).toBe(200);
    expect(await until(NIGHT, "RUNNING")).toMatchObject({ num_clusters: 1 });
    await act(NIGHT, "stop");
    expect((await get(NIGHT)).state).toBe("STOPPING");
    expect((await act(NIGHT, "stop")).status).toBe(200);
    expect(await until(NIGHT, "STOPPED")).toMatchObject({ num_clusters: 0 });
  });

  test("a stop during the start wins", async () => {
    await act(NIGHT, "start");
    await act(NIGHT, "stop");
    await until(NIGHT, "STOPPED");
    expect((await get(NIGHT)).state).toBe("STOPPED");
  });
});

describe("create, edit, delete", () => {
  test("a created warehouse starts, keeps its settings through an edit, and is gone once deleted", async () => {
    const created = await session.call("POST", PATH, { name: "Ad hoc", cluster_size: "Medium", max_num_clusters: 3 });
    const id = String(created.body.id);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    await until(id, "RUNNING");
    await session.call("POST", `${PATH}/${id}/edit`, { auto_stop_mins: 30 });
    expect(await get(id)).toMatchObject({
      name: "Ad hoc",
      cluster_size: "Medium",
      max_num_clusters: 3,
      auto_stop_mins: 30,
    });
    expect((await session.call("DELETE", `${PATH}/${id}`)).body).toEqual({});
    expect((await session.call("GET", `${PATH}/${id}`)).status).toBe(404);
  });

  test.each([
    ["no name", { cluster_size: "Small" }, "Missing required field: name"],
    ["no size", { name: "x" }, "Missing required field: cluster_size"],
    ["a size that does not exist", { name: "x", cluster_size: "Huge" }, "cluster_size"],
    ["a taken name", { name: "Shared", cluster_size: "Small" }, "already exists"],
    [
      "a minimum of clusters above the maximum",
      { name: "x", cluster_size: "Small", min_num_clusters: 3, max_num_clusters: 2 },
      "min_num_clusters",
    ],
    [
      "serverless on CLASSIC",
      { name: "x", cluster_size: "Small", warehouse_type: "CLASSIC", enable_serverless_compute: true },
      "PRO",
    ],
  ])("refuses %s", async (_, settings, word) => {
    const { status, body } = await session.call("POST", PATH, settings);
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(body.message).toContain(word);
  });

  test("a malformed id is 400, an unknown one 404", async () => {
    expect(await session.call("GET", `${PATH}/nonsense`)).toMatchObject({
      status: 400,
      body: { message: "nonsense is not a valid endpoint id." },
    });
    expect(await session.call("POST", `${PATH}/0000000000000000/start`)).toMatchObject({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST" },
    });
  });

  test("the list is paged", async () => {
    const first = await session.call("GET", `${PATH}?page_size=1`);
    expect(first.body.warehouses).toMatchObject([{ name: "Shared" }]);
    const second = await session.call("GET", `${PATH}?page_size=1&page_token=${first.body.next_page_token}`);
    expect(second.body.warehouses).toMatchObject([{ name: "Night" }]);
    expect(second.body).not.toHaveProperty("next_page_token");
  });
});
