import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSql, type SqlSession } from "../sql/session.ts";

let session: SqlSession;
beforeAll(async () => {
  session = await openSql();
});
afterAll(() => session.close());

const UC = "/api/2.1/unity-catalog";
const get = async (path: string) => (await session.call("GET", UC + path)).body;
const send = (method: string, path: string, body?: object) => session.call(method, UC + path, body);
/** Status and code of a request that must fail. */
const refusal = async (method: string, path: string, body?: object) => {
  const answer = await send(method, path, body);
  return [answer.status, answer.body.error_code];
};

describe("SQL and the catalog share their objects", () => {
  test("lists the seeded tables with types, comments and owners", async () => {
    expect(await get("/catalogs?max_results=0")).toMatchObject({
      catalogs: [{ name: "main" }, { name: "samples" }, { name: "system" }],
    });
    expect(await get("/schemas?catalog_name=main&max_results=0")).toMatchObject({
      schemas: [{ name: "default" }, { name: "information_schema" }, { name: "ops" }, { name: "sales" }],
    });
    expect(await get("/tables/main.sales.orders")).toMatchObject({
      full_name: "main.sales.orders",
      table_type: "MANAGED",
      data_source_format: "DELTA",
      owner: "ana@example.com",
      columns: expect.arrayContaining([
        expect.objectContaining({ name: "order_id", position: 0, type_name: "LONG", type_text: "bigint" }),
        expect.objectContaining({ name: "total", type_text: "decimal(10,2)", type_precision: 10, type_scale: 2 }),
        expect.objectContaining({ name: "tags", type_name: "ARRAY", type_text: "array<string>" }),
      ]),
    });
  });

  test("SQL sees catalogs created by REST, and REST sees tables created by SQL", async () => {
    await send("POST", "/catalogs", { name: "Lab", comment: "Trials" });
    await send("POST", "/schemas", { catalog_name: "lab", name: "raw", comment: "As delivered" });
    await session.rows("CREATE TABLE lab.raw.events (id BIGINT NOT NULL COMMENT 'Key', PRIMARY KEY (id))");
    await session.rows("CREATE VIEW lab.raw.latest AS SELECT max(id) AS id FROM lab.raw.events");
    expect(await session.rows("SHOW CATALOGS LIKE 'l*'")).toEqual([["lab"]]);
    expect(await session.rows("SELECT comment FROM lab.information_schema.schemata WHERE schema_name = 'raw'")).toEqual(
      [["As delivered"]],
    );
    const { tables } = await get("/tables?catalog_name=lab&schema_name=raw&omit_columns=true");
    expect(tables).toMatchObject([
      { name: "events", table_type: "MANAGED" },
      { name: "latest", table_type: "VIEW", view_definition: expect.stringContaining("max(id)") },
    ]);
    expect(await get("/tables/lab.raw.events")).toMatchObject({
      columns: [{ name: "id", nullable: false, comment: "Key" }],
      table_constraints: [{ primary_key_constraint: { child_columns: ["id"] } }],
    });
    expect(await refusal("DELETE", "/schemas/lab.raw")).toEqual([400, "SCHEMA_NOT_EMPTY"]);
    expect(await refusal("DELETE", "/catalogs/lab")).toEqual([400, "CATALOG_NOT_EMPTY"]);
    await send("DELETE", "/tables/lab.raw.latest");
    expect(await session.failure("SELECT * FROM lab.raw.latest")).toContain("TABLE_OR_VIEW_NOT_FOUND");
    await send("DELETE", "/catalogs/lab?force=true");
    expect(await session.failure("SELECT * FROM lab.raw.events")).toContain("NO_SUCH_CATALOG_EXCEPTION");
  });

  test("a new table of the same name does not get the grants and tags of the old one", async () => {
    await session.rows("CREATE TABLE main.default.again (id INT)");
    const change = { changes: [{ principal: "bob", add: ["SELECT"] }] };
    await send("PATCH", "/permissions/table/main.default.again", change);
    await session.rows("DROP TABLE main.default.again");
    await session.rows("CREATE TABLE main.default.again (id INT)");
    expect(await get("/permissions/table/main.default.again")).toEqual({ privilege_assignments: [] });
  });

  test("calls a function by its name within its schema", async () => {
    const rows = await session.rows("SELECT mask_email('ana@example.com')", { catalog: "main", schema: "sales" });
    expect(rows).toEqual([["***@example.com"]]);
  });

  test("a name with quotes cannot reach another catalog", async () => {
    const name = `x" ; DETACH "@main`;
    expect(await refusal("POST", "/catalogs", { name })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(await refusal("POST", "/schemas", { catalog_name: "main", name: `a"b` })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
    ]);
  });
});

