import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ID = "e0f01758-cc61-11eb-b8bc-0242ac130003";
const UPDATE = "ee9ae73e-81ed-11ee-9f3c-0242ac120002";
const BASE = "/api/2.0/pipelines" as const;
const ONE = `${BASE}/${ID}` as const;
const spec = {
  id: ID,
  name: "orders",
  catalog: "main",
  schema: "sales",
  continuous: false,
  clusters: [],
  configuration: { "db.password": "hush", "orders.day": "today" },
};
/** The pipeline as questions name it. */
const NAMED = `pipeline "orders" (id ${ID}, state "IDLE")`;
const pipeline = (state: string, more: object = {}) => ({ pipeline_id: ID, name: "orders", state, ...more });
const update = (state: string, more: object = {}) => ({
  update: { update_id: UPDATE, pipeline_id: ID, state, cause: "API_CALL", creation_time: 1768442400000, ...more },
});

describe("list_pipelines", () => {
  test("filters by part of the name and pages", async () => {
    const { call } = await connect();
    const latest_updates = [{ update_id: UPDATE, state: "FAILED", creation_time: "2026-01-15T02:00:00.000Z" }];
    const seen = on(`GET ${BASE}`, {
      statuses: [
        pipeline("RUNNING", { health: "HEALTHY", creator_user_name: "ana@example.com" }),
        pipeline("IDLE", { health: "UNHEALTHY", latest_updates }),
      ],
      next_page_token: "t2",
    });
    const result = await call("list_pipelines", { name: "ord", limit: 2, page_token: "t1" });
    expect(seen[0]?.query).toEqual({ filter: "name LIKE '%ord%'", max_results: "2", page_token: "t1" });
    expect(result.structuredContent).toEqual({
      pipelines: [
        { pipeline_id: ID, name: "orders", state: "RUNNING", creator_user_name: "ana@example.com" },
        {
          pipeline_id: ID,
          name: "orders",
          state: "IDLE",
          health: "UNHEALTHY",
          latest_update: { update_id: UPDATE, state: "FAILED", creation_time: "2026-01-15T02:00:00Z" },
        },
      ],
      next_page_token: "t2",
    });
  });

  test("refuses a quote, which would end the text of the filter", async () => {
    const { call } = await connect();
    expect(textOf(await call("list_pipelines", { name: "x' OR" }))).toContain("name: must not contain a quote");
  });
});

describe("get_pipeline", () => {
  test("returns the spec without credentials and empty fields", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("IDLE", { spec, last_modified: 1768400000000, run_as_user_name: "etl@example.com" }));
    const result = await call("get_pipeline", { pipeline_id: ID });
    expect(result.structuredContent).toEqual({
      pipeline_id: ID,
      name: "orders",
      state: "IDLE",
      run_as_user_name: "etl@example.com",
      last_modified: "2026-01-14T14:13:20Z",
      spec: {
        catalog: "main",
        schema: "sales",
        continuous: false,
        configuration: { "db.password": "[redacted]", "orders.day": "today" },
      },
    });
  });
});

describe("get_pipeline of a failed pipeline", () => {
  const latest_updates = [
    { update_id: "u2", state: "FAILED" },
    { update_id: "u1", state: "COMPLETED" },
  ];

  test("returns the errors of its latest update", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("FAILED", { spec, latest_updates }));
    const event = { level: "ERROR", event_type: "update_progress", message: "Update u2 is FAILED.", timestamp: "t" };
    const seen = on(`GET ${ONE}/events`, { events: [{ ...event, origin: { update_id: "u2" } }] });
    const result = await call("get_pipeline", { pipeline_id: ID });
    expect(result.structuredContent).toMatchObject({ errors: ["Update u2 is FAILED."] });
    expect(seen[0]?.query).toMatchObject({ filter: "update_id = 'u2' AND level in ('ERROR')" });
  });

  test("is returned without errors that cannot be read", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("FAILED", { spec, latest_updates }));
    on(`GET ${ONE}/events`, platformError(403, "PERMISSION_DENIED", "no"));
    const { structuredContent } = await call("get_pipeline", { pipeline_id: ID });
    expect(structuredContent).toMatchObject({ pipeline_id: ID });
    expect(structuredContent).not.toHaveProperty("errors");
  });
});

