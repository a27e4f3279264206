import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "ABCD1234567890EF";
const GET = "GET /api/2.0/policies/clusters/get";
const CREATE = "POST /api/2.0/policies/clusters/create";
const EDIT = "POST /api/2.0/policies/clusters/edit";

const rules = { autotermination_minutes: { type: "fixed", value: 30 } };
const policy = {
  policy_id: ID,
  name: "Shared small",
  definition: JSON.stringify(rules),
  creator_user_name: "ana@example.com",
  created_at_timestamp: 1768400000000,
  is_default: false,
  max_clusters_per_user: 3,
};

/** The policy as questions name it. */
const NAMED = `cluster policy "Shared small" (id ${ID}, creator "ana@example.com")`;
const BINDS = "It controls which clusters its users may create, and existing clusters may no longer comply.";

describe("list_cluster_policies", () => {
  test("lists policies without their rules", async () => {
    const { call } = await connect();
    on("GET /api/2.0/policies/clusters/list", { policies: [policy, { ...policy, policy_id: "D", is_default: true }] });
    expect((await call("list_cluster_policies")).structuredContent).toEqual({
      policies: [
        { policy_id: ID, name: "Shared small" },
        { policy_id: "D", name: "Shared small", is_default: true },
      ],
    });
  });
});

describe("get_cluster_policy", () => {
  test("returns the rules, which the platform sends as a string", async () => {
    const { call } = await connect();
    const seen = on(GET, policy);
    const result = await call("get_cluster_policy", { policy_id: ID });
    expect(seen[0]?.query).toEqual({ policy_id: ID });
    expect(result.structuredContent).toEqual({
      policy_id: ID,
      name: "Shared small",
      creator_user_name: "ana@example.com",
      created_at: "2026-01-14T14:13:20Z",
      max_clusters_per_user: 3,
      definition: rules,
    });
  });

  test("returns a definition that is not JSON unchanged", async () => {
    const { call } = await connect();
    on(GET, { ...policy, definition: "{broken" });
    const result = await call("get_cluster_policy", { policy_id: ID });
    expect(result.structuredContent).toMatchObject({ definition: "{broken" });
  });
});

describe("create_cluster_policy", () => {
  test("sends the rules as a string", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { policy_id: ID });
    const settings = { max_clusters_per_user: 3 };
    const result = await call("create_cluster_policy", { name: "Shared small", definition: rules, settings });
    expect(seen.map(({ body }) => body)).toEqual([
      { name: "Shared small", definition: JSON.stringify(rules), max_clusters_per_user: 3 },
    ]);
    expect(result.structuredContent).toEqual({ policy_id: ID });
  });

  test("creates one from a family with overrides", async () => {
    const { call } = await connect();
    const seen = on(CREATE, { policy_id: ID });
    const settings = { policy_family_definition_overrides: rules };
    await call("create_cluster_policy", { name: "Mine", policy_family_id: "personal-vm", settings });
    expect(seen[0]?.body).toEqual({
      name: "Mine",
      policy_family_id: "personal-vm",
      policy_family_definition_overrides: JSON.stringify(rules),
    });
  });

  test.each([{}, { definition: rules, policy_family_id: "personal-vm" }])(
    "refuses %j: it needs a definition or a family, not both",
    async (args) => {
      const { call } = await connect();
      const result = await call("create_cluster_policy", { name: "x", ...args });
      expect(textOf(result)).toContain("Pass either a definition or a policy_family_id. Nothing was sent.");
    },
  );
});

