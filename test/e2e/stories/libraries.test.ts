import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const cluster_id = "0115-093012-abcd1234";
/** The part of MLflow that comes with the workspace: it needs no package index. */
const mlflow = { pypi: { package: "mlflow" } };

test("libraries are installed on a running cluster and removed when it restarts", async () => {
  const { call, failure } = story;
  expect(await call("install_libraries", { cluster_id, libraries: [mlflow] })).toEqual({
    cluster_id,
    libraries: [{ library: mlflow, status: "INSTALLED" }],
  });
  expect(
    await call("execute_command", {
      cluster_id,
      command: "import mlflow\nmlflow.get_tracking_uri()",
      wait_seconds: 60,
    }),
  ).toMatchObject({
    text: "'databricks'",
  });
  expect(JSON.stringify(await call("list_libraries", { cluster_id }))).toMatch(/mlflow-skinny.*jsoup.*mlflow"/);
  expect(await call("list_libraries")).toMatchObject({ clusters: [{ cluster_id }] });

  const bad = await call("install_libraries", { cluster_id, libraries: [{ maven: { coordinates: "jsoup" } }] });
  expect(bad).toMatchObject({
    libraries: [{ status: "FAILED", messages: [expect.stringContaining("group:artifact")] }],
  });

  expect(await failure("uninstall_libraries", { cluster_id, libraries: [{ cran: { package: "x" } }] })).toContain(
    "are not installed on cluster",
  );
  expect(await call("uninstall_libraries", { cluster_id, libraries: [mlflow] })).toMatchObject({
    libraries: [{ library: mlflow, status: "UNINSTALL_ON_RESTART" }],
  });
  await call("restart_cluster", { cluster_id });
  expect(JSON.stringify(await call("list_libraries", { cluster_id }))).not.toContain('"mlflow"');
});

test("a library that cannot be imported is not reported as installed", async () => {
  const { call } = story;
  const libraries = [{ pypi: { package: "databricks-sdk" } }, { jar: "/Volumes/main/sales/landing/a.jar" }];
  const { libraries: found } = await call("install_libraries", { cluster_id, libraries });
  expect(found).toMatchObject([
    { status: "FAILED", messages: [expect.stringContaining("network sockets")] },
    { status: "FAILED", messages: [expect.stringContaining("without a JVM")] },
  ]);
  const { error } = await call("execute_command", { cluster_id, command: "import pandas", wait_seconds: 60 });
  expect(JSON.stringify(error)).toContain("Use Spark DataFrames");
});

test("a terminated cluster installs libraries when it starts", async () => {
  const { call } = story;
  const nightly = "0108-141530-etl00nly";
  const waiting = await call("install_libraries", { cluster_id: nightly, libraries: [mlflow] });
  expect(waiting).toMatchObject({
    libraries: [{ status: "PENDING" }],
    note: "The cluster is TERMINATED. The libraries are installed when it starts.",
  });
  await call("start_cluster", { cluster_id: nightly });
  await expect
    .poll(() => call("list_libraries", { cluster_id: nightly }), { timeout: 10_000 })
    .toMatchObject({ clusters: [{ libraries: [{ status: "INSTALLED" }] }] });
});
