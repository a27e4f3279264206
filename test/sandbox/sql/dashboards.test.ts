import { afterAll, beforeAll, expect, test } from "vitest";
import { openSql, type SqlSession } from "./session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const PATH = "/api/2.0/lakeview/dashboards";

test("refuses used names, invalid documents and stale etags", async () => {
  const create = (fields: object) => session.call("POST", PATH, fields);
  expect((await create({ display_name: "Sales" })).body.error_code).toBe("RESOURCE_ALREADY_EXISTS");
  expect((await create({ display_name: "Bad", serialized_dashboard: "{" })).body.message).toContain("not valid JSON");
  expect((await create({})).body.message).toContain("display_name");

  const { dashboard_id: id } = (await create({ display_name: "New" })).body;
  const update = (fields: object) => session.call("PATCH", `${PATH}/${id}`, fields);
  expect((await update({ display_name: "Newer", etag: "1" })).body).toMatchObject({ display_name: "Newer", etag: "2" });
  expect(await update({ display_name: "Newest", etag: "1" })).toMatchObject({
    status: 409,
    body: { error_code: "ABORTED" },
  });
  expect((await update({ display_name: "Newest" })).body).toMatchObject({ etag: "3" });
});

test("publishes, unpublishes and trashes a dashboard", async () => {
  const { dashboard_id: id } = (await session.call("POST", PATH, { display_name: "Shown" })).body;
  const published = `${PATH}/${id}/published`;
  expect((await session.call("GET", published)).status).toBe(404);
  expect((await session.call("POST", published, {})).body).toMatchObject({ embed_credentials: true });
  expect((await session.call("GET", published)).body).toMatchObject({ display_name: "Shown" });
  await session.call("DELETE", published);
  expect((await session.call("GET", published)).status).toBe(404);
  await session.call("DELETE", `${PATH}/${id}`);
  expect((await session.call("POST", published, {})).body.message).toContain("trash");
  const names = async (query: string) =>
    JSON.stringify((await session.call("GET", `${PATH}${query}`)).body.dashboards).includes("Shown");
  expect([await names(""), await names("?show_trashed=true")]).toEqual([false, true]);
});

test("a dashboard has schedules with subscribers, and is an object of the workspace tree", async () => {
  const { dashboard_id: id } = (await session.call("POST", PATH, { display_name: "Scheduled" })).body;
  const schedules = `${PATH}/${id}/schedules`;
  const cron_schedule = { quartz_cron_expression: "0 0 8 * * ?", timezone_id: "UTC" };
  expect((await session.call("POST", schedules, {})).status).toBe(400);
  const { schedule_id } = (await session.call("POST", schedules, { cron_schedule })).body;
  expect((await session.call("GET", schedules)).body).toMatchObject({ schedules: [{ schedule_id, cron_schedule }] });
  const one = `${schedules}/${schedule_id}`;
  expect((await session.call("PUT", one, { cron_schedule, etag: "7" })).status).toBe(409);
  expect((await session.call("PUT", one, { cron_schedule, pause_status: "PAUSED" })).body).toMatchObject({ etag: "2" });
  const subscriber = { user_subscriber: { user_id: 7002 } };
  await session.call("POST", `${one}/subscriptions`, { subscriber });
  expect((await session.call("GET", `${one}/subscriptions`)).body).toMatchObject({ subscriptions: [{ subscriber }] });
  await session.call("DELETE", one);
  expect((await session.call("GET", schedules)).body).toEqual({});
  expect((await session.call("GET", `${PATH}/none/schedules`)).status).toBe(404);

  const place = "/Users/ana@example.com/Scheduled.lvdash.json";
  const status = `/api/2.0/workspace/get-status?path=${place}`;
  expect((await session.call("GET", status)).body).toMatchObject({ object_type: "DASHBOARD", resource_id: id });
  await session.call("POST", "/api/2.0/workspace/delete", { path: place });
  expect((await session.call("GET", `${PATH}/${id}`)).body).toMatchObject({ lifecycle_state: "TRASHED" });
});
