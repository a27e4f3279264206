import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/core/calls/arguments.ts";
import { catalogue } from "../src/tools/index.ts";

// One thing has one argument name in every tool. The names of the platform and of other clients are accepted as aliases.

/** The name of a thing, and the other names that no tool may advertise for it. */
const ONE_NAME: Readonly<Record<string, readonly string[]>> = {
  full_name: ["table_name", "entity_name", "securable_name", "table_full_name", "model_name"],
  full_names: ["entity_names"],
  securable_type: ["entity_type"],
  object_type: ["resource_type"],
  index_name: ["vector_index_name"],
  limit: ["max_results", "page_size", "count"],
  page_token: ["next_page_token", "cursor"],
  wait_seconds: ["timeout", "timeout_seconds", "wait"],
  statement: ["sql", "query_statement"],
  owner: ["owner_username", "new_owner"],
  view_type: ["run_view_type"],
  start_time: ["start_time_from", "since"],
  end_time: ["start_time_to", "until"],
  scope: ["secret_scope"],
  key: ["secret_key"],
  principal: ["user_or_group"],
  path: ["file", "file_path", "directory_path", "notebook_path", "object_path"],
  source_path: ["from_path"],
  destination_path: ["destination", "target_path"],
  comment: ["notes", "remark"],
  warehouse_id: ["sql_warehouse_id"],
  cluster_id: ["clusterId"],
  new_name: ["rename_to"],
  overwrite: ["force_overwrite", "replace"],
  settings: ["new_settings"],
};

