import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, type Seen, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const TAGS = "/api/2.1/tag-policies";
const NAME = "main.sales.customers";
const no = () => ({ action: "decline" as const });
const statementOf = ({ body }: Seen): string => String(new Map(Object.entries(body ?? {})).get("statement"));

const table = (more: object = {}) => ({
  name: "customers",
  full_name: NAME,
  owner: "ana",
  columns: [{ name: "Email" }, { name: "region" }],
  ...more,
});
function workspace() {
  on(`GET ${UC}/functions/:name`, { name: "f", full_name: "main.x.f", routine_definition: "r = 'eu'" });
  on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "w1", state: "RUNNING" }] });
  return on("POST /api/2.0/sql/statements", { statement_id: "s1", status: { state: "SUCCEEDED" } });
}

describe("set_row_filter", () => {
  test("asks with the code of the function, and returns the filter", async () => {
    const filtered = { function_name: "main.x.f", input_column_names: ["region"] };
    on(`GET ${UC}/tables/${NAME}`, table(), table(), table({ row_filter: filtered }));
    const seen = workspace();
    const { call, questions } = await connect({ answer: yes, settings: { warehouseId: "w1" } });
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state: "RUNNING" });
    const args = { full_name: NAME, function_name: "main.x.f", columns: ["region"] };
    expect((await call("set_row_filter", args)).structuredContent).toEqual({
      full_name: NAME,
      row_filter: "main.x.f(region)",
    });
    expect(seen.map(statementOf)).toEqual([
      "ALTER TABLE `main`.`sales`.`customers` SET ROW FILTER `main`.`x`.`f` ON (`region`)",
    ]);
    expect(questions[0]).toContain('Set the row filter of table "main.sales.customers"');
    expect(questions[0]).toContain('Readers then see only the rows for which "main.x.f" returns true.');
    expect(questions[0]).toContain("| r = 'eu'");
  });

  test("removing it says that all rows become visible", async () => {
    on(
      `GET ${UC}/tables/${NAME}`,
      table({ row_filter: { function_name: "main.x.f", input_column_names: ["region"] } }),
    );
    const seen = workspace();
    const { call, questions } = await connect({ answer: no });
    await call("set_row_filter", { full_name: NAME, function_name: null });
    expect(questions[0]).toContain("Readers then see all rows.");
    expect(questions[0]).toContain('"main.x.f(region)" no longer applies.');
    expect(seen).toEqual([]);
  });

  test("a column that the table does not have is refused before anyone is asked", async () => {
    on(`GET ${UC}/tables/${NAME}`, table());
    const { call, questions } = await connect({ answer: yes });
    const args = { full_name: NAME, function_name: "main.x.f", columns: ["none"] };
    expect(textOf(await call("set_row_filter", args))).toContain("no column none");
    expect(questions).toEqual([]);
  });

  test("a protected table keeps its filter", async () => {
    on(`GET ${UC}/tables/${NAME}`, table());
    const { call } = await connect({ answer: yes, settings: { protect: ["main.sales.*"] } });
    expect(textOf(await call("set_row_filter", { full_name: NAME, function_name: null }))).toContain("--protect");
  });
});

describe("set_column_mask", () => {
  test("sets and removes a mask, columns in any case", async () => {
    const masked = { columns: [{ name: "Email", mask: { function_name: "main.x.f" } }, { name: "region" }] };
    on(`GET ${UC}/tables/${NAME}`, table(), table(), table(masked));
    const seen = workspace();
    on("GET /api/2.0/sql/warehouses/w1", { id: "w1", state: "RUNNING" });
    const { call, questions } = await connect({ answer: yes, settings: { warehouseId: "w1" } });
    const column = { full_name: NAME, column_name: "email" };
    expect(
      (await call("set_column_mask", { ...column, function_name: "main.x.f", columns: ["region"] })).structuredContent,
    ).toMatchObject({ mask: "main.x.f" });
    await call("set_column_mask", { ...column, function_name: null });
    expect(seen.map(statementOf)).toEqual([
      "ALTER TABLE `main`.`sales`.`customers` ALTER COLUMN `email` SET MASK `main`.`x`.`f` USING COLUMNS (`region`)",
      "ALTER TABLE `main`.`sales`.`customers` ALTER COLUMN `email` DROP MASK",
    ]);
    expect(questions[1]).toContain('Readers then see the values of column "email".');
    expect(questions[1]).toContain('"main.x.f" no longer applies.');
  });
});

