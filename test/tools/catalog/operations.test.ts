import { expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const securable = (full_name: string) => ({ name: full_name.split(".").at(-1), full_name, owner: "ana@example.com" });
const NOTEBOOK = { path: "/Users/a/n", object_type: "NOTEBOOK", object_id: 7, language: "PYTHON" };

/** The objects of the workspace that call_api looks up. */
function workspace() {
  on(`GET ${UC}/catalogs/main`, { name: "main", owner: "admins" });
  on(`GET ${UC}/schemas/main.sales`, securable("main.sales"));
  on(`GET ${UC}/tables/main.sales.orders`, { ...securable("main.sales.orders"), table_type: "MANAGED" });
  on(`GET ${UC}/volumes/main.raw.landing`, { ...securable("main.raw.landing"), volume_type: "MANAGED" });
  on(`GET ${UC}/functions/main.sales.discount`, securable("main.sales.discount"));
  on(`GET ${UC}/permissions/table/main.sales.orders`, {});
  on(`GET ${UC}/entity-tag-assignments/tables/main.sales.orders/tags`, {
    tag_assignments: [{ tag_key: "pii", tag_value: "high" }],
  });
  on("GET /api/2.0/dbfs/get-status", { path: "/a", is_dir: true });
  on("GET /api/2.0/dbfs/list", { files: [] });
  on("GET /api/2.0/workspace/get-status", NOTEBOOK);
  on("GET /api/2.0/repos/12", { id: 12, path: "/Repos/a/etl", branch: "main" });
  on("GET /api/2.0/git-credentials/5", { credential_id: 5, git_provider: "gitHub", name: "ci" });
}

/** Operations with the parameters of the reference, and a name that only a look-up or the container gives away. */
const CALLS: [operation: string, parameters: Record<string, unknown>, protectedName: string][] = [
  ["catalogs.create", { name: "lab", storage_root: "s3://b/x" }, "lab"],
  ["catalogs.update", { name: "main", isolation_mode: "OPEN", properties: { a: "b" } }, "main.sales.orders"],
  ["catalogs.delete", { name: "main", force: false }, "main.sales.orders"],
  ["schemas.create", { catalog_name: "main", name: "sales", storage_root: "s3://b/x" }, "main.*"],
  ["schemas.update", { full_name: "main.sales", enable_predictive_optimization: "ENABLE" }, "main.sales.orders"],
  ["schemas.delete", { full_name: "main.sales" }, "/Volumes/main/sales/landing/a.csv"],
  ["tables.update", { full_name: "main.sales.orders", owner: "bob" }, "main.sales"],
  ["tables.delete", { full_name: "main.sales.orders" }, "main.*"],
  ["volumes.create", { catalog_name: "main", schema_name: "raw", name: "landing", volume_type: "MANAGED" }, "main.raw"],
  ["volumes.update", { name: "main.raw.landing", owner: "bob" }, "/Volumes/main/raw/landing/a.csv"],
  ["volumes.delete", { name: "main.raw.landing" }, "/Volumes/main/raw/*"],
  ["functions.delete", { name: "main.sales.discount" }, "main.sales.*"],
  [
    "grants.update",
    {
      securable_type: "table",
      full_name: "main.sales.orders",
      changes: [{ principal: "bob", add: ["SELECT"] }],
    },
    "main.sales.orders",
  ],
  [
    "entityTagAssignments.update",
    {
      entity_type: "tables",
      entity_name: "main.sales.orders",
      tag_key: "pii",
      tag_value: "low",
      update_mask: "tag_value",
    },
    "main.sales.orders",
  ],
  [
    "entityTagAssignments.delete",
    { entity_type: "tables", entity_name: "main.sales.orders", tag_key: "pii" },
    "main.sales.orders",
  ],
  ["dbfs.put", { path: "/a/b", contents: "YQ==" }, "dbfs:/a/*"],
  ["dbfs.mkdirs", { path: "/a/b" }, "/a/*"],
  ["dbfs.delete", { path: "/a", recursive: true }, "/a/b/c"],
  ["workspace.mkdirs", { path: "/Users/a/new" }, "/Workspace/Users/a/*"],
  ["workspace.delete", { path: "/Users/a/n" }, "/Workspace/Users/a/n"],
  ["workspace.import", { path: "/Users/a/n", content: "YQ==", language: "PYTHON", format: "SOURCE" }, "/Users/a/n"],
  ["repos.create", { url: "https://github.com/acme/etl.git", provider: "gitHub" }, "/Repos/ana/etl"],
  ["repos.update", { repo_id: 12, branch: "dev" }, "/Repos/a/etl"],
  ["repos.delete", { repo_id: 12 }, "/Repos/a/etl/x"],
  ["gitCredentials.update", { credential_id: 5, git_provider: "gitHub", personal_access_token: "x" }, "ci"],
  ["gitCredentials.delete", { credential_id: 5 }, "ci"],
];

test.each(CALLS)("call_api %s %j knows its objects by name", async (operation, parameters, protectedName) => {
  workspace();
  const { call } = await connect({ settings: { confirm: "never", protect: [protectedName] } });
  const result = textOf(await call("call_api", { operation, parameters }));
  expect(result).toContain(`protects this object, so changes to it are blocked (--protect ${protectedName})`);
});
