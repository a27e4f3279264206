import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
  for (const statement of [
    "CREATE SCHEMA main.guarded",
    "CREATE TABLE main.guarded.people (name STRING, email STRING, region STRING)",
    "INSERT INTO main.guarded.people VALUES ('Ida', 'ida@x.com', 'eu'), ('Bo', 'bo@x.com', 'us')",
    "CREATE FUNCTION main.guarded.only_eu(r STRING) RETURNS BOOLEAN RETURN r = 'eu'",
    "CREATE FUNCTION main.guarded.hide(v STRING) RETURNS STRING RETURN '***'",
  ])
    await story.call("execute_sql", { statement });
});
afterAll(() => story.close());

const PEOPLE = "main.guarded.people";
const rows = async () =>
  (await story.call("execute_sql_read_only", { statement: `SELECT name, email FROM ${PEOPLE}` })).rows;

test("a row filter and a column mask: set, in effect, removed", async () => {
  const { call, failure } = story;
  const filter = { full_name: PEOPLE, function_name: "main.guarded.only_eu", columns: ["region"] };
  expect(await call("set_row_filter", filter)).toEqual({
    full_name: PEOPLE,
    row_filter: "main.guarded.only_eu(region)",
  });
  const mask = { full_name: PEOPLE, column_name: "email", function_name: "main.guarded.hide" };
  expect(await call("set_column_mask", mask)).toEqual({
    full_name: PEOPLE,
    column_name: "email",
    mask: "main.guarded.hide",
  });
  expect(await rows()).toEqual([["Ida", "***"]]);
  expect(await call("get_table", { full_name: PEOPLE })).toMatchObject({ row_filter: "main.guarded.only_eu(region)" });

  expect(await call("set_row_filter", { full_name: PEOPLE, function_name: null })).toEqual({ full_name: PEOPLE });
  expect(await call("set_column_mask", { ...mask, function_name: null })).toEqual({
    full_name: PEOPLE,
    column_name: "email",
  });
  expect(await rows()).toHaveLength(2);
  expect(await failure("set_column_mask", { ...mask, function_name: "main.guarded.nothing" })).toContain("ROUTINE");
});

test("an ABAC policy: created, inherited, changed, deleted", async () => {
  const { call, failure } = story;
  const place = { securable_type: "schema", full_name: "main.guarded" };
  const settings = {
    policy_type: "POLICY_TYPE_COLUMN_MASK",
    to_principals: ["account users"],
    except_principals: ["hr"],
    match_columns: [{ condition: "has_tag('pii')", alias: "pii" }],
    column_mask: { function_name: "main.guarded.hide", on_column: "pii" },
  };
  expect(await call("create_abac_policy", { ...place, name: "hide_pii", settings })).toEqual({
    name: "hide_pii",
    policy_type: "COLUMN_MASK",
    on: "SCHEMA main.guarded",
    to_principals: ["account users"],
    except_principals: ["hr"],
    match_columns: ["has_tag('pii') AS pii"],
    function_name: "main.guarded.hide",
    on_column: "pii",
  });
  const table = { securable_type: "table", full_name: PEOPLE };
  expect(await call("list_abac_policies", table)).toMatchObject({ policies: [{ name: "hide_pii", inherited: true }] });
  expect(await call("list_abac_policies", { ...table, include_inherited: false })).toEqual({ policies: [] });
  expect(
    await call("update_abac_policy", {
      ...place,
      name: "hide_pii",
      settings: { except_principals: null, comment: "PII" },
    }),
  ).toMatchObject({ comment: "PII" });
  expect((await call("list_abac_policies", place)).policies).not.toMatchObject([{ except_principals: ["hr"] }]);
  expect(await failure("create_abac_policy", { ...place, name: "hide_pii", settings })).toContain(
    "POLICY_ALREADY_EXISTS",
  );
  await call("delete_abac_policy", { ...place, name: "hide_pii" });
  expect(await call("list_abac_policies", place)).toEqual({ policies: [] });
  expect(await failure("delete_abac_policy", { ...place, name: "hide_pii" })).toContain("list_abac_policies");
});

test("a tag policy: governed, changed, ungoverned", async () => {
  const { call, failure } = story;
  expect(await call("set_tag_policy", { tag_key: "pii", values: ["low", "high"] })).toEqual({
    tag_key: "pii",
    values: ["low", "high"],
  });
  expect(await call("set_tag_policy", { tag_key: "pii", values: ["high"], description: "Personal data" })).toEqual({
    tag_key: "pii",
    values: ["high"],
    description: "Personal data",
  });
  expect(await call("list_tag_policies")).toMatchObject({ tag_policies: [{ tag_key: "pii", values: ["high"] }] });
  expect(await failure("set_tag_policy", { tag_key: "pii" })).toContain("already governed");
  await call("delete_tag_policy", { tag_key: "pii" });
  expect(await call("list_tag_policies")).toEqual({ tag_policies: [] });
});
