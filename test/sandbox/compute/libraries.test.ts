import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession, type Session } from "./session.ts";

const ANALYTICS = "0115-093012-abcd1234";
const NIGHTLY = "0108-141530-etl00nly";

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const statuses = async (cluster_id: string) =>
  (await session.get("/api/2.0/libraries/cluster-status", { cluster_id })).text;
const change = (name: string, cluster_id: string, ...libraries: object[]) =>
  session.post(`/api/2.0/libraries/${name}`, { cluster_id, libraries });

test("the same library twice counts once, regardless of the order of its fields", async () => {
  await change("install", NIGHTLY, { pypi: { package: "a", repo: "r" } }, { pypi: { repo: "r", package: "a" } });
  expect((await statuses(NIGHTLY)).match(/"library":/g)).toHaveLength(1);
});

test("a terminated cluster removes a library immediately; unknown libraries are ignored", async () => {
  const { status } = await change("uninstall", NIGHTLY, { pypi: { package: "a", repo: "r" } }, { jar: "/none.jar" });
  expect(status).toBe(200);
  expect(JSON.parse(await statuses(NIGHTLY))).toEqual({ cluster_id: NIGHTLY });
});

test("invalid libraries and unknown clusters are refused", async () => {
  for (const library of [{}, { conda: "x" }, { jar: "/a.jar", whl: "/b.whl" }]) {
    const { status, body } = await change("install", ANALYTICS, library);
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  }
  expect((await change("install", "none", { jar: "/a.jar" })).body.error_code).toBe("INVALID_PARAMETER_VALUE");
});

test("REST 1.2 is still available", async () => {
  const { text } = await session.get("/api/1.2/libraries/list", { clusterId: ANALYTICS });
  expect(JSON.parse(text)[0]).toEqual({ name: "mlflow-skinny==3.4.0", status: "LibraryLoaded" });
  const uri = "file:/jars/x.jar";
  await session.post("/api/1.2/libraries/upload", { clusterId: ANALYTICS, name: "x", language: "scala", uri });
  expect(await statuses(ANALYTICS)).toContain(`{"jar":"${uri}"}`);
});
