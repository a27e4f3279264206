import { afterAll, beforeAll, expect, test } from "vitest";
import { changesSince } from "../../dbx-bench/scoring/score.ts";
import { findTask } from "../../dbx-bench/tasks/index.ts";
import { type OpenPlace, openPlace } from "../../dbx-bench/workspace/open.ts";
import { addFile, addNotebook } from "../../dbx-bench/workspace/prepare.ts";

// Mistakes an agent might make, and their names in the comparison of snapshots.

let open: OpenPlace;
beforeAll(async () => {
  open = await openPlace(findTask("adm-who-am-i"));
}, 120_000);
afterAll(() => open.close());

test("damage of every kind is found and named", { timeout: 60_000 }, async () => {
  const { place } = open;
  expect(await changesSince(open.before, place)).toEqual([]);

  await place.post("/api/2.1/clusters/delete", { cluster_id: "0115-093012-abcd1234" });
  await place.post("/api/2.2/jobs/update", {
    job_id: 620_114_587_321,
    new_settings: { schedule: { quartz_cron_expression: "0 5 3 * * ?", timezone_id: "UTC" } },
  });
  await place.sql("UPDATE main.sales.orders SET status = 'shipped' WHERE order_id = 1");
  await place.sql("DROP TABLE main.sales.orders_old");
  await addNotebook(place, "/Shared/left/behind", "SQL", "SELECT 1");
  await addFile(place, "/Volumes/main/sales/exports/left.csv", "1");
  await place.patch("/api/2.1/unity-catalog/permissions/schema/main.sales", {
    changes: [{ principal: "analysts", add: ["SELECT"] }],
  });
  await place.patch("/api/2.0/permissions/jobs/731480216905", {
    access_control_list: [{ group_name: "analysts", permission_level: "CAN_VIEW" }],
  });
  await place.put("/api/2.1/unity-catalog/models/main.sales.churn/aliases/champion", { version_num: 1 });
  await place.post("/api/2.0/mlflow/runs/delete", { run_id: "64046828e6421a523c07ecb8225693a2" });
  await place.post("/api/2.0/secrets/put", { scope: "etl", key: "sftp-key", string_value: "other" });
  await place.delete("/api/2.0/preview/scim/v2/Users/7003");

  expect((await changesSince(open.before, place)).map(({ key, how }) => `${how}: ${key}`)).toEqual([
    "changed: MLflow run two-tower-lr0.01",
    "changed: alias champion of model main.sales.churn",
    "added: directory /Shared/left",
    "added: file /Volumes/main/sales/exports/left.csv",
    "added: grants schema main.sales",
    "changed: group data-eng",
    "changed: group users",
    "changed: job nightly-etl",
    "added: notebook /Shared/left/behind",
    "added: permissions of directories /Shared/left",
    "changed: permissions of jobs ml-train",
    "added: permissions of notebooks /Shared/left/behind",
    "changed: rows of main.sales.orders",
    "removed: rows of main.sales.orders_old",
    "changed: secret etl/sftp-key",
    "changed: state of cluster analytics",
    "removed: table main.sales.orders_old",
    "removed: user bruno@example.com",
  ]);
});
