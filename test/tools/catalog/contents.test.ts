import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const VOLUME = "main.raw.landing";
const AT = 1768469412000;
const ISO = "2026-01-15T09:30:12Z";

const landing = {
  catalog_name: "main",
  schema_name: "raw",
  name: "landing",
  full_name: VOLUME,
  volume_type: "MANAGED",
  owner: "ana@example.com",
  storage_location: "s3://bucket/v",
  created_at: AT,
};
const landingView = {
  full_name: VOLUME,
  path: "/Volumes/main/raw/landing",
  volume_type: "MANAGED",
  owner: "ana@example.com",
  storage_location: "s3://bucket/v",
  created_at: ISO,
};
const inSchema = (name: string) => ({
  catalog_name: "main",
  schema_name: name,
  max_results: "100",
  include_browse: "true",
});

describe("list_volumes", () => {
  test("returns names, types and owners of a schema's volumes", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/volumes`, { volumes: [landing], next_page_token: "t2" });
    const { structuredContent } = await call("list_volumes", { full_name: "main.raw" });
    expect(seen[0]?.query).toEqual(inSchema("raw"));
    expect(structuredContent).toEqual({
      volumes: [{ name: "landing", volume_type: "MANAGED", owner: "ana@example.com" }],
      next_page_token: "t2",
    });
  });
});

describe("get_volume", () => {
  test("returns the path of its files", async () => {
    const { call } = await connect();
    on(`GET ${UC}/volumes/${VOLUME}`, landing);
    expect((await call("get_volume", { full_name: VOLUME })).structuredContent).toEqual(landingView);
  });
});

describe("create_volume", () => {
  const where = { catalog_name: "main", schema_name: "raw" };

  test("creates a managed volume without a location", async () => {
    const { call } = await connect();
    const seen = on(`POST ${UC}/volumes`, landing);
    const { structuredContent } = await call("create_volume", { ...where, volume_name: "landing", comment: "Drops" });
    expect(seen[0]?.body).toEqual({ ...where, name: "landing", volume_type: "MANAGED", comment: "Drops" });
    expect(structuredContent).toEqual(landingView);
  });

  test("creates an external volume with a location, after asking", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${UC}/volumes`, { ...landing, volume_type: "EXTERNAL" });
    await call("create_volume", {
      ...where,
      volume_name: "landing",
      storage_location: "s3://bucket/x",
      volume_type: "EXTERNAL",
    });
    expect(questions).toEqual([
      asked('Create volume "main.raw.landing"?', 'It sets storage_location to "s3://bucket/x".'),
    ]);
    expect(seen[0]?.body).toMatchObject({ volume_type: "EXTERNAL", storage_location: "s3://bucket/x" });
  });
});

describe("create_volume with the type of the REST API", () => {
  test("takes the one that follows from the location, and refuses the other", async () => {
    const { call } = await connect();
    const seen = on(`POST ${UC}/volumes`, landing);
    const wish = { catalog_name: "main", schema_name: "raw", name: "landing" };
    await call("create_volume", { ...wish, volume_type: "MANAGED" });
    expect(seen.map(({ body }) => body)).toEqual([{ ...wish, volume_type: "MANAGED" }]);
    expect(textOf(await call("create_volume", { ...wish, volume_type: "EXTERNAL" }))).toContain(
      'unknown: "volume_type"',
    );
    expect(seen).toHaveLength(1);
  });
});

describe("update_volume", () => {
  test("changes a comment without asking, a name after asking", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/volumes/${VOLUME}`, landing);
    const seen = on(`PATCH ${UC}/volumes/${VOLUME}`, landing);
    await call("update_volume", { full_name: VOLUME, comment: "Drops" });
    expect(questions).toEqual([]);
    const { structuredContent } = await call("update_volume", { full_name: VOLUME, new_name: "inbox" });
    expect(questions).toEqual([
      asked(
        'Change volume "main.raw.landing" (owner "ana@example.com")?',
        'It is renamed to "inbox". Queries, jobs and code that use its current name fail.',
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ comment: "Drops" }, { new_name: "inbox" }]);
    expect(structuredContent).toEqual(landingView);
  });
});

describe("delete_volume", () => {
  test.each([
    ["MANAGED", "Its files are deleted with it."],
    ["EXTERNAL", "Its grants and tags are permanently lost. Its files stay in storage."],
  ])("the question for a %s volume states what happens to its files", async (volume_type, loss) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/volumes/${VOLUME}`, { ...landing, volume_type });
    const seen = on(`DELETE ${UC}/volumes/${VOLUME}`, {});
    const { structuredContent } = await call("delete_volume", { full_name: VOLUME });
    expect(questions).toEqual([
      asked(`Delete volume "main.raw.landing" (type "${volume_type}", owner "ana@example.com")?`, loss),
    ]);
    expect(seen.length).toBe(1);
    expect(structuredContent).toEqual({ full_name: VOLUME, deleted: true });
  });
});

const FUNCTION = "main.sales.discount";
const discount = {
  name: "discount",
  full_name: FUNCTION,
  data_type: "DECIMAL",
  full_data_type: "DECIMAL(10,2)",
  input_params: {
    parameters: [
      { name: "total", type_text: "decimal(10,2)", position: 0 },
      { name: "rate", type_text: "double", position: 1, parameter_default: "0.1" },
    ],
  },
  routine_body: "SQL",
  routine_definition: "total * (1 - rate)",
  is_deterministic: true,
  owner: "ana@example.com",
  comment: "For partners",
  created_at: AT,
};
const signature = "discount(total decimal(10,2), rate double DEFAULT 0.1) → DECIMAL(10,2)";

describe("list_functions", () => {
  test("returns the signature of each", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/functions`, {
      functions: [discount, { name: "now", full_name: "main.sales.now", data_type: "TIMESTAMP" }],
    });
    const { structuredContent } = await call("list_functions", { full_name: "main.sales" });
    expect(seen[0]?.query).toEqual(inSchema("sales"));
    expect(structuredContent).toEqual({
      functions: [{ signature, owner: "ana@example.com", comment: "For partners" }, { signature: "now() → TIMESTAMP" }],
    });
  });
});

describe("get_function", () => {
  test("returns signature and code", async () => {
    const { call } = await connect();
    on(`GET ${UC}/functions/${FUNCTION}`, discount, {
      ...discount,
      routine_body: "EXTERNAL",
      external_language: "PYTHON",
    });
    const { structuredContent } = await call("get_function", { full_name: FUNCTION });
    expect(structuredContent).toEqual({
      full_name: FUNCTION,
      signature,
      comment: "For partners",
      language: "SQL",
      definition: "total * (1 - rate)",
      is_deterministic: true,
      owner: "ana@example.com",
      created_at: ISO,
    });
    expect((await call("get_function", { full_name: FUNCTION })).structuredContent).toMatchObject({
      language: "PYTHON",
    });
  });
});

describe("delete_function", () => {
  test("asks, then drops it", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${UC}/functions/${FUNCTION}`, discount);
    const seen = on(`DELETE ${UC}/functions/${FUNCTION}`, {});
    const { structuredContent } = await call("delete_function", { full_name: FUNCTION });
    expect(questions).toEqual([
      asked(
        'Drop function "main.sales.discount" (owner "ana@example.com")?',
        "Its definition is permanently lost. Queries, column masks and row filters that call it will fail.",
      ),
    ]);
    expect(seen.length).toBe(1);
    expect(structuredContent).toEqual({ full_name: FUNCTION, deleted: true });
  });
});
