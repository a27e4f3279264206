import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { countRoutes, sdkRoutes } from "../../../scripts/generate/coverage.ts";
import { entryOf, pathOf } from "../../../scripts/reference/entry.ts";
import type { SdkFacts, SdkMethod } from "../../../scripts/reference/facts.ts";
import { generate } from "../../../scripts/reference/generated.ts";
import { idOf, titleOf } from "../../../scripts/reference/names.ts";
import { type Overlay, readOverlay, unknownIds } from "../../../scripts/reference/overlay.ts";
import { staleRoutes } from "../../../scripts/reference/routes.ts";
import { checkParameters } from "../../../src/api/reference/check.ts";
import { loadReference } from "../../../src/api/reference/reference.ts";
import { callOperation, reasonNotCallable } from "../../../src/api/reference/request.ts";
import { apiClient } from "../../support/api-client.ts";
import { committedRecord } from "../../support/record/operations.ts";
import { HOST, on, useWorkspace } from "../../support/workspace.ts";

const reference = await loadReference();
const { version, routes } = sdkRoutes();
const known = new Set<string>(reference.operations.keys());

const method = (over: Partial<SdkMethod>): SdkMethod => ({
  service: "sharing",
  api: "Shares",
  method: "get",
  verb: "GET",
  path: "/api/2.1/unity-catalog/shares/{name}",
  names: {},
  query: {},
  body: {},
  returns: "",
  ...over,
});
const facts = (operations: readonly SdkMethod[], types: SdkFacts["types"][string] = {}): SdkFacts => ({
  version: "1",
  operations: [...operations],
  types: { sharing: types },
});
const none: Overlay = { read: [], write: [], operations: {}, names: {}, services: {} };

