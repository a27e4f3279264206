import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("creates, finds, changes and deletes a catalog with a schema, a table and a volume", async () => {
  const { call, failure } = story;
  await call("create_catalog", { catalog_name: "lab", comment: "Trials" });
  await call("create_schema", { catalog_name: "lab", schema_name: "raw" });
  await call("execute_sql", { statement: "CREATE TABLE lab.raw.events (id BIGINT COMMENT 'Key', day DATE)" });
  await call("create_volume", { catalog_name: "lab", schema_name: "raw", volume_name: "drops" });

  expect(await call("list_catalogs")).toMatchObject({ catalogs: [{ name: "lab", comment: "Trials" }, {}, {}, {}] });
  expect(await call("list_schemas", { catalog_name: "lab" })).toMatchObject({
    schemas: [{ name: "default" }, { name: "information_schema" }, { name: "raw" }],
  });
  expect(await call("list_tables", { full_name: "lab.raw" })).toMatchObject({ tables: [{ name: "events" }] });
  expect(await call("search_tables", { catalog_name: "lab", table_name_pattern: "EV%" })).toEqual({
    tables: [{ full_name: "lab.raw.events", table_type: "MANAGED" }],
  });
  expect(await call("get_table", { full_name: "lab.raw.events" })).toMatchObject({
    columns: [
      { name: "id", type: "bigint", comment: "Key" },
      { name: "day", type: "date" },
    ],
  });
  expect(await call("get_volume", { full_name: "lab.raw.drops" })).toMatchObject({ path: "/Volumes/lab/raw/drops" });

  await call("update_catalog", { catalog_name: "lab", settings: { isolation_mode: "ISOLATED" } });
  expect(await call("get_catalog", { catalog_name: "lab" })).toMatchObject({ isolation_mode: "ISOLATED" });
  // An isolated catalog can be used only from the workspaces that it is bound to.
  const lab = { securable_type: "catalog", securable_name: "lab" };
  expect(await failure("update_schema", { full_name: "lab.raw", comment: "As delivered" })).toContain("lab");
  await call("update_workspace_bindings", { ...lab, add: ["1234567890123456"] });
  await call("update_schema", { full_name: "lab.raw", comment: "As delivered" });
  expect(await call("get_schema", { full_name: "lab.raw" })).toMatchObject({ comment: "As delivered" });
  await call("update_table", { full_name: "lab.raw.events", owner: "ben@example.com" });
  expect(await call("get_table", { full_name: "lab.raw.events" })).toMatchObject({ owner: "ben@example.com" });
  await call("update_volume", { full_name: "lab.raw.drops", new_name: "inbox" });
  expect(await call("list_volumes", { full_name: "lab.raw" })).toMatchObject({ volumes: [{ name: "inbox" }] });

  expect(await failure("delete_schema", { full_name: "lab.raw" })).toContain("The schema is not empty");
  await call("delete_table", { full_name: "lab.raw.events" });
  expect(await failure("get_table", { full_name: "lab.raw.events" })).toContain("TABLE_DOES_NOT_EXIST");
  await call("delete_volume", { full_name: "lab.raw.inbox" });
  await call("delete_schema", { full_name: "lab.raw" });
  await call("delete_catalog", { catalog_name: "lab" });
  expect(await failure("list_schemas", { catalog_name: "lab" })).toContain("CATALOG_DOES_NOT_EXIST");
});

test("changes and reads direct and inherited grants", async () => {
  const { call, failure } = story;
  const table = { securable_type: "table", full_name: "main.sales.orders" };
  const grant = { ...table, principal: "analysts", add: ["SELECT", "MODIFY"] };
  expect(await call("update_grants", grant)).toEqual({
    grants: [{ principal: "analysts", privileges: ["MODIFY", "SELECT"] }],
    note: expect.stringContaining("USE_SCHEMA on main.sales (analysts) is missing"),
  });
  expect(await call("get_grants", { ...table, effective: true })).toEqual({
    grants: [
      { principal: "analysts", privileges: ["MODIFY", "SELECT"] },
      { principal: "account users", privileges: ["BROWSE from catalog main", "USE_CATALOG from catalog main"] },
    ],
  });
  expect(await failure("update_grants", { ...grant, add: ["READ_VOLUME"] })).toContain("READ_VOLUME");
  const none = { ...table, principal: "analysts", remove: ["SELECT", "MODIFY"] };
  expect(await call("update_grants", none)).toEqual({ grants: [] });
});