describe("create_pipeline", () => {
  const libraries = [{ notebook: { path: "/Users/ana@example.com/etl" } }];
  const wish = { name: "orders", catalog: "main", schema: "sales", libraries };

  test("a pipeline that ingests has no source code; any other one must have some", async () => {
    const { call } = await connect();
    const { libraries: _, ...ingests } = wish;
    const settings = { ingestion_definition: { connection_name: "crm", objects: [] } };
    const seen = on(`POST ${BASE}`, { pipeline_id: ID });
    on(`GET ${ONE}`, pipeline("IDLE", { spec: { id: ID, ...ingests, ...settings } }));
    await call("create_pipeline", { ...ingests, settings });
    expect(seen.map(({ body }) => body)).toEqual([{ ...ingests, ...settings }]);
    expect(textOf(await call("create_pipeline", ingests))).toContain(
      "libraries: is required, unless settings has ingestion_definition or gateway_definition",
    );
  });

  test.each([
    ["creates a triggered pipeline", {}, "Created, and read back."],
    [
      "creates a continuous pipeline",
      { continuous: true },
      "Created, and read back. It is continuous and starts automatically.",
    ],
  ])("%s", async (_title, settings, note) => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, { pipeline_id: ID });
    // For a moment a workspace may not find a new pipeline.
    const none = platformError(404, "RESOURCE_DOES_NOT_EXIST", "The specified pipeline was not found.");
    on(`GET ${ONE}`, none, pipeline("IDLE", { spec: { id: ID, ...wish, ...settings } }));
    const result = await call("create_pipeline", { ...wish, settings });
    expect(seen[0]?.body).toEqual({ ...wish, ...settings });
    expect(questions.join()).toContain(
      "continuous" in settings ? "It runs continuously, and is billed until it is stopped." : "",
    );
    const { name: _, ...created } = wish;
    expect(result.structuredContent).toEqual({
      pipeline_id: ID,
      name: "orders",
      note,
      settings: { ...created, ...settings },
    });
  });

  test("refuses settings with other fields of the request", async () => {
    const { call } = await connect();
    const result = await call("create_pipeline", { ...wish, settings: { allow_duplicate_names: true } });
    expect(textOf(result)).toContain("must not contain name, catalog, schema, libraries, dry_run, pipeline_id");
  });
});