describe("one thing has one argument name", () => {
  test.each(Object.entries(ONE_NAME))("%s", (_, others) => {
    const found = catalogue.flatMap(({ name, input }) =>
      Object.keys(input.shape)
        .filter((argument) => others.includes(argument))
        .map((argument) => `${name}(${argument})`),
    );
    expect(found).toEqual([]);
  });

  test("an alias is a name that the tool does not advertise, of an argument that it does", () => {
    for (const { name, input, aliases = {} } of catalogue) {
      for (const [alias, meant] of Object.entries(aliases)) {
        expect([name, alias, alias in input.shape]).toEqual([name, alias, false]);
        if (typeof meant === "string") expect([name, meant, meant in input.shape]).toEqual([name, meant, true]);
      }
    }
  });

  test("update_* tools advertise fields as arguments of their own, which mean the same in settings", () => {
    const flat = catalogue.filter((tool) => tool.flat !== undefined);
    expect(flat.map(({ name }) => name).sort()).toEqual([
      "update_app",
      "update_cluster",
      "update_cluster_policy",
      "update_instance_pool",
      "update_pipeline",
      "update_warehouse",
    ]);
    for (const { name, input, aliases = {}, flat: fields } of flat) {
      for (const field of Object.keys(fields?.shape ?? {})) {
        const alias = aliases[field];
        expect([name, field, field in input.shape, typeof alias]).toEqual([name, field, false, "function"]);
        expect(typeof alias === "function" && alias("4", {})).toMatchObject({ settings: expect.anything() });
      }
    }
    // Every tool that changes an object through `settings` also takes the most common fields by themselves.
    const nested = catalogue.filter(({ name, input }) => name.startsWith("update_") && "settings" in input.shape);
    const onlyNested = nested.filter(({ input, flat: fields }) => {
      const own = Object.keys(input.shape).filter((argument) => !["settings", "wait_seconds"].includes(argument));
      return own.length < 2 && fields === undefined;
    });
    expect(onlyNested.map(({ name }) => name)).toEqual([]);
  });

  test("the argument that identifies an object is also taken under the names that callers try first", () => {
    const missing = catalogue.flatMap(({ name: tool, input, aliases = {} }) => {
      const takes = (name: string) => name in input.shape || name in aliases;
      const required = Object.keys(input.shape).filter((name) => !input.shape[name]?.safeParse(undefined).success);
      const ids = required.filter((name) => name.endsWith("_id"));
      const names = [
        ...(ids.length === 1 ? ["id"] : []),
        ...("full_name" in input.shape ? ["name"] : []),
        ...(required[0] === "name" ? [`${tool.split("_").slice(1).join("_").replace(/s$/, "")}_name`] : []),
        ...(required.includes("scope") ? ["scope_name"] : []),
      ];
      return names.filter((name) => !takes(name)).map((name) => `${tool}(${name})`);
    });
    expect(missing).toEqual([]);
  });

  test.each([
    ["describe_table", { table: "main.sales.orders" }, { full_name: "main.sales.orders" }],
    ["describe_table", { table_name: "main.sales.orders" }, { full_name: "main.sales.orders" }],
    ["get_lineage", { table: "orders", catalog: "main", schema: "sales" }, { full_name: "main.sales.orders" }],
    ["profile_table", { name: "main.sales.orders" }, { full_name: "main.sales.orders" }],
    ["list_tables", { schema: "main.sales" }, { full_name: "main.sales" }],
    ["list_tables", { catalog_name: "main", schema_name: "sales" }, { full_name: "main.sales" }],
    ["get_function", { function_name: "main.sales.tax" }, { full_name: "main.sales.tax" }],
    ["get_registered_model", { model: "main.sales.churn" }, { name: "main.sales.churn" }],
    ["query_vector_search_index", { index: "a.b.c", columns: ["id"], query_text: "x" }, { index_name: "a.b.c" }],
    ["get_serving_endpoint_logs", { endpoint_name: "churn" }, { name: "churn" }],
    ["get_share", { share_name: "partner" }, { name: "partner" }],
    ["get_dashboard", { id: "d1" }, { dashboard_id: "d1" }],
    ["read_notebook", { notebook_path: "/Shared/etl" }, { path: "/Shared/etl" }],
    ["list_secrets", { scope_name: "prod" }, { scope: "prod" }],
    ["list_schemas", { catalog: "main" }, { catalog_name: "main" }],
    ["search_tables", { catalog: "main", query: "order" }, { catalog_name: "main", table_name_pattern: "order" }],
    ["search_tables", { catalog: "main", name: "ord%" }, { catalog_name: "main", table_name_pattern: "ord%" }],
    ["search_experiments", { query: "churn's" }, { filter: "name ILIKE '%churn''s%'" }],
    ["search_registered_models", { name: "churn" }, { filter: "name LIKE '%churn%'" }],
    ["list_serving_endpoints", { query: "churn" }, { search: "churn" }],
    ["explain_cost", { days: 7 }, { start_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }],
    ["search_tables", { catalog: "main", table_name: "order" }, { table_name_pattern: "order" }],
  ])("%s understands %j", (name, given, meant) => {
    const tool = catalogue.find((each) => each.name === name);
    expect(tool && parseArguments(tool, given)).toMatchObject({ args: meant });
  });

  test("an id that could be any of several is not guessed", () => {
    const tool = catalogue.find(({ name }) => name === "get_pipeline_update");
    expect(Object.keys(tool?.aliases ?? {})).not.toContain("id");
  });

  test.each([
    ["get_lineage", { table_name: "a.b.c" }],
    ["list_tags", { entity_type: "tables", entity_name: "a.b.c" }],
    ["set_tag", { full_name: "a.b.c", securable_type: "table", tag_key: "k" }],
    ["list_workspace_bindings", { securable_type: "catalog", securable_name: "a" }],
    ["create_vector_search_endpoint", { name: "e" }],
    ["list_job_runs", { start_time_from: "2026-01-01T00:00:00Z" }],
    ["create_token", { secret_scope: "s", secret_key: "k" }],
    ["search_runs", { experiment_ids: ["1"], run_view_type: "ALL" }],
  ])("%s still takes the platform's names", (name, args) => {
    const tool = catalogue.find((each) => each.name === name);
    const known = new Set([...Object.keys(tool?.input.shape ?? {}), ...Object.keys(tool?.aliases ?? {})]);
    expect(Object.keys(args).filter((argument) => !known.has(argument))).toEqual([]);
  });
});
