import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const AT = 1768469412000;
const ISO = "2026-01-15T09:30:12Z";

const main = {
  name: "main",
  catalog_type: "MANAGED_CATALOG",
  comment: "",
  owner: "admins",
  isolation_mode: "OPEN",
  properties: {},
  options: { password: "hush-hush" },
  created_at: AT,
  created_by: "ana@example.com",
  updated_at: AT,
};
const mainDetails = {
  name: "main",
  catalog_type: "MANAGED_CATALOG",
  owner: "admins",
  isolation_mode: "OPEN",
  created_at: ISO,
  created_by: "ana@example.com",
  updated_at: ISO,
};
const sales = { name: "sales", full_name: "main.sales", owner: "ana@example.com", comment: "Orders", created_at: AT };
const salesDetails = { full_name: "main.sales", owner: "ana@example.com", comment: "Orders", created_at: ISO };

describe("list_catalogs", () => {
  test("continues past an empty page and returns the token of the next one", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/catalogs`, { next_page_token: "t1" }, { catalogs: [main], next_page_token: "t2" });
    const { structuredContent } = await call("list_catalogs");
    expect(seen.map(({ query }) => query)).toEqual([
      { max_results: "100", include_browse: "true" },
      { max_results: "100", include_browse: "true", page_token: "t1" },
    ]);
    expect(structuredContent).toEqual({
      catalogs: [{ name: "main", catalog_type: "MANAGED_CATALOG", owner: "admins" }],
      next_page_token: "t2",
    });
  });

  test("fails if the listing repeats its token", async () => {
    const { call } = await connect();
    on(`GET ${UC}/catalogs`, { next_page_token: "t1" });
    expect((await call("list_catalogs")).isError).toBe(true);
  });

  test("returns the token to continue from after many empty pages", async () => {
    const { call } = await connect();
    let pages = 0;
    const seen = on(`GET ${UC}/catalogs`, () => ({ catalogs: [], next_page_token: `t${++pages}` }));
    const { structuredContent } = await call("list_catalogs", { page_token: "t0" });
    expect(structuredContent).toEqual({ catalogs: [], next_page_token: `t${seen.length}` });
  });
});

describe("get_catalog", () => {
  test("returns its fields without options, which can hold secrets", async () => {
    const { call } = await connect();
    on(`GET ${UC}/catalogs/main`, { ...main, properties: { team: "sales" } });
    const result = await call("get_catalog", { catalog_name: "main" });
    expect(result.structuredContent).toEqual({ ...mainDetails, properties: { team: "sales" } });
    expect(JSON.stringify(result)).not.toContain("hush-hush");
  });

  test("reports a missing catalog as not found", async () => {
    const { call } = await connect();
    on(`GET ${UC}/catalogs/nope`, platformError(404, "CATALOG_DOES_NOT_EXIST", "Catalog 'nope' does not exist."));
    const result = await call("get_catalog", { catalog_name: "nope" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("CATALOG_DOES_NOT_EXIST");
  });
});

describe("create_catalog", () => {
  test("sends its own name and the other fields of `settings`", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${UC}/catalogs`, { ...main, name: "lab" });
    const settings = { storage_root: "s3://bucket/lab" };
    const { structuredContent } = await call("create_catalog", { catalog_name: "lab", comment: "Trials", settings });
    expect(seen[0]?.body).toEqual({ name: "lab", comment: "Trials", storage_root: "s3://bucket/lab" });
    expect(questions).toEqual([asked('Create catalog "lab"?', 'It sets storage_root to "s3://bucket/lab".')]);
    expect(structuredContent).toMatchObject({ name: "lab" });
  });
});