describe("update_pipeline", () => {
  test("sends the current spec with the changes; null unsets a field", async () => {
    const { call, questions } = await connect({ answer: yes });
    const before = pipeline("IDLE", { spec, last_modified: 1768400000000 });
    on(
      `GET ${ONE}`,
      before,
      before,
      before,
      pipeline("IDLE", { spec: { ...spec, clusters: undefined, continuous: true } }),
    );
    const seen = on(`PUT ${ONE}`, {});
    const settings = { continuous: true, clusters: null };
    const result = await call("update_pipeline", { pipeline_id: ID, settings });
    const { id: _, clusters: __, ...kept } = spec;
    expect(seen[0]?.body).toEqual({ ...kept, continuous: true, expected_last_modified: 1768400000000 });
    expect(questions).toEqual([asked(`Change ${NAMED}?`, "It runs continuously, and is billed until it is stopped.")]);
    expect(result.structuredContent).toEqual({
      pipeline_id: ID,
      name: "orders",
      note: "Changed. The change applies from the next update.",
      settings: { continuous: true },
    });
  });

  test.each([
    [
      "removes source code",
      { libraries: [] },
      'Source code "{\\"notebook\\":{\\"path\\":\\"/etl\\"}}" is removed, and its tables with it.',
    ],
    ["resets a field", { configuration: null }, 'Field "configuration" is reset: its current value is lost.'],
    [
      "does not repeat entries of a map",
      { configuration: { "db.password": "{{secrets/a/b}}" } },
      'Field "configuration" is replaced as a whole: "orders.day" is lost.',
    ],
    [
      "lets it run as somebody else",
      { run_as: { user_name: "root@example.com" } },
      'It sets run_as.user_name to "root@example.com".',
    ],
  ])("asks before it %s", async (_, settings, consequence) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, pipeline("IDLE", { spec: { ...spec, libraries: [{ notebook: { path: "/etl" } }] } }));
    on(`PUT ${ONE}`, {});
    await call("update_pipeline", { pipeline_id: ID, settings });
    expect(questions).toEqual([asked(`Change ${NAMED}?`, consequence)]);
  });

  test("a new identity is asked about with the present one", async () => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(`GET ${ONE}`, pipeline("IDLE", { spec, run_as_user_name: "etl@example.com" }));
    await call("update_pipeline", { pipeline_id: ID, settings: { run_as: { user_name: "root@example.com" } } });
    expect(questions[0]).toContain(
      'It sets run_as.user_name to "root@example.com".\nIt runs as "etl@example.com" now.',
    );
  });

  test("asks before a source is added to a pipeline that runs as someone else", async () => {
    const libraries = [{ notebook: { path: "/etl" } }, { notebook: { path: "/Users/evil/x" } }];
    const current = { ...spec, libraries: [{ notebook: { path: "/etl" } }] };
    on("GET /api/2.0/preview/scim/v2/Me", { id: "99", userName: "server@example.com" });
    on(
      `GET ${ONE}`,
      pipeline("IDLE", { spec: current, run_as_user_name: "sp-1" }),
      pipeline("IDLE", { spec: current, run_as_user_name: "server@example.com" }),
    );
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const settings = { libraries };
    await call("update_pipeline", { pipeline_id: ID, settings });
    expect(questions[0]).toContain("/Users/evil/x");
    expect(questions[0]).toContain('is added. It runs as "sp-1".');
    const own = await connect({ answer: yes });
    on(`PUT ${ONE}`, {});
    await own.call("update_pipeline", { pipeline_id: ID, settings });
    expect(own.questions).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["environment", { dependencies: ["x.whl"] }, 'It sets environment.dependencies[0] to "x.whl".'],
    ["root_path", "/Users/evil", 'It sets root_path to "/Users/evil".'],
    [
      "clusters",
      [{ label: "default", init_scripts: [{ workspace: { destination: "/e.sh" } }] }],
      'It sets clusters[0].init_scripts[0].workspace.destination to "/e.sh".',
    ],
    ["configuration", { ...spec.configuration, x: "y" }, 'It sets configuration.x to "y".'],
  ])("asks before %s changes in a pipeline that runs as someone else", async (field, value, line) => {
    on("GET /api/2.0/preview/scim/v2/Me", { id: "99", userName: "server@example.com" });
    on(
      `GET ${ONE}`,
      pipeline("IDLE", { spec, run_as_user_name: "sp-1" }),
      pipeline("IDLE", { spec, run_as_user_name: "server@example.com" }),
    );
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("update_pipeline", { pipeline_id: ID, settings: { [field]: value } });
    expect(questions[0]).toContain(`Field "${field}" changes. Its code runs as "sp-1".`);
    expect(questions[0]).toContain(line);
    const own = await connect({ answer: yes });
    on(`PUT ${ONE}`, {});
    await own.call("update_pipeline", { pipeline_id: ID, settings: { [field]: value } });
    // Init scripts ask in any pipeline.
    expect(own.questions).toHaveLength(field === "clusters" ? 1 : 0);
  });

  test("asks before notifications go to another domain", async () => {
    on("GET /api/2.0/preview/scim/v2/Me", { id: "99", userName: "server@example.com" });
    on(`GET ${ONE}`, pipeline("IDLE", { spec }));
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    const notifications = [{ email_recipients: ["eve@evil.example"], alerts: ["on-update-success"] }];
    await call("update_pipeline", { pipeline_id: ID, settings: { notifications } });
    await call("create_pipeline", {
      name: "p",
      catalog: "a",
      schema: "b",
      libraries: [{}],
      settings: { notifications },
    });
    expect(questions).toHaveLength(2);
    for (const question of questions) expect(question).toContain('Notifications are sent to "eve@evil.example".');
  });

  test("asks before call_api replaces the whole spec", async () => {
    on(`GET ${ONE}`, pipeline("IDLE", { spec }));
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("call_api", { operation: "pipelines.update", parameters: { pipeline_id: ID, name: "orders" } });
    expect(questions[0]).toContain("Call pipelines.update (");
    const writing = await connect({ answer: yes, settings: { access: "write" } });
    const parameters = { pipeline_id: ID, name: "orders" };
    expect((await writing.call("call_api", { operation: "pipelines.update", parameters })).isError).toBe(true);
  });

  test("does not overwrite a spec that cannot be read", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("IDLE"));
    const result = await call("update_pipeline", { pipeline_id: ID, settings: { photon: true } });
    expect(textOf(result)).toContain("cannot be read. Nothing was changed.");
  });

  test.each([
    ["settings without a field", {}, "must have a field to change"],
    ["a masked credential", { configuration: { "db.password": "[redacted]" } }, "contains a masked value"],
    ["a plaintext credential", { x: { key_plaintext: "k" } }, "use {{secrets/<scope>/<key>}} instead"],
  ])("refuses %s", async (_, settings, problem) => {
    const { call } = await connect();
    expect(textOf(await call("update_pipeline", { pipeline_id: ID, settings }))).toContain(problem);
  });
});