describe("update_cluster_policy", () => {
  test("asks, then sends the whole policy with the changes; null resets a field", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, policy);
    const seen = on(EDIT, {});
    const settings = { description: "For small work", max_clusters_per_user: null };
    const result = await call("update_cluster_policy", { policy_id: ID, settings });
    expect(questions).toEqual([
      asked(
        `Change ${NAMED}?`,
        'It sets description to "For small work".',
        'Field "max_clusters_per_user" is reset: its current value is lost.',
        BINDS,
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([
      { policy_id: ID, name: "Shared small", definition: policy.definition, description: "For small work" },
    ]);
    expect(result.structuredContent).toEqual({ policy_id: ID, changed: ["description", "max_clusters_per_user"] });
  });

  test("merges rules by attribute, and null removes one: the question shows each before and after", async () => {
    const { call, questions } = await connect({ answer: yes });
    const team = { type: "fixed", value: "etl" };
    const token = { type: "fixed", value: "hush" };
    const all = { ...rules, "custom_tags.team": team, "autoscale.max_workers": { type: "range", maxValue: 4 } };
    on(GET, { ...policy, definition: JSON.stringify(all) });
    const seen = on(EDIT, {});
    const definition = {
      autotermination_minutes: { type: "fixed", value: 20 },
      "autoscale.max_workers": null,
      "spark_env_vars.PIP_TOKEN": token,
    };
    await call("update_cluster_policy", { policy_id: ID, settings: { definition } });
    expect(JSON.parse(Object(seen[0]?.body).definition)).toEqual({
      autotermination_minutes: { type: "fixed", value: 20 },
      "custom_tags.team": team,
      "spark_env_vars.PIP_TOKEN": token,
    });
    expect(questions).toEqual([
      asked(
        `Change ${NAMED}?`,
        'Rule "autotermination_minutes" changes from "{\\"type\\":\\"fixed\\",\\"value\\":30}" to "{\\"type\\":\\"fixed\\",\\"value\\":20}".',
        'Rule "autoscale.max_workers" is removed: "{\\"type\\":\\"range\\",\\"maxValue\\":4}".',
        'Rule "spark_env_vars.PIP_TOKEN" is added: "{\\"type\\":\\"fixed\\",\\"value\\":\\"[redacted]\\"}".',
        BINDS,
      ),
    ]);
  });

  test("merges rules that are given as JSON text, and sends text that is not a JSON document unchanged", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(GET, policy);
    const seen = on(EDIT, {});
    const tag = { "custom_tags.team": { type: "fixed", value: "a" } };
    await call("update_cluster_policy", { policy_id: ID, definition: JSON.stringify(tag) });
    await call("update_cluster_policy", { policy_id: ID, settings: { definition: "{broken" } });
    expect(JSON.parse(Object(seen[0]?.body).definition)).toEqual({ ...rules, ...tag });
    expect(Object(seen[1]?.body).definition).toBe("{broken");
  });

  test("does not send the definition of a policy that belongs to a family", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(GET, { ...policy, policy_family_id: "personal-vm" });
    const seen = on(EDIT, {});
    await call("update_cluster_policy", { policy_id: ID, settings: { name: "Mine" } });
    expect(seen[0]?.body).toEqual({
      policy_id: ID,
      name: "Mine",
      max_clusters_per_user: 3,
      policy_family_id: "personal-vm",
    });
  });

  test("names a field that policies do not have", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, policy);
    const result = await call("update_cluster_policy", { policy_id: ID, settings: { rules } });
    expect(questions).toEqual([]);
    expect(textOf(result)).toContain(
      "These fields of a policy do not exist or cannot change: rules. Nothing was sent.",
    );
  });
});

describe("delete_cluster_policy", () => {
  test("asks with the name, then deletes it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(GET, policy);
    const seen = on("POST /api/2.0/policies/clusters/delete", {});
    const result = await call("delete_cluster_policy", { policy_id: ID });
    expect(questions).toEqual([
      asked(`Permanently delete ${NAMED}?`, "Its clusters keep running but can no longer be changed."),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ policy_id: ID }]);
    expect(result.structuredContent).toEqual({ policy_id: ID, name: "Shared small", deleted: true });
  });
});

const family = { policy_family_id: "personal-vm", name: "Personal Compute", definition: JSON.stringify(rules) };

describe("list_policy_families", () => {
  test("lists a page of families without their rules", async () => {
    const { call } = await connect();
    const seen = on("GET /api/2.0/policy-families", { policy_families: [family], next_page_token: "t2" });
    const result = await call("list_policy_families", { limit: 1, page_token: "t1" });
    expect(seen[0]?.query).toEqual({ max_results: "1", page_token: "t1" });
    expect(result.structuredContent).toEqual({
      policy_families: [{ policy_family_id: "personal-vm", name: "Personal Compute" }],
      next_page_token: "t2",
    });
  });
});

describe("get_policy_family", () => {
  test("returns the rules of a family", async () => {
    const { call } = await connect();
    on("GET /api/2.0/policy-families/personal-vm", family);
    const result = await call("get_policy_family", { policy_family_id: "personal-vm" });
    expect(result.structuredContent).toEqual({ ...family, definition: rules });
  });
});

const calls: [string, object][] = [
  ["create_cluster_policy", { name: "Shared small", definition: rules }],
  ["update_cluster_policy", { policy_id: ID, settings: { description: "x" } }],
  ["delete_cluster_policy", { policy_id: ID }],
];

test.each(calls)("a protection on the policy's name blocks %s", async (name, args) => {
  const { call } = await connect({ settings: { protect: ["Shared small"], confirm: "never" } });
  on(GET, policy);
  expect(textOf(await call(name, { ...args }))).toContain("the operator protects this object");
});