test("sets, lists and deletes tags of a table and a column", async () => {
  const { call, failure } = story;
  const email = { entity_type: "columns", entity_name: "main.sales.customers.email" };
  const customers = { entity_type: "tables", entity_name: "main.sales.customers" };
  await call("set_tag", { ...email, tag_key: "pii", tag_value: "low" });
  expect(await call("set_tag", { ...email, tag_key: "pii", tag_value: "high" })).toMatchObject({ replaced: "low" });
  await call("set_tag", { ...customers, tag_key: "gold" });
  expect(await call("list_tags", email)).toEqual({ tags: [{ tag_key: "pii", tag_value: "high" }] });
  expect(await call("get_table", { full_name: "main.sales.customers", include_tags: true })).toMatchObject({
    tags: { gold: "" },
  });
  await call("delete_tag", { ...email, tag_key: "pii" });
  expect(await failure("delete_tag", { ...email, tag_key: "pii" })).toContain("has no tag pii");
});

test("reads lineage and functions", async () => {
  const { call, failure } = story;
  expect(await call("get_lineage", { table_name: "main.sales.orders" })).toMatchObject({
    upstreams: [{ name: "main.sales.order_items" }, { name: "main.sales.customers" }],
    downstreams: [],
  });
  expect(await call("get_lineage", { table_name: "main.sales.orders", column_name: "total" })).toMatchObject({
    upstreams: [{ name: "main.sales.order_items.quantity" }, { name: "main.sales.order_items.unit_price" }],
  });
  expect(await call("list_functions", { full_name: "main.sales" })).toMatchObject({
    functions: [{ signature: "mask_email(email string) → STRING" }, {}],
  });
  expect(await call("get_function", { full_name: "main.sales.mask_email" })).toMatchObject({ language: "SQL" });
  await call("delete_function", { full_name: "main.sales.net_price" });
  expect(await failure("get_function", { full_name: "main.sales.net_price" })).toContain("FUNCTION_DOES_NOT_EXIST");
});

test("reads the metastore, external locations, credentials, connections and bindings", async () => {
  const { call } = story;
  expect(await call("get_metastore")).toMatchObject({ name: "acme-us-west-2", cloud: "aws" });
  expect(await call("list_external_locations")).toMatchObject({ external_locations: [{ name: "landing" }, {}] });
  expect(await call("get_external_location", { name: "archive" })).toMatchObject({ read_only: true });
  expect(await call("list_storage_credentials")).toMatchObject({ storage_credentials: [{ name: "acme-lake" }] });
  expect(await call("get_storage_credential", { name: "acme-lake" })).toMatchObject({
    identity: "AWS role arn:aws:iam::123456789012:role/acme-lake",
  });
  expect(await call("list_foreign_connections")).toMatchObject({ connections: [{ connection_type: "POSTGRESQL" }] });
  expect(await call("get_foreign_connection", { name: "shop-postgres" })).toMatchObject({
    options: { user: "reader" },
  });
  const main = { securable_type: "catalog", securable_name: "main" };
  const bound = [{ workspace_id: "12", binding_type: "BINDING_TYPE_READ_ONLY" }];
  expect(await call("update_workspace_bindings", { ...main, add: ["12"], read_only: true })).toEqual({
    bindings: bound,
  });
  expect(await call("list_workspace_bindings", main)).toEqual({ bindings: bound });
  expect(await call("update_workspace_bindings", { ...main, remove: ["12"] })).toEqual({ bindings: [] });
});
