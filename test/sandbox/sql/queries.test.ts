import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const PATH = "/api/2.0/sql/queries";

test("refuses a used name, or numbers it if that is allowed", async () => {
  const query = { display_name: "Daily sales", query_text: "SELECT 1" };
  expect(await session.call("POST", PATH, { query })).toMatchObject({
    status: 400,
    body: { error_code: "RESOURCE_ALREADY_EXISTS" },
  });
  const { body } = await session.call("POST", PATH, { query, auto_resolve_display_name: true });
  expect(body).toMatchObject({ display_name: "Daily sales (1)", lifecycle_state: "ACTIVE" });
});

test("an update changes only the fields in its mask that can be changed", async () => {
  const { id } = (await session.call("POST", PATH, { query: { display_name: "A", query_text: "SELECT 1" } })).body;
  const change = (query: object, update_mask?: string) =>
    session.call("PATCH", `${PATH}/${id}`, { query, ...(update_mask && { update_mask }) });
  expect((await change({ description: "d", query_text: "SELECT 2" }, "description")).body).toMatchObject({
    description: "d",
    query_text: "SELECT 1",
  });
  expect((await change({ parent_path: "/Shared" }, "parent_path")).status).toBe(400);
  expect((await change({ description: "e" })).body.message).toContain("update_mask");
  expect((await change({ display_name: "Daily sales" }, "display_name")).body.error_code).toBe(
    "RESOURCE_ALREADY_EXISTS",
  );
  await session.call("DELETE", `${PATH}/${id}`);
  expect((await change({ description: "f" }, "description")).body.message).toContain("trash");
});

test("lists queries in pages, without their folder", async () => {
  const first = (await session.call("GET", `${PATH}?page_size=1`)).body;
  expect(first.results).toHaveLength(1);
  expect(Object(first.results)[0]).not.toHaveProperty("parent_path");
  expect((await session.call("GET", `${PATH}?page_size=1&page_token=${first.next_page_token}`)).status).toBe(200);
});