describe("update_catalog", () => {
  test("changes a comment without asking", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`PATCH ${UC}/catalogs/main`, { ...main, comment: "All" });
    const { structuredContent } = await call("update_catalog", { catalog_name: "main", comment: "All" });
    expect(seen[0]?.body).toEqual({ comment: "All" });
    expect(structuredContent).toEqual({ ...mainDetails, comment: "All" });
    expect(questions).toEqual([]);
  });

  test("asks before changing owner, name or settings, with the new values", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/catalogs/main`, main);
    on(`GET ${UC}/bindings/catalog/main`, { bindings: [{ workspace_id: 12 }] });
    on(`GET ${UC}/current-metastore-assignment`, { metastore_id: "m", workspace_id: 13 });
    const seen = on(`PATCH ${UC}/catalogs/main`, { ...main, name: "core" });
    const args = { catalog_name: "main", owner: "bob@example.com", new_name: "core" };
    await call("update_catalog", { ...args, settings: { isolation_mode: "ISOLATED" } });
    expect(questions).toEqual([
      asked(
        'Change catalog "main" (owner "admins")?',
        '"bob@example.com" becomes its owner in place of "admins" and can then change and delete it and grant access to it.',
        'It is renamed to "core". Queries, jobs and code that use its current name fail.',
        'It sets isolation_mode to "ISOLATED".',
        "Workspaces that can still use it: 12.",
        'The current workspace "13" is not bound to it and loses access.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ isolation_mode: "ISOLATED", owner: "bob@example.com", new_name: "core" });
  });

  test("fields of the REST body count as settings; a field in camelCase is refused with the right name", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/catalogs/main`, main);
    const seen = on(`PATCH ${UC}/catalogs/main`, main);
    const args = { name: "`main`", properties: { token: "hush-hush", team: "a" }, custom_max_retention_hours: 24 };
    await call("update_catalog", args);
    const { properties, custom_max_retention_hours } = args;
    expect(seen.map(({ body }) => body)).toEqual([{ properties, custom_max_retention_hours }]);
    expect(questions).toEqual([
      asked(
        'Change catalog "main" (owner "admins")?',
        'It sets properties.token to "[redacted]".',
        'It sets properties.team to "a".',
        'It sets custom_max_retention_hours to "24".',
      ),
    ]);
    const refused = await call("update_catalog", { catalog_name: "main", settings: { isolationMode: "OPEN" } });
    expect(textOf(refused)).toContain("fields are in snake_case: isolation_mode");
  });

  test.each(["main.sales.orders", "main"])("a protection of %s holds, also without questions", async (pattern) => {
    const { call } = await connect({ settings: { confirm: "never", protect: [pattern] } });
    on(`GET ${UC}/catalogs/main`, main);
    const seen = on(`PATCH ${UC}/catalogs/main`, main);
    expect((await call("update_catalog", { catalog_name: "main", owner: "bob" })).isError).toBe(true);
    expect(seen).toHaveLength(0);
  });

  test("with write access only the comment can be changed", async () => {
    const { call } = await connect({ settings: { access: "write" } });
    const seen = on(`PATCH ${UC}/catalogs/main`, main);
    expect((await call("update_catalog", { catalog_name: "main", owner: "bob" })).isError).toBe(true);
    expect((await call("update_catalog", { catalog_name: "main", comment: "x" })).isError).toBeFalsy();
    expect(seen.length).toBe(1);
  });
});

describe("delete_catalog", () => {
  test.each([
    [{}, "false", "It is deleted only if it is empty. Its grants and tags are permanently lost."],
    [
      { force: true },
      "true",
      "It is deleted with 1 schema, 2 tables and every volume, function and model in them. This cannot be undone.",
    ],
  ])("asks, then deletes: %o", async (more, force, loss) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/catalogs/main`, main);
    const everywhere = ["default", "information_schema"].map((name) => ({ name, full_name: `main.${name}` }));
    on(`GET ${UC}/schemas`, { schemas: "force" in more ? [sales] : everywhere });
    on(`GET ${UC}/table-summaries`, { tables: [{ full_name: "main.sales.a" }, { full_name: "main.sales.b" }] });
    on("GET /api/2.0/serving-endpoints", {});
    const seen = on(`DELETE ${UC}/catalogs/main`, {});
    const { structuredContent } = await call("delete_catalog", { catalog_name: "main", ...more });
    expect(questions).toEqual([asked('Delete catalog "main" (owner "admins")?', loss)]);
    expect(seen.map(({ query }) => query)).toEqual([{ force }]);
    expect(structuredContent).toEqual({ name: "main", deleted: true });
  });
});

describe("list_schemas", () => {
  test("returns names, owners and comments", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/schemas`, { schemas: [sales] });
    const { structuredContent } = await call("list_schemas", { catalog_name: "main", page_token: "t" });
    expect(seen[0]?.query).toEqual({
      catalog_name: "main",
      max_results: "100",
      include_browse: "true",
      page_token: "t",
    });
    expect(structuredContent).toEqual({ schemas: [{ name: "sales", owner: "ana@example.com", comment: "Orders" }] });
  });
});