const place = { securable_type: "schema", full_name: "main.sales" };
const mask = {
  name: "hide",
  policy_type: "POLICY_TYPE_COLUMN_MASK",
  on_securable_type: "SCHEMA",
  on_securable_fullname: "main.sales",
  to_principals: ["account users"],
  except_principals: ["hr"],
  match_columns: [{ condition: "has_tag('pii')", alias: "pii" }],
  column_mask: { function_name: "main.x.f", on_column: "pii" },
};
const POLICY = `${UC}/policies/SCHEMA/main.sales/hide` as const;

describe("list_abac_policies", () => {
  test("returns policies, with those of parents marked", async () => {
    const grant = {
      name: "read",
      policy_type: "POLICY_TYPE_GRANT",
      on_securable_type: "CATALOG",
      on_securable_fullname: "main",
      grant: { privileges: ["SELECT"] },
    };
    const seen = on(`GET ${UC}/policies/SCHEMA/main.sales`, { policies: [mask, grant] });
    const { call } = await connect({ settings: { access: "read" } });
    expect((await call("list_abac_policies", place)).structuredContent).toEqual({
      policies: [
        {
          name: "hide",
          policy_type: "COLUMN_MASK",
          on: "SCHEMA main.sales",
          to_principals: ["account users"],
          except_principals: ["hr"],
          match_columns: ["has_tag('pii') AS pii"],
          function_name: "main.x.f",
          on_column: "pii",
        },
        { name: "read", policy_type: "GRANT", on: "CATALOG main", privileges: ["SELECT"], inherited: true },
      ],
    });
    expect(seen[0]?.query).toMatchObject({ include_inherited: "true" });
  });
});

describe("create_abac_policy", () => {
  test("asks with every field and the code of the function, also through call_api", async () => {
    on(`GET ${UC}/functions/:name`, { name: "f", full_name: "main.x.f", routine_definition: "'***'" });
    const seen = on(`POST ${UC}/policies`, mask);
    const { call, questions } = await connect({ answer: yes });
    const { name, on_securable_type: _, on_securable_fullname: __, ...settings } = mask;
    await call("create_abac_policy", { ...place, name, settings });
    expect(seen[0]?.body).toEqual({ ...mask, for_securable_type: "TABLE" });
    await call("call_api", { operation: "policies.createPolicy", parameters: mask });
    for (const question of questions) {
      expect(question).toContain('ABAC policy "hide" (schema "main.sales")');
      expect(question).toContain('It sets to_principals[0] to "account users".');
    }
    expect(questions[0]).toContain("| '***'");
  });
});

describe("the type of an ABAC policy", () => {
  test.each(["COLUMN_MASK", "column_mask", "POLICY_TYPE_COLUMN_MASK"])("%s", async (policy_type) => {
    const seen = on(`POST ${UC}/policies`, mask);
    const { call } = await connect({ settings: { confirm: "never" } });
    await call("create_abac_policy", { ...place, name: "hide", settings: { policy_type, to_principals: ["a"] } });
    expect(seen[0]?.body).toMatchObject({ policy_type: "POLICY_TYPE_COLUMN_MASK" });
  });

  test("an unknown one is refused with the types", async () => {
    const { call } = await connect();
    const result = await call("create_abac_policy", { ...place, name: "hide", settings: { policy_type: "MASK" } });
    expect(textOf(result)).toContain("must be one of POLICY_TYPE_ROW_FILTER, POLICY_TYPE_COLUMN_MASK");
  });

  test("a protection of a table in the schema holds", async () => {
    const { call } = await connect({ settings: { protect: ["main.sales.orders"] } });
    const settings = { policy_type: "ROW_FILTER" };
    expect(textOf(await call("create_abac_policy", { ...place, name: "hide", settings }))).toContain("--protect");
  });
});