describe("the generated reference", () => {
  test("every route of the pinned SDK is typed, callable, or refused with a reason", () => {
    const typed = new Set(Object.values(committedRecord()).flatMap(({ calls }) => calls));
    const { typed: sent, called, refused, ...all } = countRoutes(reference, typed, routes);
    expect(version).toBe("0.162.0");
    expect(all.routes).toBe(1243);
    expect(sent + called + refused).toBe(all.routes);
  });

  test("the check fails when one route is removed, and when an operation is gone", () => {
    const route = "GET /api/2.1/unity-catalog/recipients";
    const { [route]: removed, ...others } = routes;
    expect(removed).toEqual(["recipients.list"]);
    const list = facts([method({ api: "Recipients", method: "list", path: "/api/2.1/unity-catalog/recipients" })]);
    expect(staleRoutes(list, routes, known)).toEqual([]);
    expect(staleRoutes(list, others, known)).toEqual([`${route} of databricks-sdk 1 is not in the reference.`]);
    const without = new Set([...known].filter((id) => id !== "recipients.list"));
    expect(staleRoutes(list, routes, without)).toEqual([expect.stringContaining("recipients.list")]);
  });

  test("the overlay names only operations that exist", () => {
    expect(unknownIds(readOverlay(), known)).toEqual([]);
  });

  test("what the overlay does not know is destructive, unless it is a GET", () => {
    const access = (over: Partial<SdkMethod>, overlay = none) =>
      entryOf(idOf(method(over)), method(over), facts([]), overlay).access;
    expect(access({})).toBe("read");
    expect(access({ verb: "POST", method: "create" })).toBe("destructive");
    expect(access({ verb: "POST", method: "create" }, { ...none, write: ["shares.create"] })).toBe("write");
  });

  test("no committed secret is callable", () => {
    const secrets = [
      "postgres.revealRolePassword",
      "servicePrincipalSecrets.create",
      "recipientActivation.retrieveToken",
    ];
    for (const id of secrets) {
      const operation = reference.operations.get(id);
      expect(operation && reasonNotCallable(operation), id).toMatch(/^its response contains/);
    }
    const value = reference.operations.get("secretsUc.getSecret")?.parameters.map(({ name }) => name);
    expect(value).toEqual(["full_name"]);
  });

  test("a write with a field that replaces something asks", () => {
    const branch = method({ verb: "POST", method: "create_branch", query: { replace_existing: "bool" } });
    expect(
      entryOf("shares.createBranch", branch, facts([]), { ...none, write: ["shares.createBranch"] }),
    ).toMatchObject({
      access: "write",
      asks: ["replace_existing"],
    });
  });

  test("an operation that is written by hand is not generated a second time", () => {
    const hand = new Map([["sharesByHand.get", "GET /api/2.1/unity-catalog/shares/{share}"]]);
    const { services, routes: found } = generate(facts([method({})]), hand, none);
    expect(services.size).toBe(0);
    expect(found).toEqual({ "GET /api/2.1/unity-catalog/shares/{}": ["sharesByHand.get"] });
  });

  test("two services with an id each have their own", () => {
    const one = method({ path: "/api/2.0/a", api: "Credentials", method: "create" });
    const two = method({ path: "/api/2.0/b", api: "Credentials", method: "create", service: "other" });
    const { routes: found } = generate({ ...facts([one, two]), types: {} }, new Map(), none);
    expect(Object.values(found)).toEqual([["sharing.credentials.create"], ["other.credentials.create"]]);
  });

  test("the formats of resource names are part of the path; those of the account are parameters", () => {
    const named = (format: string, path = "/api/2.0/postgres/{+name}") =>
      pathOf(method({ path, names: { name: [format] } }), none);
    expect(named("projects/{project_id}/branches/{branch_id}")).toBe("/api/2.0/postgres/{name=projects/*/branches/*}");
    expect(named("accounts/{account_id}/groups/{group_id}", "/api/2.0/identity/{name}")).toBe(
      "/api/2.0/identity/accounts/{account_id}/groups/{group_id}",
    );
  });

  test.each([
    [{ api: "Recipients", method: "list" }, "List recipients (Delta Sharing)"],
    [
      { api: "Budgets", method: "create", path: "/a/accounts/{account_id}/b" },
      "Create a budget (Delta Sharing, account)",
    ],
    [{ api: "AlertsLegacy", method: "get" }, "Get an alert (Delta Sharing, legacy)"],
    [{ api: "Database", method: "delete_database_instance" }, "Delete a database instance (Delta Sharing)"],
    [
      { api: "DisableLegacyDbfs", method: "get", path: "/api/2.0/settings/types/x" },
      "Get the disable legacy dbfs setting",
    ],
  ])("titles are derived from names: %j", (over, title) => {
    expect(titleOf(method(over), "Delta Sharing").startsWith(title)).toBe(true);
  });
});

describe("names of resources", () => {
  useWorkspace();
  const operation = reference.operations.get("postgres.getBranch");
  if (!operation) throw new Error("there is no postgres.getBranch");
  const check = (name: string) => checkParameters(reference, operation, { name });

  test("a name of several segments is sent as a path, with or without a leading slash", async () => {
    const seen = on("GET /api/2.0/postgres/*", {});
    for (const name of ["projects/p/branches/b 1", "/projects/p/branches/b 1"]) {
      expect(check(name)).toEqual([]);
      await callOperation(apiClient(HOST), operation, { name });
    }
    expect(seen.map(({ path }) => path)).toEqual(Array(2).fill("/api/2.0/postgres/projects/p/branches/b%201"));
  });

  test.each([
    "projects/p",
    "projects/p/branches/..",
    "projects//branches/b",
    "projects/p/databases/b",
    "p/../b",
    "projects/p/branches/b/",
  ])("%s is refused", (name) => expect(check(name)).toEqual(["name must have the form projects/*/branches/*."]));
});

test("the data of the SDK is facts: no sentence of its documentation", () => {
  const file = readFileSync(new URL("../../../src/api/reference/sdk/sharing.json", import.meta.url), "utf8");
  expect(file).not.toMatch(/Gets a share|Databricks Unity Catalog/);
});
