import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox/index.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50, rateLimit: 1000 });
});
afterAll(() => sandbox.close());

async function send(method: string, path: string, body?: object) {
  const response = await fetch(`${sandbox.url}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const registry = (method: string, path: string, body?: object) => send(method, `2.0/mlflow/${path}`, body);
const unity = (method: string, path: string, body?: object) => send(method, `2.1/unity-catalog/models${path}`, body);
const query = (fields: Record<string, string>) => new URLSearchParams(fields);

describe("the workspace registry", () => {
  test("searches by part of the name, orders and pages", async () => {
    const found = async (fields: Record<string, string>) =>
      (await registry("GET", `registered-models/search?${query(fields)}`)).body;
    expect(await found({ filter: "name LIKE 'demand'" })).toMatchObject({
      registered_models: [{ name: "demand-forecast", latest_versions: [{ version: "1", current_stage: "Staging" }] }],
    });
    const page = await found({ max_results: "1", order_by: "name DESC" });
    expect(page.registered_models).toMatchObject([{ name: "demand-forecast" }]);
    expect(await found({ max_results: "1", order_by: "name DESC", page_token: page.next_page_token })).toMatchObject({
      registered_models: [{ name: "churn" }],
    });
    expect(await found({ filter: "name = 'no'" })).toEqual({});
  });

  test("names have no special characters and are unique", async () => {
    const create = (name: string) => registry("POST", "registered-models/create", { name });
    expect(await create("a.b")).toMatchObject({ status: 400, body: { error_code: "INVALID_PARAMETER_VALUE" } });
    expect(await create("churn")).toMatchObject({ status: 400, body: { error_code: "RESOURCE_ALREADY_EXISTS" } });
  });

  test("a version in use cannot be deleted; only READY versions count as latest", async () => {
    expect(await registry("DELETE", "registered-models/delete", { name: "churn" })).toMatchObject({
      status: 400,
      body: { error_code: "INVALID_STATE" },
    });
    expect(await registry("DELETE", `model-versions/delete?${query({ name: "churn", version: "2" })}`)).toMatchObject({
      status: 400,
    });
    await registry("POST", "model-versions/create", { name: "churn", source: "dbfs:/x" });
    const latest = await registry("POST", "registered-models/get-latest-versions", { name: "churn" });
    expect(latest.body.model_versions.map((one: { version: string }) => one.version)).toEqual(["1", "2"]);
  });

  test("missing models, versions, requests and comments are 404", async () => {
    const missing = { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST" } };
    const key = { name: "churn", version: "99" };
    expect(await registry("GET", `databricks/registered-models/get?${query({ name: "no" })}`)).toMatchObject(missing);
    expect(await registry("GET", `model-versions/get?${query(key)}`)).toMatchObject(missing);
    const move = { name: "churn", version: "1", stage: "Production" };
    expect(await registry("POST", "transition-requests/approve", move)).toMatchObject(missing);
    expect(await registry("DELETE", `comments/delete?${query({ id: "0" })}`)).toMatchObject(missing);
  });
});

describe("Unity Catalog's models", () => {
  test("aliases point to versions and are deleted with them", async () => {
    expect((await unity("GET", "/main.sales.churn?include_aliases=true")).body).toMatchObject({
      full_name: "main.sales.churn",
      aliases: [{ alias_name: "champion", version_num: 2 }],
    });
    expect((await unity("GET", "/main.sales.churn/aliases/champion")).body).toMatchObject({ version: 2 });
    await unity("PUT", "/main.sales.churn/aliases/old", { version_num: 1 });
    await unity("DELETE", "/main.sales.churn/versions/1");
    expect((await unity("GET", "/main.sales.churn/aliases/old")).status).toBe(404);
    expect((await unity("GET", "/main.sales.churn/versions")).body.model_versions).toHaveLength(1);
  });

  test("a model needs an existing schema and a unique name", async () => {
    const create = (schema_name: string, name: string) =>
      unity("POST", "", { catalog_name: "main", schema_name, name });
    expect(await create("nowhere", "x")).toMatchObject({ status: 404, body: { error_code: "SCHEMA_DOES_NOT_EXIST" } });
    expect(await create("sales", "Churn")).toMatchObject({ body: { error_code: "RESOURCE_ALREADY_EXISTS" } });
  });
});