describe("delete_pipeline", () => {
  test.each([
    ["drops its tables by default", { cascade: undefined }, "Its Unity Catalog tables are dropped.", {}],
    ["keeps its tables with cascade false", { cascade: false }, "Its tables are kept.", { cascade: "false" }],
  ])("%s", async (_, args, words, query) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, pipeline("IDLE"));
    const seen = on(`DELETE ${ONE}`, {});
    const result = await call("delete_pipeline", { pipeline_id: ID, ...args });
    const lost = `${words} Its definition and history are permanently lost.`;
    expect(questions).toEqual([
      args.cascade === false
        ? asked(`Delete ${NAMED}?`, lost)
        : asked("Delete 2 objects:", `- ${NAMED}`, "- the tables of the pipeline", lost),
    ]);
    expect(seen[0]?.query).toEqual(query);
    expect(result.structuredContent).toEqual({ pipeline_id: ID, name: "orders", deleted: true });
  });
});

describe("stop_pipeline", () => {
  test("waits until the pipeline is idle", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("STOPPING"), pipeline("IDLE"));
    const seen = on(`POST ${ONE}/stop`, {});
    const result = await call("stop_pipeline", { pipeline_id: ID });
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ pipeline_id: ID, name: "orders", state: "IDLE" });
  });

  test("returns the next step when the wait is over", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, pipeline("STOPPING"));
    on(`POST ${ONE}/stop`, {});
    expect((await call("stop_pipeline", { pipeline_id: ID, wait_seconds: 0 })).structuredContent).toMatchObject({
      next: "Still stopping. Call get_pipeline to check that it is IDLE.",
    });
  });
});

describe("start_pipeline_update", () => {
  const START = `POST ${ONE}/updates` as const;
  const READ = `GET ${ONE}/updates/${UPDATE}` as const;

  test("refuses all tables together with some tables, without a question", async () => {
    const { call, questions } = await connect({ answer: yes });
    const args = { pipeline_id: ID, full_refresh: true, refresh_selection: ["orders"] };
    expect(textOf(await call("start_pipeline_update", args))).toContain("list them in full_refresh_selection instead");
    expect(questions).toEqual([]);
  });

  test("runs without a question and waits for the end", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(START, { update_id: UPDATE });
    on(READ, update("RUNNING"), update("COMPLETED"));
    const args = { pipeline_id: ID, refresh_selection: ["orders"] };
    const result = await call("start_pipeline_update", args);
    expect(seen.map(({ body }) => body)).toEqual([{ refresh_selection: ["orders"] }]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({
      pipeline_id: ID,
      update_id: UPDATE,
      state: "COMPLETED",
      cause: "API_CALL",
      creation_time: "2026-01-15T02:00:00Z",
    });
  });

  test.each([
    ["all tables", { full_refresh: true }, ["2 objects:", `- ${NAMED}`, "- the tables of the pipeline"]],
    ["some tables", { full_refresh_selection: ["a", "b"] }, ["3 objects:", `- ${NAMED}`, '- table "a"', '- table "b"']],
  ])("asks before a full refresh of %s", async (_, args, [count, ...objects]) => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, pipeline("IDLE"));
    const seen = on(START, { update_id: UPDATE });
    on(READ, update("COMPLETED"));
    await call("start_pipeline_update", { pipeline_id: ID, ...args });
    expect(questions).toEqual([
      asked(`Empty and rebuild ${count}`, ...objects, "Rows that their sources no longer have are permanently lost."),
    ]);
    expect(seen[0]?.body).toEqual(args);
  });

  test("refuses a full refresh if only writes are allowed", async () => {
    const { call } = await connect({ settings: { access: "write" } });
    const result = await call("start_pipeline_update", { pipeline_id: ID, full_refresh: true });
    expect(textOf(result)).toContain("this call requires destructive access");
  });

  test("returns the errors of a failed update, each once", async () => {
    const { call } = await connect();
    on(START, { update_id: UPDATE });
    on(READ, update("FAILED"));
    const failed = {
      level: "ERROR",
      message: "Flow orders has FAILED.",
      error: { exceptions: [{ class_name: "AnalysisException", message: "no such\ncolumn" }] },
      origin: { update_id: UPDATE },
    };
    const seen = on(`GET ${ONE}/events`, {
      events: [
        { level: "ERROR", message: "Update is FAILED.", origin: { update_id: UPDATE } },
        failed,
        failed,
        { ...failed, message: "Earlier", origin: { update_id: "other" } },
      ],
    });
    const result = await call("start_pipeline_update", { pipeline_id: ID });
    expect(seen[0]?.query).toEqual({ filter: `update_id = '${UPDATE}' AND level in ('ERROR')`, max_results: "50" });
    expect(result.structuredContent).toMatchObject({
      state: "FAILED",
      errors: ["Flow orders has FAILED.\nAnalysisException: no such column"],
    });
  });

  test("returns errors without a cause if there are no others", async () => {
    const { call } = await connect();
    on(START, { update_id: UPDATE });
    on(READ, update("FAILED"));
    on(`GET ${ONE}/events`, { events: [{ level: "ERROR", message: "Driver lost.", origin: {} }] });
    const result = await call("start_pipeline_update", { pipeline_id: ID });
    expect(result.structuredContent).toMatchObject({ state: "FAILED", errors: ["Driver lost."] });
  });

  test("reports another active update as a conflict", async () => {
    const { call } = await connect();
    on(START, platformError(409, "RESOURCE_CONFLICT", "An active update already exists"));
    expect(textOf(await call("start_pipeline_update", { pipeline_id: ID }))).toContain(
      "current state does not allow this",
    );
  });
});

