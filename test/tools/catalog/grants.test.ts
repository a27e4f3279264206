import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const NAME = "main.sales.orders";
const GRANTS = `${UC}/permissions/table/${NAME}`;
const table = { securable_type: "table", full_name: NAME };

describe("get_grants", () => {
  test("of a model are those of the function type, under any of its names", async () => {
    const seen = on(`GET ${UC}/permissions/function/main.ml.churn`, { privilege_assignments: [] });
    const { call } = await connect();
    for (const securable_type of ["model", "registered_model", "MODELS"]) {
      expect((await call("get_grants", { securable_type, full_name: "main.ml.churn" })).isError).toBeFalsy();
    }
    expect(seen).toHaveLength(3);
  });

  test("returns privileges granted on the object itself", async () => {
    const { call } = await connect();
    const seen = on(`GET ${GRANTS}`, {
      privilege_assignments: [{ principal: "analysts", privileges: ["SELECT"] }, { principal: "guests" }],
      next_page_token: "t2",
    });
    const { structuredContent } = await call("get_grants", { ...table, principal: "analysts", page_token: "t1" });
    expect(seen[0]?.query).toEqual({ principal: "analysts", max_results: "100", page_token: "t1" });
    expect(structuredContent).toEqual({
      grants: [
        { principal: "analysts", privileges: ["SELECT"] },
        { principal: "guests", privileges: [] },
      ],
      next_page_token: "t2",
      note: expect.stringContaining("such as account users, are not included"),
    });
  });

  test("returns inherited privileges with their origin if `effective`", async () => {
    const { call } = await connect();
    on(`GET ${UC}/effective-permissions/table/${NAME}`, {
      privilege_assignments: [
        {
          principal: "analysts",
          privileges: [
            { privilege: "USE_CATALOG", inherited_from_type: "CATALOG", inherited_from_name: "main" },
            { privilege: "SELECT" },
          ],
        },
      ],
    });
    const { structuredContent } = await call("get_grants", { ...table, effective: true });
    expect(structuredContent).toEqual({
      grants: [{ principal: "analysts", privileges: ["USE_CATALOG from catalog main", "SELECT"] }],
    });
  });

  test("an unknown type of object is refused with a list of the known ones", async () => {
    const { call } = await connect();
    const result = await call("get_grants", { securable_type: "notebook", full_name: "x" });
    expect(textOf(result)).toContain("securable_type: must be one of catalog, schema, table, volume, function");
  });
});

