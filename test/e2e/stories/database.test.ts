import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const BRANCH = "projects/shop/branches/production";
const DEV = "projects/shop/branches/dev";

test("a Lakebase project: a branch, a database, a password in a secret, a synced table, and their end", async () => {
  const { call, failure } = story;
  expect(await call("list_database_projects")).toEqual({ projects: [] });
  await call("create_database_project", { project_id: "shop", spec: { display_name: "Shop" } });
  expect(await call("list_database_projects")).toMatchObject({ projects: [{ project_id: "shop", pg_version: 17 }] });
  await call("update_database_project", { project_id: "shop", spec: { display_name: "Store" } });
  expect(await call("get_database_project", { project_id: "shop" })).toMatchObject({
    display_name: "Store",
    branches: [{ branch: BRANCH, current_state: "READY", default: true }],
  });

  const spec = { postgres_database: "orders", role: `${BRANCH}/roles/owner` };
  const parameters = { parent: BRANCH, database_id: "orders", spec };
  await call("call_api", { operation: "postgres.createDatabase", parameters });
  await call("create_database_branch", { branch: DEV, spec: { ttl: "86400s" } });
  // A branch begins as a copy.
  expect(await call("get_database_branch", { branch: DEV })).toMatchObject({
    source_branch: BRANCH,
    endpoints: [{ endpoint_id: "primary", endpoint_type: "READ_WRITE" }],
    databases: [{ database_id: "databricks_postgres" }, { database_id: "orders" }],
  });

  await call("create_secret_scope", { scope: "lake" });
  const secret = await call("create_database_credential", { branch: DEV, scope: "lake", key: "pg" });
  expect(secret).toMatchObject({ reference: "{{secrets/lake/pg}}" });
  expect(await call("list_secrets", { scope: "lake" })).toMatchObject({ secrets: [{ key: "pg" }] });

  const full_name = "main.sales.orders_pg";
  const table = { full_name, branch: BRANCH, postgres_database: "orders", primary_key_columns: ["order_id"] };
  expect(await failure("create_synced_table", { ...table, source_table_full_name: "main.sales.none" })).toContain(
    "does not exist",
  );
  await call("create_synced_table", { ...table, source_table_full_name: "main.sales.orders" });
  expect(await call("get_synced_table", { full_name })).toMatchObject({
    detailed_state: "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE",
  });
  await call("delete_synced_table", { full_name });

  await call("create_database_catalog", { catalog_id: "shop_pg", branch: BRANCH, postgres_database: "orders" });
  expect(JSON.stringify(await call("list_catalogs"))).toContain("shop_pg");
  await call("call_api", { operation: "postgres.deleteCatalog", parameters: { name: "catalogs/shop_pg" } });
  expect(JSON.stringify(await call("list_catalogs"))).not.toContain("shop_pg");

  const name = `${DEV}/databases/orders`;
  await call("call_api", { operation: "postgres.deleteDatabase", parameters: { name } });
  expect(await failure("delete_database_branch", { branch: BRANCH })).toContain("default branch");
  await call("delete_database_branch", { branch: DEV });
  await call("delete_database_project", { project_id: "shop" });
  expect(await call("list_database_projects")).toEqual({ projects: [] });
});

test("provisioned instances", async () => {
  const { call } = story;
  await call("call_api", { operation: "database.createDatabaseInstance", parameters: { name: "legacy" } });
  expect(await call("list_database_instances")).toMatchObject({ instances: [{ name: "legacy", capacity: "CU_1" }] });
  await call("call_api", { operation: "database.deleteDatabaseInstance", parameters: { name: "legacy" } });
  expect(await call("list_database_instances")).toEqual({ instances: [] });
});
