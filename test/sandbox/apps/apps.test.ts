import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/apps";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

test.each([
  [{ name: "Ops" }, 400, "INVALID_PARAMETER_VALUE"],
  [{ name: "ops-console" }, 409, "ALREADY_EXISTS"],
  [{ name: "x1", compute_size: "HUGE" }, 400, "INVALID_PARAMETER_VALUE"],
  [{ name: "x1", resources: [{ name: "wh" }] }, 400, "INVALID_PARAMETER_VALUE"],
  [{ name: "x1", resources: [{ name: "wh", sql_warehouse: { id: "1" } }] }, 400, "INVALID_PARAMETER_VALUE"],
  [{ name: "x1", resources: [{ sql_warehouse: {} }] }, 400, "INVALID_PARAMETER_VALUE"],
])("%j is refused", async (body, status, code) => {
  expect(session.refusal(await session.post(API, body))).toEqual([status, code]);
});

test("an app without compute can be started later; calls in the wrong state are refused", async () => {
  const created = await session.call("POST", `${API}?no_compute=true`, { name: "quiet" });
  expect(created.body).toMatchObject({ compute_status: { state: "STOPPED" }, app_status: { state: "UNAVAILABLE" } });
  const act = async (action: string) => session.refusal(await session.post(`${API}/quiet/${action}`, {}));
  expect(await act("stop")).toEqual([400, "BAD_REQUEST"]);
  expect((await session.post(`${API}/quiet/start`, {})).body).toMatchObject({ compute_status: { state: "STARTING" } });
  expect(await act("start")).toEqual([400, "BAD_REQUEST"]);
  expect(session.refusal(await session.call("PATCH", `${API}/quiet`, { name: "loud" }))).toEqual([
    400,
    "INVALID_PARAMETER_VALUE",
  ]);
});

test("one deployment at a time, from a required source", async () => {
  const deploy = (name: string, body: object) => session.post(`${API}/${name}/deployments`, body);
  const refused = async (body: object) => session.refusal(await deploy("ops-console", body));
  expect(await refused({ git_source: { branch: "main" } })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused({ mode: "LIVE" })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  // Sent at once: the first may be over before a second is written.
  const both = await Promise.all([deploy("ops-console", {}), deploy("ops-console", {})]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const { body } = both.find(({ status }) => status === 200) ?? both[0];
  expect(body).toMatchObject({ source_code_path: "/Workspace/Shared/apps/ops-console", mode: "SNAPSHOT" });
  await expect
    .poll(async () => (await session.get(`${API}/ops-console/deployments/${body.deployment_id}`)).body.status, {
      timeout: 5000,
    })
    .toMatchObject({ state: "SUCCEEDED" });
  const page = await session.get(`${API}/ops-console/deployments`, { page_size: "1" });
  expect(page.body).toMatchObject({
    app_deployments: [{ deployment_id: body.deployment_id }],
    next_page_token: expect.any(String),
  });
});

test.each([`${API}/none`, `${API}/ops-console/deployments/none`])("%s is a 404", async (path) => {
  expect(session.refusal(await session.get(path))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});
