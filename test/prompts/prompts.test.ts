import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { servedByDefault, type Tool } from "../../src/core/tool.ts";
import { prompts } from "../../src/prompts/index.ts";
import { getPermissions } from "../../src/tools/admin/permissions.ts";
import { getGrants } from "../../src/tools/catalog/grants.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";
import { HOST, on, platformError, server, useWorkspace } from "../support/workspace.ts";

useWorkspace();

// Cached lists expire by the clock, so it does not advance: counts must not depend on the time.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
// Objects that a test does not provide do not exist, which a prompt then reports.
beforeEach(() => {
  const body = { error_code: "RESOURCE_DOES_NOT_EXIST", message: "no such object" };
  server.use(http.all(`${HOST}/*`, () => HttpResponse.json(body, { status: 404 })));
});
afterEach(() => void vi.useRealTimers());

const of = (...toolsets: readonly string[]) => catalogue.filter(({ toolset }) => toolsets.includes(toolset.id));
const byDefault = catalogue.filter(servedByDefault);

/** The text of a prompt from a server with these tools. */
const get = async (name: string, args: Record<string, string>, tools: readonly Tool[] = byDefault) => {
  const { client } = await connect({ prompts, tools, contract: true });
  const { messages } = await client.getPrompt({ name, arguments: args });
  const [message] = messages;
  return message?.content.type === "text" ? message.content.text : "";
};

const complete = async (name: string, argument: string, value: string, given?: Record<string, string>) => {
  const { client } = await connect({ prompts });
  const { completion } = await client.complete({
    ref: { type: "ref/prompt", name },
    argument: { name: argument, value },
    ...(given ? { context: { arguments: given } } : {}),
  });
  return completion.values;
};

describe("every prompt", () => {
  test("is listed with its arguments", async () => {
    const { client } = await connect({ prompts });
    const listed = (await client.listPrompts()).prompts;
    expect(listed.map(({ name, arguments: args }) => [name, args?.map((one) => one.name)])).toEqual([
      ["choose_cluster", ["task"]],
      ["debug_job_run", ["run_id"]],
      ["compare_experiments", ["experiments", "metric"]],
      ["audit_permissions", ["object_type", "name"]],
      ["optimize_query", ["statement_id", "warehouse_id"]],
      ["explore_catalog", ["full_name"]],
      ["review_notebook", ["path", "focus"]],
    ]);
  });

  const served = [
    ["by default", byDefault],
    ["all", catalogue],
  ] as const;
  const filled = prompts.flatMap(({ name, arguments: args }) => {
    const all = Object.fromEntries(Object.keys(args).map((key) => [key, "x"]));
    const required = Object.fromEntries(Object.entries(all).filter(([key]) => args[key]?.required));
    return [all, required, { ...all, object_type: "table" }].flatMap((given) =>
      served.map(([which, tools]) => [name, which, given, tools] as const),
    );
  });

  test.each(filled)("%s names only existing tools, in at most 130 tokens (%s, %o)", async (name, _, args, tools) => {
    const names = new Set(catalogue.map((tool) => tool.name));
    const verbs = new Set([...names].map((tool) => tool.split("_")[0]));
    const text = await get(name, args, tools);
    const mentioned = (text.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []).filter((word) => verbs.has(word.split("_")[0]));
    expect(mentioned.length + (text.match(/--toolsets/g) ?? []).length).toBeGreaterThan(0);
    expect(mentioned.filter((word) => !names.has(word))).toEqual([]);
    expect(countTokens(text)).toBeLessThanOrEqual(130);
  });

  test("is left out if its tools are not served", async () => {
    const listed = async (...toolsets: readonly string[]) => {
      const { client } = await connect({ prompts, tools: of(...toolsets), contract: true });
      return (await client.listPrompts()).prompts.map(({ name }) => name);
    };
    expect(await listed("clusters")).toEqual(["choose_cluster"]);
    expect(await listed("permissions")).toEqual(["audit_permissions"]);
    expect(await listed("genie")).toEqual([]);
    await expect(get("debug_job_run", { run_id: "1" }, of("clusters"))).rejects.toThrow("Unknown prompt");
  });

  test("reports missing arguments", async () => {
    await expect(get("review_notebook", {})).rejects.toThrow("Missing arguments: path.");
  });
});

describe("review_notebook", () => {
  test("contains the notebook and the focus, if given", async () => {
    expect(await get("review_notebook", { path: "/Shared/etl" })).toContain('notebook at "/Shared/etl"');
    expect(await get("review_notebook", { path: "/Shared/etl" })).not.toContain("Focus on");
    expect(await get("review_notebook", { path: "/Shared/etl", focus: "cost" })).toContain("Focus on: cost");
  });

  test("completes the path", async () => {
    const seen = on("GET /api/2.0/workspace/list", {
      objects: [
        { object_type: "DIRECTORY", path: "/Shared/etl" },
        { object_type: "NOTEBOOK", path: "/Shared/explore" },
      ],
    });
    expect(await complete("review_notebook", "path", "/Shared/et")).toEqual(["/Shared/etl/"]);
    expect(seen[0]?.query).toEqual({ path: "/Shared" });
  });
});