describe("get_pipeline_update", () => {
  test("reads once by default", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/updates/${UPDATE}`, update("RUNNING", { full_refresh: true }));
    const result = await call("get_pipeline_update", { pipeline_id: ID, update_id: UPDATE });
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toMatchObject({
      state: "RUNNING",
      full_refresh: true,
      next: "Not finished yet. Call get_pipeline_update with wait_seconds to keep waiting.",
    });
  });
});

describe("list_pipeline_updates", () => {
  test("lists a page of updates", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/updates`, { updates: [update("CANCELED").update], next_page_token: "t2" });
    const result = await call("list_pipeline_updates", { pipeline_id: ID, page_token: "t1" });
    expect(seen[0]?.query).toEqual({ max_results: "25", page_token: "t1" });
    expect(result.structuredContent).toEqual({
      updates: [{ update_id: UPDATE, state: "CANCELED", cause: "API_CALL", creation_time: "2026-01-15T02:00:00Z" }],
      next_page_token: "t2",
    });
  });
});

describe("list_pipeline_events", () => {
  const event = {
    id: "a1",
    timestamp: "2026-01-15T02:03:04.000Z",
    level: "ERROR",
    event_type: "flow_progress",
    message: "Flow orders has FAILED.",
    error: { fatal: true, exceptions: [{ class_name: "AnalysisException", message: "no column" }] },
    origin: { update_id: UPDATE, flow_name: "orders" },
  };

  test("filters by level and time, and lists the events as lines", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/events`, { events: [event], next_page_token: "t2" });
    const args = { pipeline_id: ID, levels: ["ERROR", "WARN"], start_time: "2026-01-15T00:00:00Z" };
    const result = await call("list_pipeline_events", args);
    expect(seen[0]?.query).toEqual({
      filter: "level in ('ERROR','WARN') AND timestamp >= '2026-01-15T00:00:00.000Z'",
      max_results: "25",
    });
    expect(result.structuredContent).toEqual({
      events: [
        {
          timestamp: "2026-01-15T02:03:04Z",
          level: "ERROR",
          event_type: "flow_progress",
          message: "Flow orders has FAILED.",
          flow_name: "orders",
          update_id: UPDATE,
          exceptions: ["AnalysisException: no column"],
        },
      ],
      next_page_token: "t2",
    });
    expect(textOf(result)).toContain(
      "2026-01-15T02:03:04Z ERROR flow_progress – Flow orders has FAILED.\n  AnalysisException: no column\nMore: page_token t2",
    );
  });

  test("shows the rows of a flow and its expectations", async () => {
    const { call } = await connect();
    const expectations = [{ name: "has_id", dataset: "orders", passed_records: 12, failed_records: 1 }];
    const flow_progress = {
      status: "COMPLETED",
      metrics: { num_output_rows: 12 },
      data_quality: { dropped_records: 1, expectations },
    };
    const { error: _, ...plain } = event;
    on(`GET ${ONE}/events`, {
      events: [{ ...plain, message: "Flow orders has COMPLETED.", details: { flow_progress } }],
    });
    expect(textOf(await call("list_pipeline_events", { pipeline_id: ID }))).toContain(
      "Flow orders has COMPLETED. Rows written: 12. Rows dropped: 1. Expectation has_id: 12 passed, 1 failed.",
    );
  });

  test("sends a page token without the filter, and reports that there are no events", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/events`, {});
    const result = await call("list_pipeline_events", {
      pipeline_id: ID,
      levels: ["INFO"],
      page_token: "t2",
      limit: 5,
    });
    expect(seen[0]?.query).toEqual({ max_results: "5", page_token: "t2" });
    expect(textOf(result)).toContain("No events.");
  });
});