describe("get_schema", () => {
  test("returns its fields", async () => {
    const { call } = await connect();
    on(`GET ${UC}/schemas/main.sales`, sales);
    expect((await call("get_schema", { full_name: "main.sales" })).structuredContent).toEqual(salesDetails);
  });

  test.each(["sales", "main.sales.orders", "main.", ".sales"])("%s is not a schema's full name", async (full_name) => {
    const { call } = await connect();
    expect(textOf(await call("get_schema", { full_name }))).toContain("full_name: must be catalog.schema");
  });
});

describe("create_schema", () => {
  test("creates it in its catalog", async () => {
    const { call } = await connect();
    const seen = on(`POST ${UC}/schemas`, sales);
    const { structuredContent } = await call("create_schema", { catalog_name: "main", schema_name: "sales" });
    expect(seen[0]?.body).toEqual({ catalog_name: "main", name: "sales" });
    expect(structuredContent).toEqual(salesDetails);
  });
});

describe("update_schema", () => {
  test("changes a comment without asking, an owner after asking", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/schemas/main.sales`, sales);
    const seen = on(`PATCH ${UC}/schemas/main.sales`, sales);
    await call("update_schema", { full_name: "main.sales", comment: "Orders" });
    expect(questions).toEqual([]);
    const { structuredContent } = await call("update_schema", { full_name: "main.sales", owner: "bob" });
    expect(questions).toEqual([
      asked(
        'Change schema "main.sales" (owner "ana@example.com")?',
        '"bob" becomes its owner in place of "ana@example.com" and can then change and delete it and grant access to it.',
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ comment: "Orders" }, { owner: "bob" }]);
    expect(structuredContent).toEqual(salesDetails);
  });
});

describe("delete_schema", () => {
  const serving = (entity_name: string) => ({
    name: "churn",
    config: { served_entities: [{ entity_name, entity_version: "2" }] },
  });

  test.each([
    [{}, "false", "It is deleted only if it is empty. Its grants and tags are permanently lost."],
    [{ force: true }, "true", "It is deleted with 2 tables, 1 volume, 0 functions and 1 model. This cannot be undone."],
  ])("asks, then deletes: %o", async (more, force, loss) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/schemas/main.sales`, sales);
    const has = <T>(...inside: T[]) => ("force" in more ? inside : []);
    const tables = ["a", "b"].map((name) => ({ name, full_name: `main.sales.${name}` }));
    on(`GET ${UC}/tables`, { tables: has(...tables) });
    on(`GET ${UC}/volumes`, { volumes: has({ name: "v", full_name: "main.sales.v" }) });
    on(`GET ${UC}/functions`, {});
    on(`GET ${UC}/models`, { registered_models: has({ full_name: "main.sales.churn" }) });
    on("GET /api/2.0/serving-endpoints", { endpoints: [serving("main.sales.churn"), serving("main.sales2.churn")] });
    const seen = on(`DELETE ${UC}/schemas/main.sales`, {});
    const { structuredContent } = await call("delete_schema", { full_name: "main.sales", ...more });
    const uses = 'Serving endpoint "churn" serves "main.sales.churn" version "2" and will fail.';
    const words = [loss, ...("force" in more ? [uses] : [])];
    expect(questions).toEqual([asked('Delete schema "main.sales" (owner "ana@example.com")?', ...words)]);
    expect(seen.map(({ query }) => query)).toEqual([{ force }]);
    expect(structuredContent).toEqual({ full_name: "main.sales", deleted: true });
  });

  test.each([
    [
      "delete_schema",
      { full_name: "main.sales" },
      "The schema is not empty: it has 1 table, 0 volumes, 0 functions and 0 models.",
    ],
    ["delete_catalog", { catalog_name: "main" }, "The catalog is not empty: it has 1 schema."],
  ])("%s without force is refused before the question if there are contents", async (tool, args, words) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/catalogs/main`, main);
    on(`GET ${UC}/schemas/main.sales`, sales);
    on(`GET ${UC}/schemas`, { schemas: [sales] });
    on(`GET ${UC}/tables`, { tables: [{ name: "a", full_name: "main.sales.a" }] });
    for (const kind of ["volumes", "functions", "models"]) on(`GET ${UC}/${kind}`, {});
    expect(textOf(await call(tool, args))).toContain(`${words} Nothing was sent.`);
    expect(questions).toEqual([]);
  });

  test("reports a schema that is not empty as a conflict", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(`DELETE ${UC}/schemas/main.sales`, platformError(400, "SCHEMA_NOT_EMPTY", "Schema 'sales' is not empty"));
    const result = await call("delete_schema", { full_name: "main.sales" });
    expect(textOf(result)).toContain("The object's current state does not allow this.");
  });
});
