import { expect, test } from "vitest";
import { openIdentities } from "./identity-session.ts";

// Requests of the Databricks CLI and the SDKs. `npm run test:peers` runs these clients themselves.

const { session } = await openIdentities();

test("bundle deploy and sync store each file with one request, folders included", async () => {
  const path = "/api/2.0/workspace-files/import-file/Workspace/Users/ana%40example.com/.bundle/x/files/src/a.py";
  const put = (content: string, overwrite: boolean) =>
    fetch(`${session.sandbox.url}${path}?overwrite=${overwrite}`, {
      method: "POST",
      headers: { authorization: `Bearer ${session.sandbox.token}` },
      body: content,
    });
  const folder = { path: "/Workspace/Users/ana@example.com/.bundle/x/files/src" };
  expect((await put("print(1)", true)).status).toBe(404);
  await session.post("/api/2.0/workspace/mkdirs", folder);
  expect((await put("print(1)", true)).status).toBe(200);
  expect((await put("print(2)", false)).status).toBe(409);
  expect((await put("print(3)", true)).status).toBe(200);
  const { body } = await session.get("/api/2.0/workspace/export", { path: `${folder.path}/a.py`, format: "AUTO" });
  expect(Buffer.from(String(body.content), "base64").toString()).toBe("print(3)");
});

test("bundle run reads the events of one update", async () => {
  const { statuses } = (await session.get("/api/2.0/pipelines")).body;
  const [{ pipeline_id, latest_updates }] = statuses as [
    { pipeline_id: string; latest_updates: { update_id: string }[] },
  ];
  const [{ update_id = "" } = {}] = latest_updates;
  const events = async (filter: string) => {
    const { body } = await session.get(`/api/2.0/pipelines/${pipeline_id}/events`, { filter });
    return (body.events ?? []) as { event_type: string; origin: { update_id: string } }[];
  };
  const own = await events(`update_id = '${update_id}'`);
  expect(own.length).toBeGreaterThan(0);
  expect(new Set(own.map(({ origin }) => origin.update_id))).toEqual(new Set([update_id]));
  const progress = await events(`update_id = '${update_id}' AND event_type in ('update_progress')`);
  expect(new Set(progress.map(({ event_type }) => event_type))).toEqual(new Set(["update_progress"]));
});

test.each([
  "/api/2.0/preview/sql/alerts",
  "/api/2.1/unity-catalog/metastores",
  "/api/2.0/instance-profiles/list",
  "/api/2.0/mlflow/registry-webhooks/list",
  "/api/2.1/unity-catalog/workspace-bindings/catalogs/main",
])("%s is served", async (path) => {
  expect((await session.get(path)).status).toBe(200);
});