describe("update_grants", () => {
  beforeEach(() => {
    const privileges = [{ privilege: "ALL_PRIVILEGES" }];
    on(`GET ${UC}/effective-permissions/:type/:name`, {
      privilege_assignments: [{ principal: "account users", privileges }],
    });
  });

  test("a misspelled privilege is refused before the user is asked, a new one is not", async () => {
    const { call, questions } = await connect({ answer: yes });
    const refused = textOf(await call("update_grants", { ...table, principal: "bob", add: ["selekt"] }));
    expect(refused).toContain("add.0: is not a privilege. Did you mean SELECT?");
    expect(questions).toEqual([]);
    on(`GET ${GRANTS}`, {});
    const seen = on(`PATCH ${GRANTS}`, {});
    await call("update_grants", { ...table, principal: "bob", add: ["DREAM", "USE"] });
    expect(seen).toHaveLength(1);
  });

  test("asks with principal, privileges and object; returns the grants afterwards", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${GRANTS}`, { privilege_assignments: [{ principal: "bob", privileges: ["SELECT", "ALL_PRIVILEGES"] }] });
    const seen = on(`PATCH ${GRANTS}`, { privilege_assignments: [{ principal: "bob", privileges: ["SELECT"] }] });
    const args = { ...table, principal: "bob", add: ["SELECT", "MODIFY"], remove: ["ALL_PRIVILEGES", "APPLY_TAG"] };
    const { structuredContent } = await call("update_grants", args);
    expect(questions).toEqual([
      asked(
        'Change the privileges on table "main.sales.orders"?',
        '"bob" gains MODIFY on it.',
        '"bob" loses ALL_PRIVILEGES on it.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({
      changes: [{ principal: "bob", add: ["SELECT", "MODIFY"], remove: ["ALL_PRIVILEGES", "APPLY_TAG"] }],
    });
    expect(structuredContent).toEqual({ grants: [{ principal: "bob", privileges: ["SELECT"] }] });
  });

  test("privileges on a schema reach everything in it; what the principal already has is not asked about", async () => {
    const { call, questions } = await connect({ answer: yes });
    const schema = { securable_type: "SCHEMA", full_name: "`main`.`sales`", principal: "bob" };
    on(`GET ${UC}/permissions/schema/main.sales`, {
      privilege_assignments: [{ principal: "bob", privileges: ["SELECT"] }],
    });
    const seen = on(`PATCH ${UC}/permissions/schema/main.sales`, {});
    await call("update_grants", { ...schema, changes: [{ principal: "bob", add: ["select"] }] });
    expect(questions).toEqual([]);
    await call("update_grants", { ...schema, add: ["use schema"] });
    await call("update_grants", { ...schema, add: ["modify"] });
    expect(questions).toEqual([
      asked('Change the privileges on schema "main.sales"?', '"bob" gains USE_SCHEMA on it.'),
      asked('Change the privileges on schema "main.sales"?', '"bob" gains MODIFY on it and everything in it.'),
    ]);
    const sent = ["USE_SCHEMA", "MODIFY"].map((privilege) => ({ changes: [{ principal: "bob", add: [privilege] }] }));
    expect(seen.map(({ body }) => body)).toEqual(sent);
  });

  test("a protection of what is inside a schema blocks a grant on the schema", async () => {
    const { call } = await connect({ settings: { confirm: "never", protect: ["main.sales.orders"] } });
    on(`GET ${UC}/permissions/schema/main.sales`, {});
    const seen = on(`PATCH ${UC}/permissions/schema/main.sales`, {});
    const schema = { securable_type: "schema", full_name: "main.sales", principal: "bob" };
    expect((await call("update_grants", { ...schema, add: ["SELECT"] })).isError).toBe(true);
    expect(seen.length).toBe(0);
  });

  test("sends only the given lists", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const seen = on(`PATCH ${GRANTS}`, {});
    expect((await call("update_grants", { ...table, principal: "bob", remove: ["SELECT"] })).structuredContent).toEqual(
      {
        grants: [],
      },
    );
    expect(seen[0]?.body).toEqual({ changes: [{ principal: "bob", remove: ["SELECT"] }] });
  });

  test("several objects and principals, with the parents that are needed, are one question", async () => {
    const { call, questions } = await connect({ answer: yes });
    const paths = ["catalog/main", "schema/main.sales", "table/main.sales.orders", "table/main.sales.items"] as const;
    for (const path of paths) on(`GET ${UC}/permissions/${path}`, { privilege_assignments: [] });
    on(`GET ${UC}/permissions/catalog/main`, {
      privilege_assignments: [{ principal: "ben", privileges: ["USE_CATALOG"] }],
    });
    const inEffect = (path: string, ...grants: [principal: string, privilege: string][]) =>
      on(`GET ${UC}/effective-permissions/${path}`, {
        privilege_assignments: grants.map(([who, privilege]) => ({ principal: who, privileges: [{ privilege }] })),
      });
    inEffect("catalog/main", ["ben", "USE_CATALOG"]);
    inEffect("schema/main.sales");
    const sent = paths.map((path) => on(`PATCH ${UC}/permissions/${path}`, {}));
    const result = await call("update_grants", {
      securable_type: "table",
      full_names: [NAME, "main.sales.items"],
      principals: ["ben", "analysts"],
      add: ["SELECT"],
      use_parents: true,
    });
    expect(questions).toHaveLength(1);
    for (const line of [
      '- catalog "main"',
      '- schema "main.sales"',
      '- table "main.sales.orders"',
      '- table "main.sales.items"',
      '"analysts" gains USE_CATALOG on "main".',
      '"ben" gains USE_SCHEMA on "main.sales".',
      '"ben" gains SELECT on "main.sales.items".',
    ]) {
      expect(questions[0]).toContain(line);
    }
    expect(questions[0]).not.toContain('"ben" gains USE_CATALOG');
    const both = (privilege: string) => ({
      changes: ["ben", "analysts"].map((principal) => ({ principal, add: [privilege] })),
    });
    expect(sent.map(([request]) => request?.body)).toEqual([
      { changes: [{ principal: "analysts", add: ["USE_CATALOG"] }] },
      both("USE_SCHEMA"),
      both("SELECT"),
      both("SELECT"),
    ]);
    expect(result.structuredContent).toMatchObject({ objects: [{ full_name: "main" }, {}, {}, {}] });
  });

  test.each([
    ["account users", "USE_CATALOG"],
    ["ben", "ALL_PRIVILEGES"],
  ])("a parent that %s may use by %s is not changed", async (holder, privilege) => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(`GET ${UC}/effective-permissions/catalog/main`, {
      privilege_assignments: [{ principal: holder, privileges: [{ privilege }] }],
    });
    const sent = on(`PATCH ${UC}/permissions/schema/main.sales`, {});
    const given = { securable_type: "schema", full_name: "main.sales", principal: "ben" };
    const result = await call("update_grants", { ...given, add: ["USE_SCHEMA"], use_parents: true });
    expect(result.structuredContent).toEqual({ grants: [] });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ["schema", "main.sales", ["SELECT", "READ_VOLUME"], ["SELECT", "READ_VOLUME", "USE_SCHEMA"], ["catalog/main"]],
    ["schema", "main.sales", ["ALL_PRIVILEGES"], ["ALL_PRIVILEGES"], ["catalog/main"]],
    ["catalog", "main", ["SELECT"], ["SELECT", "USE_CATALOG", "USE_SCHEMA"], []],
    ["catalog", "main", ["CREATE_SCHEMA"], ["CREATE_SCHEMA", "USE_CATALOG"], []],
    ["catalog", "main", ["USE_CATALOG"], ["USE_CATALOG"], []],
  ])("use_parents on %s %s with %j grants %j on it", async (securable_type, full_name, add, granted, parents) => {
    const { call, questions } = await connect({ answer: yes });
    const given = { securable_type, full_name, principal: "ben" };
    for (const place of ["catalog/main", "schema/main.sales"]) {
      on(`GET ${UC}/effective-permissions/${place}`, {});
      on(`GET ${UC}/permissions/${place}`, {});
    }
    const parent = on(`PATCH ${UC}/permissions/catalog/main`, {});
    const own = on(`PATCH ${UC}/permissions/${securable_type}/${full_name}`, {});
    const { structuredContent } = await call("update_grants", { ...given, add, use_parents: true });
    expect(own.at(-1)?.body).toEqual({ changes: [{ principal: "ben", add: granted }] });
    expect(questions[0]).toContain(`"ben" gains ${granted.join(", ")} on`);
    expect(parent.map(({ body }) => body)).toEqual(
      parents.map(() => ({ changes: [{ principal: "ben", add: ["USE_CATALOG"] }] })),
    );
    expect(structuredContent).not.toHaveProperty("note");
  });

  test("says that a privilege on a schema is not usable without USE_SCHEMA on it", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(`PATCH ${UC}/permissions/schema/main.sales`, {});
    for (const place of ["catalog/main", "schema/main.sales"]) on(`GET ${UC}/effective-permissions/${place}`, {});
    const given = { securable_type: "schema", full_name: "main.sales", principal: "ben", add: ["SELECT"] };
    expect(Object(await call("update_grants", given)).structuredContent.note).toContain(
      "USE_CATALOG on main (ben); USE_SCHEMA on main.sales (ben) is missing",
    );
  });

  test("says what is still missing to use what was granted", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(`PATCH ${GRANTS}`, { privilege_assignments: [{ principal: "analysts", privileges: ["SELECT"] }] });
    on(`GET ${UC}/effective-permissions/catalog/main`, {
      privilege_assignments: [{ principal: "account users", privileges: [{ privilege: "USE_CATALOG" }] }],
    });
    on(`GET ${UC}/effective-permissions/schema/main.sales`, {});
    const given = { ...table, principal: "analysts" };
    expect((await call("update_grants", { ...given, add: ["SELECT"] })).structuredContent).toEqual({
      grants: [{ principal: "analysts", privileges: ["SELECT"] }],
      note: "Not usable yet, unless a group of theirs holds it: USE_SCHEMA on main.sales (analysts) is missing. The same call with use_parents grants it.",
    });
    expect((await call("update_grants", { ...given, remove: ["SELECT"] })).structuredContent).not.toHaveProperty(
      "note",
    );
    on(`GET ${UC}/effective-permissions/schema/main.sales`, platformError(403, "PERMISSION_DENIED", "no"));
    expect((await call("update_grants", { ...given, add: ["SELECT"] })).structuredContent).not.toHaveProperty("note");
  });

  test("`changes` of the REST API may name several principals with the same privileges", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const seen = on(`PATCH ${GRANTS}`, {});
    const changes = ["ben", "eva"].map((principal) => ({ principal, add: ["SELECT"] }));
    await call("update_grants", { ...table, changes });
    expect(seen[0]?.body).toEqual({ changes });
    const mixed = [...changes, { principal: "kim", add: ["MODIFY"] }];
    expect(textOf(await call("update_grants", { ...table, changes: mixed }))).toContain('unknown: "changes"');
  });

  test("a failure says which objects were changed before", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(`PATCH ${GRANTS}`, {});
    on(`PATCH ${UC}/permissions/table/main.sales.items`, platformError(403, "PERMISSION_DENIED", "no"));
    const full_names = [NAME, "main.sales.items"];
    const result = await call("update_grants", {
      securable_type: "table",
      full_names,
      principal: "bob",
      add: ["SELECT"],
    });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Privileges were changed");
  });

  test("an empty change is refused without a question", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`PATCH ${GRANTS}`, {});
    const result = await call("update_grants", { ...table, principal: "bob" });
    expect(textOf(result)).toContain("`add` and `remove` are both empty. Give at least one privilege.");
    expect([questions.length, seen.length]).toEqual([0, 0]);
  });
});

const TAGS = `${UC}/entity-tag-assignments/tables/${NAME}/tags`;
const entity = { entity_type: "tables", entity_name: NAME };

describe("list_tags", () => {
  test("returns keys and values", async () => {
    const { call } = await connect();
    const seen = on(`GET ${TAGS}`, {
      tag_assignments: [
        { ...entity, tag_key: "pii", tag_value: "low" },
        { ...entity, tag_key: "gold" },
      ],
    });
    const { structuredContent } = await call("list_tags", entity);
    expect(seen[0]?.query).toEqual({ max_results: "100" });
    expect(structuredContent).toEqual({ tags: [{ tag_key: "pii", tag_value: "low" }, { tag_key: "gold" }] });
  });
});

describe("list_tags of several objects", () => {
  test("returns those of each", async () => {
    const { call } = await connect();
    const columns = ["email", "phone"].map((column) => `${NAME}.${column}`);
    const at = (name: string) => `GET ${UC}/entity-tag-assignments/columns/${name}/tags` as const;
    on(at(`${NAME}.email`), { tag_assignments: [{ tag_key: "pii", tag_value: "email" }] });
    on(at(`${NAME}.phone`), {});
    const { structuredContent } = await call("list_tags", { securable_type: "column", full_names: columns });
    expect(structuredContent).toEqual({
      entities: [
        { entity_name: columns[0], tags: [{ tag_key: "pii", tag_value: "email" }] },
        { entity_name: columns[1], tags: [] },
      ],
    });
    const paged = await call("list_tags", { securable_type: "column", full_names: columns, page_token: "t" });
    expect(textOf(paged)).toContain("page_token is for one object");
  });
});

describe("set_tag", () => {
  test.each(["model", "registered_models"])("a %s is refused with the way to set its tags", async (securable_type) => {
    const { call } = await connect();
    const said = textOf(await call("set_tag", { securable_type, full_name: "main.ml.churn", tag_key: "team" }));
    expect(said).toContain("must not be a model. Use MLflow in execute_command");
    const other = await call("set_tag", { securable_type: "share", full_name: "x", tag_key: "team" });
    expect(textOf(other)).toContain("must be one of catalogs, schemas, tables, columns, volumes");
  });

  test("tags many columns in one call, and asks once about those that change", async () => {
    const name = (column: string) => `main.sales.customers.${column}`;
    on(`GET ${UC}/entity-tag-assignments/columns/${name("email")}/tags`, {
      tag_assignments: [{ tag_key: "pii", tag_value: "no" }],
    });
    on(`GET ${UC}/entity-tag-assignments/columns/${name("phone")}/tags`, {});
    const created = on(`POST ${UC}/entity-tag-assignments`, { tag_key: "pii" });
    const updated = on(`PATCH ${UC}/entity-tag-assignments/columns/${name("email")}/tags/pii`, { tag_key: "pii" });
    const { call, questions } = await connect({ answer: yes });
    const entity_names = [name("email"), name("phone")];
    const result = await call("set_tag", { entity_type: "columns", entity_names, tag_key: "pii", tag_value: "yes" });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('Tag "pii" on "main.sales.customers.email" changes from "no" to "yes".');
    expect(questions[0]).toContain('- column "main.sales.customers.phone"');
    expect([created.length, updated.length]).toEqual([1, 1]);
    expect(result.structuredContent).toEqual({
      tag_key: "pii",
      tag_value: "yes",
      entities: [{ entity_name: name("email"), replaced: "no" }, { entity_name: name("phone") }],
    });
    expect(textOf(await call("set_tag", { entity_type: "columns", tag_key: "pii" }))).toContain(
      "give full_name or full_names",
    );
  });

  test("creates a new tag, also one without a value", async () => {
    const { call } = await connect();
    on(`GET ${TAGS}`, {});
    const seen = on(`POST ${UC}/entity-tag-assignments`, { tag_key: "pii" });
    const { structuredContent } = await call("set_tag", { ...entity, tag_key: "pii", tag_value: "low" });
    expect(structuredContent).toEqual({ entity_name: NAME, tag_key: "pii", tag_value: "low" });
    await call("set_tag", { ...entity, tag_key: "gold" });
    expect(seen.map(({ body }) => body)).toEqual([
      { ...entity, tag_key: "pii", tag_value: "low" },
      { ...entity, tag_key: "gold" },
    ]);
  });

  test("asks before it replaces a value, and returns the previous one", async () => {
    const { call, questions } = await connect({ answer: yes, settings: { access: "write" } });
    on(
      `GET ${TAGS}`,
      { tag_assignments: [{ tag_key: "team", tag_value: "a" }], next_page_token: "t2" },
      { tag_assignments: [{ tag_key: "pii", tag_value: "high" }] },
    );
    const seen = on(`PATCH ${TAGS}/pii`, { tag_key: "pii", tag_value: "low" });
    const { structuredContent } = await call("set_tag", { ...entity, tag_key: "pii", tag_value: "low" });
    expect(questions).toEqual([
      asked(
        'Set a tag of table "main.sales.orders"?',
        'Tag "pii" changes from "high" to "low". Policies that decide by this tag who sees what then treat the object differently.',
      ),
    ]);
    expect(seen[0]?.query).toEqual({ update_mask: "tag_value" });
    expect(seen[0]?.body).toEqual({ ...entity, tag_key: "pii", tag_value: "low" });
    expect(structuredContent).toEqual({ entity_name: NAME, tag_key: "pii", tag_value: "low", replaced: "high" });
  });
});

describe("delete_tag", () => {
  test("asks, then removes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${TAGS}`, { tag_assignments: [{ tag_key: "pii", tag_value: "high" }] });
    const seen = on(`DELETE ${TAGS}/pii`, {});
    const { structuredContent } = await call("delete_tag", { ...entity, tag_key: "pii" });
    expect(questions).toEqual([
      asked(
        'Remove a tag from table "main.sales.orders"?',
        'Tag "pii" with the value "high" is removed. Policies that decide by this tag who sees what then treat the object differently.',
      ),
    ]);
    expect(seen.length).toBe(1);
    expect(structuredContent).toEqual({ entity_name: NAME, tag_key: "pii", deleted: true });
  });
});