describe("choose_cluster", () => {
  test("contains the task", async () => {
    expect(await get("choose_cluster", { task: "train a net" })).toContain("for this task: train a net");
  });
});

describe("compare_experiments", () => {
  const experiments = ["/Users/ana@example.com/churn", "/Users/ana@example.com/cost", "/Shared/churn-2"];
  const search = () =>
    on("POST /api/2.0/mlflow/experiments/search", {
      experiments: experiments.map((name, index) => ({ experiment_id: index, name })),
    });

  test("compares by the given metric, or asks to choose one", async () => {
    expect(await get("compare_experiments", { experiments: "a,b", metric: "auc" })).toContain('by the metric "auc"');
    expect(await get("compare_experiments", { experiments: "a,b" })).toContain("Choose the metric");
  });

  test.each([
    ["chu", ["/Users/ana@example.com/churn", "/Shared/churn-2"]],
    ["/Users/ana@example.com/c", ["/Users/ana@example.com/churn", "/Users/ana@example.com/cost"]],
    ["/Shared/churn-2,CH", ["/Shared/churn-2, /Users/ana@example.com/churn"]],
    ["none", []],
  ])("completes '%s'", async (typed, values) => {
    search();
    expect(await complete("compare_experiments", "experiments", typed)).toEqual(values);
  });

  test("completes the metric from the runs of the given experiments", async () => {
    search();
    const metrics = [
      { key: "auc", value: 1, timestamp: 1, step: 0 },
      { key: "loss", value: 1, timestamp: 1, step: 0 },
    ];
    const info = { run_id: "a", experiment_id: "1", status: "FINISHED", start_time: 1 };
    const seen = on("POST /api/2.0/mlflow/runs/search", { runs: [{ info, data: { metrics } }] });
    const given = { experiments: "/Users/ana@example.com/cost, 77" };
    expect(await complete("compare_experiments", "metric", "", given)).toEqual(["auc", "loss"]);
    expect(await complete("compare_experiments", "metric", "l", given)).toEqual(["loss"]);
    expect(seen[0]?.body).toMatchObject({ experiment_ids: ["1", "77"] });
    expect(await complete("compare_experiments", "metric", "", { experiments: "no such" })).toEqual([]);
  });

  test("has no completions if experiments cannot be read", async () => {
    on("POST /api/2.0/mlflow/experiments/search", platformError(403, "PERMISSION_DENIED", "no"));
    expect(await complete("compare_experiments", "experiments", "c")).toEqual([]);
  });
});

describe("debug_job_run", () => {
  const run = (run_id: number, run_name: string, life_cycle_state: string, result_state?: string) => ({
    run_id,
    run_name,
    state: { life_cycle_state, result_state },
  });

  test("completes recent failed runs by id and name, and reads the list once", async () => {
    const seen = on(
      "GET /api/2.2/jobs/runs/list",
      {
        runs: [
          run(61, "nightly-etl", "RUNNING"),
          run(52, "nightly-etl", "TERMINATED", "FAILED"),
          run(51, "report", "TERMINATED", "SUCCESS"),
          run(50, "report", "TERMINATED", "CANCELED"),
        ],
        next_page_token: "2",
      },
      { runs: [run(41, "report", "INTERNAL_ERROR"), run(40, "train", "TERMINATED", "TIMEDOUT")] },
    );
    const { client } = await connect({ prompts });
    const ask = async (value: string) =>
      (
        await client.complete({
          ref: { type: "ref/prompt", name: "debug_job_run" },
          argument: { name: "run_id", value },
        })
      ).completion.values;
    expect(await ask("")).toEqual(["52", "41", "40"]);
    expect(await ask("4")).toEqual(["41", "40"]);
    expect(await ask("NIGHT")).toEqual(["52"]);
    expect(seen.map(({ query }) => query.page_token)).toEqual([undefined, "2"]);
  });

  test("contains the run", async () => {
    expect(await get("debug_job_run", { run_id: "52" })).toContain('job run "52" failed');
  });
});

describe("explore_catalog", () => {
  const listed = () => {
    const page = { full_name: "", name: "" };
    on("GET /api/2.1/unity-catalog/catalogs", { catalogs: [{ name: "main" }, { name: "samples" }] });
    return on("GET /api/2.1/unity-catalog/schemas", {
      schemas: ["sales", "staging", "web"].map((name) => ({ ...page, name, full_name: `main.${name}` })),
    });
  };

  test.each([
    ["", ["main", "samples"]],
    ["m", ["main"]],
    ["main.s", ["main.sales", "main.staging"]],
    ["main.sales.o", []],
    [".s", []],
  ])("completes '%s'", async (typed, values) => {
    const seen = listed();
    expect(await complete("explore_catalog", "full_name", typed)).toEqual(values);
    expect(seen.map(({ query }) => query.catalog_name)).toEqual(typed === "main.s" ? ["main"] : []);
  });

  test("contains the catalog or schema", async () => {
    expect(await get("explore_catalog", { full_name: "main.sales" })).toContain('Explore "main.sales"');
  });
});