describe("update_abac_policy", () => {
  test("clears fields with null, and asks with what is lost", async () => {
    on(`GET ${POLICY}`, mask);
    const seen = on(`PATCH ${POLICY}`, mask);
    const { call, questions } = await connect({ answer: yes });
    const settings = { except_principals: null, to_principals: ["analysts"] };
    await call("update_abac_policy", { ...place, name: "hide", settings });
    expect(seen[0]?.query).toEqual({ update_mask: "except_principals,to_principals" });
    expect(seen[0]?.body).toEqual({ to_principals: ["analysts"] });
    expect(questions[0]).toContain('Field "except_principals" is reset');
    expect(questions[0]).toContain('Field "to_principals" is replaced as a whole: "account users" is lost.');
  });
});

describe("delete_abac_policy", () => {
  test("says what becomes visible", async () => {
    on(`GET ${POLICY}`, mask);
    const seen = on(`DELETE ${POLICY}`, {});
    const { call, questions } = await connect({ answer: yes });
    expect((await call("delete_abac_policy", { ...place, name: "hide" })).structuredContent).toEqual({
      name: "hide",
      deleted: true,
    });
    expect(questions[0]).toContain("become visible to everyone who can read the tables");
    expect(seen).toHaveLength(1);
  });
});

const pii = { tag_key: "pii", description: "Personal", values: [{ name: "low" }, { name: "high" }] };
const unknown = platformError(404, "NOT_FOUND", "Tag policy for tag key pii does not exist.");

describe("list_tag_policies", () => {
  test("returns keys with their values", async () => {
    on(`GET ${TAGS}`, { tag_policies: [pii], next_page_token: "n" });
    const { call } = await connect();
    expect((await call("list_tag_policies")).structuredContent).toEqual({
      tag_policies: [{ tag_key: "pii", values: ["low", "high"], description: "Personal" }],
      next_page_token: "n",
    });
  });
});

describe("set_tag_policy", () => {
  test("creates the policy of a tag that has none", async () => {
    on(`GET ${TAGS}/pii`, () => unknown.clone());
    const seen = on(`POST ${TAGS}`, pii);
    const { call, questions } = await connect({ answer: yes });
    await call("set_tag_policy", { tag_key: "pii", values: ["low", "high"] });
    expect(seen[0]?.body).toEqual({ tag_key: "pii", values: [{ name: "low" }, { name: "high" }] });
    expect(questions[0]).toContain("It becomes governed in the whole account");
  });

  test("changes one that exists, and asks with the values that are no longer permitted", async () => {
    on(`GET ${TAGS}/pii`, pii);
    const seen = on(`PATCH ${TAGS}/pii`, pii);
    const { call, questions } = await connect({ answer: yes });
    await call("set_tag_policy", { tag_key: "pii", values: ["high"] });
    expect(seen[0]?.query).toEqual({ update_mask: "values" });
    expect(questions[0]).toContain('Value "low" is no longer permitted.');
    await call("set_tag_policy", { tag_key: "pii", description: "new" });
    expect(questions).toHaveLength(1);
    expect(textOf(await call("set_tag_policy", { tag_key: "pii" }))).toContain("already governed");
  });
});

describe("delete_tag_policy", () => {
  test("asks with the values that are lost, and refuses a tag without a policy", async () => {
    on(`GET ${TAGS}/pii`, pii);
    on(`GET ${TAGS}/other`, () => unknown.clone());
    const seen = on(`DELETE ${TAGS}/pii`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("delete_tag_policy", { tag_key: "pii" });
    expect(questions[0]).toContain('Its permitted values are lost: "low", "high".');
    expect(textOf(await call("delete_tag_policy", { tag_key: "other" }))).toContain("list_tag_policies");
    expect(seen).toHaveLength(1);
  });
});