const LINEAGE = "GET /api/2.0/lineage-tracking";

describe("get_lineage", () => {
  test("of a table: neighbours with full names, ids as text, hidden ones marked", async () => {
    const { call } = await connect();
    const seen = on(`${LINEAGE}/table-lineage`, {
      upstreams: [
        {
          tableInfo: { name: "orders_raw", catalog_name: "main", schema_name: "raw", table_type: "TABLE" },
          jobInfos: [
            { workspace_id: 1, job_id: 620471903311642 },
            { workspace_id: 1, job_id: 620471903311642 },
          ],
        },
        { tableInfo: { has_permission: false } },
      ],
      downstreams: [{ notebookInfos: [{ workspace_id: 1, notebook_id: 3042 }], queryInfos: [{ query_id: "q1" }] }],
    });
    const job = on("GET /api/2.2/jobs/get", { job_id: 620471903311642, settings: { name: "nightly-etl" } });
    on("GET /api/2.0/sql/queries/q1", () => platformError(404, "RESOURCE_DOES_NOT_EXIST", "gone"));
    const result = await call("get_lineage", { table_name: NAME });
    expect(seen[0]?.query).toEqual({ table_name: NAME, include_entity_lineage: "true" });
    expect(result.structuredContent).toEqual({
      upstreams: [
        {
          name: "main.raw.orders_raw",
          table_type: "TABLE",
          job_ids: ["620471903311642"],
          names: { "620471903311642": "nightly-etl" },
        },
        { name: "(no permission to see it)" },
      ],
      downstreams: [{ notebook_ids: ["3042"], query_ids: ["q1"] }],
    });
    expect(job.map(({ query }) => query)).toEqual([{ job_id: "620471903311642" }]);
    expect(textOf(result)).toContain("list_workspace_objects shows the object_id of each notebook");
  });

  test("of a table: names of at most twelve objects, one request each", async () => {
    const { call } = await connect();
    on(`${LINEAGE}/table-lineage`, {
      downstreams: [
        { pipelineInfos: [{ pipeline_id: "p1" }], dashboardInfos: [{ dashboard_id: "d1" }] },
        { jobInfos: Array.from({ length: 20 }, (_, at) => ({ job_id: at + 1 })) },
      ],
    });
    const jobs = on("GET /api/2.2/jobs/get", { job_id: 1, settings: { name: "load" } });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "ingest" });
    on("GET /api/2.0/lakeview/dashboards/d1", { dashboard_id: "d1", display_name: "Sales" });
    const { structuredContent } = await call("get_lineage", { table_name: NAME });
    expect(structuredContent).toMatchObject({
      downstreams: [{ names: { p1: "ingest", d1: "Sales" } }, { names: { "1": "load", "10": "load" } }],
    });
    expect(jobs).toHaveLength(10);
  });

  test("of a column: columns with full names", async () => {
    const { call } = await connect();
    const column = { name: "amount", catalog_name: "main", schema_name: "raw", table_name: "orders_raw" };
    const seen = on(`${LINEAGE}/column-lineage`, { upstream_cols: [{ ...column, table_type: "TABLE" }] });
    const { structuredContent } = await call("get_lineage", { table_name: NAME, column_name: "total" });
    expect(seen[0]?.query).toEqual({ table_name: NAME, column_name: "total" });
    expect(structuredContent).toEqual({
      upstreams: [{ name: "main.raw.orders_raw.amount", table_type: "TABLE" }],
      downstreams: [],
    });
  });
});
