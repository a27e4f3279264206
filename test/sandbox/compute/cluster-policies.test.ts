import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, type Session } from "./session.ts";

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const policies = async (name: string, body: object) => session.post(`/api/2.0/policies/clusters/${name}`, body);
const create = (name: string, rules: object) => policies("create", { name, definition: JSON.stringify(rules) });

describe("rules", () => {
  const cluster = { cluster_name: "x", spark_version: "15.4.x-scala2.12", node_type_id: "i3.xlarge", num_workers: 2 };
  let made = 0;
  const under = async (rules: object, more: object = {}) => {
    const { text } = await create(`policy ${++made}`, rules);
    const { policy_id } = JSON.parse(text);
    const { body } = await session.post("/api/2.1/clusters/create", { ...cluster, ...more, policy_id });
    return body.message ?? (await session.get("/api/2.1/clusters/get", { cluster_id: body.cluster_id ?? "" })).body;
  };

  test.each([
    [{ num_workers: { type: "fixed", value: 3 } }, 'the value must be 3 (is "2")'],
    [{ node_type_id: { type: "forbidden" } }, "the value must not be present"],
    [{ node_type_id: { type: "allowlist", values: ["m5d.large"] } }, "the value must be one of m5d.large"],
    [{ node_type_id: { type: "blocklist", values: ["i3.xlarge"] } }, "the value must not be one of i3.xlarge"],
    [{ cluster_name: { type: "regex", pattern: "team-.*" } }, "the value must match the pattern team-.*"],
    [{ num_workers: { type: "range", maxValue: 1 } }, "the value must be at most 1"],
    [{ num_workers: { type: "range", minValue: 5 } }, "the value must be at least 5"],
    [{ "custom_tags.team": { type: "allowlist", values: ["a"] } }, "the value must be present"],
  ])("%j", async (rules, problem) => {
    expect(await under(rules)).toContain(problem);
  });

  test("fixed values are set, defaults if requested", async () => {
    const rules = {
      "spark_conf.spark.x.y": { type: "fixed", value: "1" },
      autotermination_minutes: { type: "range", maxValue: 60, defaultValue: 20 },
      cluster_type: { type: "fixed", value: "all-purpose" },
    };
    expect(await under(rules)).toMatchObject({ spark_conf: { "spark.x.y": "1" }, autotermination_minutes: 0 });
    const filled = await under({ ...rules, num_workers: { type: "unlimited" } }, { apply_policy_default_values: true });
    expect(filled).toMatchObject({ autotermination_minutes: 20 });
  });
});

test("an invalid policy is rejected", async () => {
  const said = async (body: object) => (await policies("create", body)).body.message;
  expect(await said({ name: "a", definition: "{" })).toContain("not valid JSON");
  expect(await said({ name: "a", definition: '{"x": {"type": "maybe"}}' })).toContain("must have a type");
  expect(await said({ name: "a", definition: '{"x": {"type": "regex", "pattern": "("}}' })).toContain(
    "no valid pattern",
  );
  expect(await said({ name: "Shared small", definition: "{}" })).toContain("already exists");
  expect(await said({ name: "a", definition: "{}", policy_family_id: "personal-vm" })).toContain("Only one of");
  expect(await said({ name: "a", policy_family_definition_overrides: "{}" })).toContain("with policy_family_id");
});

test("a default policy cannot be deleted", async () => {
  expect((await policies("delete", { policy_id: "0000000000000001" })).body.message).toContain("cannot be deleted");
  expect((await policies("delete", { policy_id: "none" })).body.error_code).toBe("RESOURCE_DOES_NOT_EXIST");
});

test("policies are sorted, families paged", async () => {
  const query = { sort_column: "POLICY_NAME", sort_order: "ASC" };
  const { text } = await session.get("/api/2.0/policies/clusters/list", query);
  const names = JSON.parse(text).policies.map(({ name }: { name: string }) => name);
  expect(names).toEqual(names.toSorted((a: string, b: string) => a.localeCompare(b)));
  const first = await session.get("/api/2.0/policy-families", { max_results: "2" });
  expect(JSON.parse(first.text).policy_families).toHaveLength(2);
  const rest = await session.get("/api/2.0/policy-families", { page_token: first.body.next_page_token ?? "" });
  expect(JSON.parse(rest.text)).toMatchObject({ policy_families: [{}], next_page_token: "" });
});