describe("listings", () => {
  test("pages are consistent: 0 is the server's page size, no size returns everything", async () => {
    const first = await get("/schemas?catalog_name=main&max_results=3");
    expect(first.schemas).toHaveLength(3);
    const rest = await get(`/schemas?catalog_name=main&max_results=3&page_token=${first.next_page_token}`);
    expect(rest).toMatchObject({ schemas: [{ name: "sales" }] });
    expect(rest).not.toHaveProperty("next_page_token");
    expect(await get("/schemas?catalog_name=main")).not.toHaveProperty("next_page_token");
    expect(await refusal("GET", "/catalogs?max_results=-1")).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    const foreign = `/catalogs?max_results=1&page_token=${first.next_page_token}`;
    expect(await refusal("GET", foreign)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  test.each([
    ["%order%", ["main.sales.order_items", "main.sales.orders"]],
    ["ORDERS", ["main.sales.orders"]],
    ["order_", ["main.sales.orders"]],
    ["%s", ["main.ops.events", "main.sales.customers", "main.sales.order_items", "main.sales.orders"]],
    ["order", []],
    [`${"%s".repeat(120)}%x`, []],
  ])("table names like %s", async (pattern, names) => {
    const path = `/table-summaries?catalog_name=main&table_name_pattern=${encodeURIComponent(pattern)}`;
    const found = await get(`${path}&schema_name_pattern=${encodeURIComponent("%s")}`);
    expect(found.tables).toEqual(names.map((full_name) => ({ full_name, table_type: "MANAGED" })));
  });
});

describe("refusals", () => {
  test.each([
    ["GET", "/catalogs/nope", undefined, 404, "CATALOG_DOES_NOT_EXIST"],
    ["GET", "/catalogs/hive_metastore", undefined, 404, "CATALOG_DOES_NOT_EXIST"],
    ["GET", "/schemas/main.nope", undefined, 404, "SCHEMA_DOES_NOT_EXIST"],
    ["GET", "/tables/main.sales.nope", undefined, 404, "TABLE_DOES_NOT_EXIST"],
    ["GET", "/tables/main.nope.orders", undefined, 404, "SCHEMA_DOES_NOT_EXIST"],
    ["GET", "/volumes/main.sales.nope", undefined, 404, "VOLUME_DOES_NOT_EXIST"],
    ["GET", "/functions/main.sales.nope", undefined, 404, "FUNCTION_DOES_NOT_EXIST"],
    ["GET", "/external-locations/nope", undefined, 404, "EXTERNAL_LOCATION_DOES_NOT_EXIST"],
    ["GET", "/permissions/notebook/x", undefined, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "/catalogs", { name: "main" }, 400, "CATALOG_ALREADY_EXISTS"],
    ["POST", "/schemas", { catalog_name: "main", name: "sales" }, 400, "SCHEMA_ALREADY_EXISTS"],
    ["DELETE", "/catalogs/samples?force=true", undefined, 403, "PERMISSION_DENIED"],
    ["DELETE", "/tables/samples.nyctaxi.trips", undefined, 403, "PERMISSION_DENIED"],
    ["DELETE", "/catalogs/main?force=true", undefined, 400, "INVALID_PARAMETER_VALUE"],
  ])("%s %s", async (method, path, body, status, code) => {
    expect(await refusal(method, path, body)).toEqual([status, code]);
  });

  test("an inapplicable privilege refuses the whole change", async () => {
    const changes = [
      { principal: "bob", add: ["READ_VOLUME"] },
      { principal: "eve", add: ["SELECT"] },
    ];
    const path = "/permissions/volume/main.ops.landing";
    expect(await refusal("PATCH", path, { changes })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(await get(path)).toEqual({ privilege_assignments: [] });
  });

  test("an external volume requires an external location and must not overlap other objects", async () => {
    const volume = { catalog_name: "main", schema_name: "ops", name: "x", volume_type: "EXTERNAL" };
    expect(await refusal("POST", "/volumes", volume)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    const elsewhere = { ...volume, storage_location: "s3://elsewhere/x" };
    expect(await refusal("POST", "/volumes", elsewhere)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    const inside = { ...volume, storage_location: "s3://acme-landing/x" };
    expect((await send("POST", "/volumes", inside)).body).toMatchObject({ full_name: "main.ops.x" });
  });
});

test("the time column of a feature table is part of its primary key", async () => {
  await session.rows(
    "CREATE TABLE main.default.features (id INT NOT NULL, at TIMESTAMP NOT NULL, CONSTRAINT features_pk PRIMARY KEY (id, at TIMESERIES))",
  );
  expect((await get("/tables/main.default.features")).table_constraints).toEqual([
    { primary_key_constraint: expect.objectContaining({ child_columns: ["id", "at"], timeseries_columns: ["at"] }) },
  ]);
  expect(String(await session.rows("SHOW CREATE TABLE main.default.features"))).toContain("`at` TIMESERIES");
  await session.rows("DROP TABLE main.default.features");
});

test("a governed tag accepts only the values of its policy, over REST and in SQL", async () => {
  const policy = { tag_key: "tier", values: [{ name: "gold" }, { name: "silver" }] };
  expect((await session.call("POST", "/api/2.1/tag-policies", policy)).status).toBe(200);
  const assigned = { entity_type: "tables", entity_name: "main.sales.orders", tag_key: "tier" };
  const tags = "/entity-tag-assignments";
  expect(await refusal("POST", tags, { ...assigned, tag_value: "bronze" })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect((await send("POST", tags, { ...assigned, tag_value: "gold" })).status).toBe(200);
  expect(
    await refusal("PATCH", `${tags}/tables/main.sales.orders/tags/tier?update_mask=tag_value`, { tag_value: "bronze" }),
  ).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  const statement = (value: string) => `ALTER TABLE main.sales.customers SET TAGS ('tier' = '${value}')`;
  expect(await session.failure(statement("bronze"))).toContain("not an allowed value");
  await session.rows(statement("silver"));
});

test("older clients: constraints and functions over REST, and the workspaces of a catalog", async () => {
  await session.rows("CREATE SCHEMA main.older");
  await session.rows("CREATE TABLE main.older.people (id BIGINT NOT NULL, boss BIGINT)");
  const constraint = { primary_key_constraint: { name: "pk", child_columns: ["id"] } };
  const full_name_arg = "main.older.people";
  expect((await send("POST", "/constraints", { full_name_arg, constraint })).body).toEqual(constraint);
  const parent = { parent_table: full_name_arg, parent_columns: ["id"] };
  const foreign_key_constraint = { name: "fk", child_columns: ["boss"], ...parent };
  await send("POST", "/constraints", { full_name_arg, constraint: { foreign_key_constraint } });
  expect(await get("/tables/main.older.people")).toMatchObject({
    table_constraints: [{ primary_key_constraint: { name: "pk" } }, { foreign_key_constraint }],
  });
  expect((await send("DELETE", "/constraints/main.older.people?constraint_name=fk")).status).toBe(200);
  expect(await get("/tables/main.older.people")).toMatchObject({ table_constraints: [constraint] });
  expect(await refusal("POST", "/constraints", { full_name_arg })).toEqual([400, "INVALID_PARAMETER_VALUE"]);

  const place = { catalog_name: "main", schema_name: "older", name: "greet" };
  const parameters = [{ name: "who", type_text: "string", parameter_default: "'you'" }];
  const type = { data_type: "STRING", full_data_type: "STRING" };
  const code = { routine_body: "SQL", routine_definition: "concat('hello ', who)", comment: "it's a greeting" };
  const function_info = { ...place, ...type, ...code, input_params: { parameters } };
  const made = await send("POST", "/functions", { function_info });
  expect(made.body).toMatchObject({ full_name: "main.older.greet", comment: "it's a greeting" });
  expect(await session.rows("SELECT main.older.greet('Ada'), main.older.greet()")).toEqual([
    ["hello Ada", "hello you"],
  ]);
  expect((await send("POST", "/functions", { function_info })).status).toBe(400);

  const bindings = "/workspace-bindings/catalogs/main";
  expect((await send("PATCH", bindings, { assign_workspaces: [77] })).body).toEqual({ workspaces: [77] });
  expect((await send("PATCH", bindings, { unassign_workspaces: [77] })).body).toEqual({ workspaces: [] });
});