describe("--protect", () => {
  const calls: [string, object][] = [
    ["update_pipeline", { settings: { photon: true } }],
    ["delete_pipeline", {}],
    ["stop_pipeline", {}],
    ["start_pipeline_update", {}],
  ];

  test.each(calls)("blocks %s on a pipeline by its name, even without questions", async (name, args) => {
    const { call } = await connect({ settings: { protect: ["orders"], confirm: "never" } });
    on(`GET ${ONE}`, pipeline("IDLE", { spec }));
    expect(textOf(await call(name, { pipeline_id: ID, ...args }))).toContain("the operator protects this object");
  });

  const elsewhere = { pipeline_id: ID, name: "p", spec: { catalog: "dev", schema: "a" } };
  const event_log = { catalog: "main", schema: "sales", name: "orders" };
  const ingestion_definition = {
    objects: [{ table: { destination_catalog: "main", destination_schema: "sales", destination_table: "x" } }],
  };
  const made = { name: "p", catalog: "dev", schema: "a", libraries: [{ glob: { include: "/x/**" } }] };
  const changes: [string, Record<string, unknown>][] = [
    ["create_pipeline", { ...made, catalog: "main", schema: "sales" }],
    ["create_pipeline", { ...made, settings: { event_log } }],
    ["create_pipeline", { ...made, settings: { ingestion_definition } }],
    ["update_pipeline", { pipeline_id: ID, settings: { catalog: "main", schema: "sales" } }],
    ["update_pipeline", { pipeline_id: ID, settings: { catalog: "main", target: "sales", schema: null } }],
    ["update_pipeline", { pipeline_id: ID, settings: { event_log } }],
  ];

  test.each(changes)("blocks %s with outputs among which a protected table can be: %j", async (name, args) => {
    const { call } = await connect({ settings: { protect: ["main.sales.orders"], confirm: "never" } });
    on(`GET ${ONE}`, elsewhere);
    expect(textOf(await call(name, args))).toContain("the operator protects this object");
  });

  test.each([
    [{}, true],
    [{ refresh_selection: ["orders"] }, true],
    [{ refresh_selection: ["others"] }, false],
    [{ validate_only: true }, false],
  ])("an update that writes a protected table is blocked, another is not: %j", async (args, isBlocked) => {
    const { call } = await connect({ settings: { protect: ["main.sales.orders"], confirm: "never" } });
    on(`GET ${ONE}`, { ...elsewhere, spec: { catalog: "main", schema: "sales" } });
    const started = on(`POST ${ONE}/updates`, { update_id: UPDATE });
    on(`GET ${ONE}/updates/${UPDATE}`, update("COMPLETED"));
    await call("start_pipeline_update", { pipeline_id: ID, ...args });
    expect(started).toHaveLength(isBlocked ? 0 : 1);
  });

  test("blocks the deletion of a pipeline whose tables are in a protected schema", async () => {
    const { call } = await connect({ settings: { protect: ["main.sales.*"], confirm: "never" } });
    on(`GET ${ONE}`, pipeline("IDLE", { spec }));
    expect(textOf(await call("delete_pipeline", { pipeline_id: ID }))).toContain("the operator protects this object");
  });
});