describe("optimize_query", () => {
  test("uses the given statement, or searches for one with the tools served", async () => {
    expect(await get("optimize_query", { statement_id: "01ef", warehouse_id: "w1" })).toContain('statement "01ef"');
    expect(await get("optimize_query", { warehouse_id: "w1" })).toContain('warehouse "w1" with execute_sql_read_only');
    expect(await get("optimize_query", {}, catalogue)).toContain("in this workspace with list_query_history");
  });

  test("completes statements by their SQL, and warehouses by name", async () => {
    on("GET /api/2.0/sql/history/queries", {
      res: [
        { query_id: "01ef-a", query_text: "SELECT * FROM orders" },
        { query_id: "01ef-b", query_text: "SELECT 1" },
      ],
    });
    on("GET /api/2.0/sql/warehouses", {
      warehouses: [
        { id: "1a", name: "Starter" },
        { id: "2b", name: "Reports" },
      ],
    });
    expect(await complete("optimize_query", "statement_id", "Orders")).toEqual(["01ef-a"]);
    expect(await complete("optimize_query", "statement_id", "01")).toEqual(["01ef-a", "01ef-b"]);
    expect(await complete("optimize_query", "warehouse_id", "rep")).toEqual(["2b"]);
  });

  test("completes statements of the given warehouse", async () => {
    const seen = on("GET /api/2.0/sql/history/queries", { res: [{ query_id: "01ef-a", query_text: "SELECT 1" }] });
    expect(await complete("optimize_query", "statement_id", "01", { warehouse_id: "2b" })).toEqual(["01ef-a"]);
    expect(JSON.stringify(seen[0]?.query)).toContain("2b");
  });
});

describe("audit_permissions", () => {
  test("uses the tool for the object type, if it is served", async () => {
    const about = (object_type: string, tools?: readonly Tool[]) =>
      get("audit_permissions", { object_type, name: "x" }, tools);
    expect(await about("table")).toContain("get_grants");
    expect(await about("jobs", of("permissions"))).toContain("get_permissions");
    expect(await about("jobs", of("unity-catalog"))).toContain("--toolsets can add it");
    expect(await about("table", of("permissions"))).toContain(
      "the toolset unity-catalog, which this server does not serve",
    );
  });

  test("a tool accepts every completed object type", async () => {
    const types = await complete("audit_permissions", "object_type", "");
    expect(types).toContain("serving-endpoints");
    const taken = (type: string) =>
      getGrants.input.shape.securable_type.safeParse(type).success ||
      getPermissions.input.shape.object_type.safeParse(type).success;
    expect(types.filter((type) => !taken(type))).toEqual([]);
    expect(await complete("audit_permissions", "object_type", "Jo")).toEqual(["jobs"]);
  });

  test("completes names of the given object type", async () => {
    on("GET /api/2.2/jobs/list", { jobs: [{ job_id: 7, settings: { name: "nightly" } }] });
    on("GET /api/2.0/workspace/list", { objects: [{ object_type: "NOTEBOOK", path: "/Shared/etl" }] });
    on("GET /api/2.1/unity-catalog/catalogs", { catalogs: [{ name: "main" }] });
    on("GET /api/2.1/unity-catalog/volumes", { volumes: [{ name: "drops", full_name: "main.raw.drops" }] });
    on("GET /api/2.1/unity-catalog/tables", { tables: [{ name: "orders", full_name: "main.raw.orders" }] });
    const name = (object_type: string, typed: string) => complete("audit_permissions", "name", typed, { object_type });
    expect(await name("jobs", "night")).toEqual(["7"]);
    expect(await name("notebooks", "/Shared/e")).toEqual(["/Shared/etl"]);
    expect(await name("catalog", "m")).toEqual(["main"]);
    expect(await name("table", "m")).toEqual(["main."]);
    expect(await name("volume", "main.raw.")).toEqual(["main.raw.drops"]);
    expect(await name("table", "main.raw.")).toEqual(["main.raw.orders"]);
  });

  test("without a type completes paths and table names", async () => {
    on("GET /api/2.0/workspace/list", { objects: [{ object_type: "DIRECTORY", path: "/Shared/etl" }] });
    on("GET /api/2.1/unity-catalog/catalogs", { catalogs: [{ name: "main" }] });
    expect(await complete("audit_permissions", "name", "/Shared/")).toEqual(["/Shared/etl/"]);
    expect(await complete("audit_permissions", "name", "m")).toEqual(["main."]);
  });
});
