import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const BASE = "/api/2.0/apps" as const;
const ONE = `${BASE}/ops` as const;
const URL = "https://ops-1.aws.databricksapps.com";
const source_code_path = "/Workspace/Users/ana@example.com/app";

const app = (state: string, more: object = {}) => ({
  name: "ops",
  id: "8f2c",
  url: URL,
  compute_status: { state, message: `App compute is ${state}.` },
  app_status: { state: "RUNNING" },
  ...more,
});
const deployment = (state: string, more: object = {}) => ({
  deployment_id: "01ef",
  source_code_path,
  mode: "SNAPSHOT",
  status: { state, message: `It is ${state}.` },
  env_vars: [{ name: "KEY", value: "hush" }],
  ...more,
});

describe("list_apps", () => {
  test("returns a page", async () => {
    const { call } = await connect();
    const seen = on(`GET ${BASE}`, { apps: [app("ACTIVE", { description: "On call" })], next_page_token: "t2" });
    const result = await call("list_apps", { limit: 1, page_token: "t1" });
    expect(seen[0]?.query).toEqual({ page_size: "1", page_token: "t1" });
    expect(result.structuredContent).toEqual({
      apps: [{ name: "ops", compute_state: "ACTIVE", app_state: "RUNNING", url: URL, description: "On call" }],
      next_page_token: "t2",
    });
  });
});

describe("get_app", () => {
  test("shows resources, scopes and deployments, but no environment variables", async () => {
    const { call } = await connect();
    const resources = [{ name: "wh", sql_warehouse: { id: "7e", permission: "CAN_USE" } }];
    const git_source = { branch: "main", source_code_path: "app" };
    const pending = { deployment_id: "02ef", git_source, status: { state: "IN_PROGRESS" } };
    on(
      `GET ${ONE}`,
      app("ACTIVE", { resources, active_deployment: deployment("SUCCEEDED"), pending_deployment: pending }),
    );
    const result = await call("get_app", { name: "ops" });
    expect(JSON.stringify(result)).not.toContain("hush");
    expect(result.structuredContent).toEqual({
      name: "ops",
      compute_state: "ACTIVE",
      app_state: "RUNNING",
      url: URL,
      message: "App compute is ACTIVE.",
      resources,
      active_deployment: {
        deployment_id: "01ef",
        state: "SUCCEEDED",
        message: "It is SUCCEEDED.",
        source_code_path,
        mode: "SNAPSHOT",
      },
      pending_deployment: {
        deployment_id: "02ef",
        state: "IN_PROGRESS",
        source_code_path: "app",
        git_reference: "main",
      },
    });
  });
});

describe("create_app", () => {
  test.each([
    ["starts it and waits", {}, {}, "ACTIVE", "Call deploy_app to deploy code."],
    ["or not", { no_compute: true }, { no_compute: "true" }, "STOPPED", "Call start_app to start it."],
  ])("%s, without confirmation if it gets no resources or scopes", async (_, args, query, end, next) => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`POST ${BASE}`, app("STARTING"));
    on(`GET ${ONE}`, app("STARTING"), app(end));
    const result = await call("create_app", { name: "ops", settings: { description: "On call" }, ...args });
    expect(seen.map(({ body }) => body)).toEqual([{ name: "ops", description: "On call" }]);
    expect(seen[0]?.query).toEqual(query);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toEqual({ name: "ops", compute_state: end, app_state: "RUNNING", url: URL, next });
  });

  test("a starting app returns the next step, a failed one the reason", async () => {
    const { call } = await connect();
    on(`POST ${BASE}`, app("STARTING"));
    on(`GET ${ONE}`, app("STARTING"));
    expect((await call("create_app", { name: "ops", wait_seconds: 0 })).structuredContent).toMatchObject({
      compute_state: "STARTING",
      next: "Still starting: call start_app to keep waiting.",
    });
    on(`GET ${ONE}`, app("ERROR"));
    expect(textOf(await call("create_app", { name: "ops" }))).toContain("was created, but did not start");
  });

  test("scopes require confirmation", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`POST ${BASE}`, app("STARTING"));
    on(`GET ${ONE}`, app("ACTIVE"));
    await call("create_app", { name: "ops", settings: { user_api_scopes: ["sql"] } });
    expect(questions).toEqual([asked('Create app "ops"?', 'It sets user_api_scopes[0] to "sql".')]);
  });

  test("an invalid name is refused before anything is sent", async () => {
    const { call } = await connect();
    expect(textOf(await call("create_app", { name: "Ops Console" }))).toContain("must be 2 to 30 lower-case letters");
  });
});

describe("update_app", () => {
  test("sends the fields given", async () => {
    const { call, questions } = await connect({ answer: yes });
    const seen = on(`PATCH ${ONE}`, app("ACTIVE"));
    const result = await call("update_app", { name: "ops", settings: { description: "New" } });
    expect(seen.map(({ body }) => body)).toEqual([{ name: "ops", description: "New" }]);
    expect(questions).toEqual([]);
    expect(result.structuredContent).toMatchObject({ name: "ops", note: "Changed. get_app shows the result." });
  });

  test("new resources require confirmation, and are refused on a server with write access", async () => {
    const resources = [{ name: "s", secret: { scope: "a", key: "b", permission: "READ" } }];
    const person = await connect({ answer: yes });
    on(
      `GET ${ONE}`,
      app("ACTIVE", { resources: [{ name: "wh", sql_warehouse: { id: "w1", permission: "CAN_USE" } }] }),
    );
    on(`PATCH ${ONE}`, app("ACTIVE"));
    await person.call("update_app", { name: "ops", settings: { resources } });
    expect(person.questions).toEqual([
      asked(
        `Change app "ops" (state "ACTIVE", url "${URL}")?`,
        'It sets resources[0].name to "s".',
        'It sets resources[0].secret.scope to "a".',
        'It sets resources[0].secret.key to "b".',
        'It sets resources[0].secret.permission to "READ".',
        'It loses access to resource "wh w1 CAN_USE".',
      ),
    ]);
    const { call } = await connect({ settings: { access: "write" } });
    expect(textOf(await call("update_app", { name: "ops", settings: { resources } }))).toContain("destructive");
  });
});

describe("a protected app", () => {
  test.each([
    ["delete_app", {}],
    ["stop_app", {}],
    ["start_app", {}],
    ["deploy_app", { source_code_path }],
    ["update_app", { settings: { description: "New" } }],
  ])("R3 %s is blocked, also without questions", async (name, args) => {
    on(`GET ${ONE}`, app("STOPPED"));
    const { call } = await connect({ settings: { protect: ["op*"], confirm: "never" } });
    expect(textOf(await call(name, { app_name: "ops", ...args }))).toContain("the operator protects this object");
  });
});

describe("delete_app", () => {
  test("asks with state and URL", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("ACTIVE"));
    const seen = on(`DELETE ${ONE}`, app("DELETING"));
    const result = await call("delete_app", { name: "ops" });
    expect(questions).toEqual([
      asked(
        `Permanently delete app "ops" (state "ACTIVE", url "${URL}")?`,
        "Its URL, its service principal and the grants of that principal are permanently lost.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ name: "ops", note: "The app is being deleted." });
  });
});

describe("start_app", () => {
  test("starts a stopped app and waits", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, app("STOPPED"), app("STARTING"), app("ACTIVE"));
    const seen = on(`POST ${ONE}/start`, app("STARTING"));
    const result = await call("start_app", { name: "ops" });
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ name: "ops", compute_state: "ACTIVE", app_state: "RUNNING", url: URL });
  });

  test("waits for a starting app without starting it again", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, app("STARTING"));
    const seen = on(`POST ${ONE}/start`, {});
    const result = await call("start_app", { name: "ops", wait_seconds: 0 });
    expect(seen).toHaveLength(0);
    expect(result.structuredContent).toMatchObject({
      next: "Still starting: call start_app again to keep waiting.",
    });
  });

  test("reports a failed start", async () => {
    const { call } = await connect();
    on(`GET ${ONE}`, app("STOPPED"), app("ERROR"));
    on(`POST ${ONE}/start`, app("STARTING"));
    expect(textOf(await call("start_app", { name: "ops" }))).toContain("The app did not start: its compute is ERROR.");
  });
});

describe("stop_app", () => {
  test("asks, stops and waits", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("ACTIVE"), app("ACTIVE"), app("ACTIVE"), app("STOPPED"));
    const seen = on(`POST ${ONE}/stop`, app("STOPPING"));
    const result = await call("stop_app", { name: "ops" });
    expect(questions).toEqual([
      asked(`Stop app "ops" (state "ACTIVE", url "${URL}")?`, "Its users lose access until it is started again."),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toMatchObject({ compute_state: "STOPPED" });
  });

  test("a stopped app needs neither confirmation nor request", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("STOPPED"));
    const result = await call("stop_app", { name: "ops" });
    expect(questions).toEqual([]);
    expect(result.structuredContent).toMatchObject({ compute_state: "STOPPED" });
  });

  test("waits for a stopping app; reports a timeout and a failure", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const seen = on(`POST ${ONE}/stop`, app("STOPPING"));
    // The facts of each call are read first.
    on(`GET ${ONE}`, ...Array.from({ length: 5 }, () => app("STOPPING")), app("ERROR"));
    const result = await call("stop_app", { name: "ops", wait_seconds: 0 });
    expect(result.structuredContent).toMatchObject({ next: "Still stopping: poll get_app until it is STOPPED." });
    expect(textOf(await call("stop_app", { name: "ops" }))).toContain("The app did not stop: its compute is ERROR.");
    expect(seen).toHaveLength(0);
  });
});

describe("deploy_app", () => {
  const DEPLOY = `POST ${ONE}/deployments` as const;
  const READ = `GET ${ONE}/deployments/01ef` as const;

  test("a first deployment asks and waits", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("ACTIVE"));
    const seen = on(DEPLOY, deployment("IN_PROGRESS"));
    on(READ, deployment("IN_PROGRESS"), deployment("SUCCEEDED"));
    const settings = { command: ["python", "app.py"] };
    const result = await call("deploy_app", { name: "ops", source_code_path, settings });
    expect(questions).toEqual([
      asked(
        `Deploy new code to app "ops" (state "ACTIVE", url "${URL}")?`,
        `The code is in "${source_code_path}".`,
        'It sets command[0] to "python".',
        'It sets command[1] to "app.py".',
        "The code runs with the app's permissions and serves every user who may open the app.",
      ),
    ]);
    expect(seen.map(({ body }) => body)).toEqual([{ mode: "SNAPSHOT", source_code_path, ...settings }]);
    expect(result.structuredContent).toEqual({
      name: "ops",
      deployment_id: "01ef",
      state: "SUCCEEDED",
      message: "It is SUCCEEDED.",
      source_code_path,
      mode: "SNAPSHOT",
      url: URL,
    });
  });

  test("the question names the deployment that is replaced", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("ACTIVE", { active_deployment: deployment("SUCCEEDED"), default_source_code_path: "/d" }));
    on(DEPLOY, deployment("IN_PROGRESS"));
    on(READ, deployment("SUCCEEDED"));
    await call("deploy_app", { name: "ops" });
    expect(questions[0]).toContain('The code is in "/d".');
    expect(questions[0]).toContain(`It replaces the deployment that its users see now, "${source_code_path}".`);
  });

  test("the question shows the Git source and other settings, but no environment variables", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${ONE}`, app("ACTIVE", { active_deployment: deployment("SUCCEEDED"), default_source_code_path: "/d" }));
    on(DEPLOY, deployment("IN_PROGRESS"));
    on(READ, deployment("SUCCEEDED"));
    const settings = { git_source: { branch: "main" }, env_vars: [{ name: "MODE", value: "hush hush" }] };
    await call("deploy_app", { name: "ops", settings });
    expect(questions[0]).toContain('It sets git_source.branch to "main".');
    expect(questions[0]).toContain('It sets env_vars[0].value to "[redacted]".');
    expect(questions[0]).not.toContain("hush");
  });

  test("a failed deployment returns the reason, one in progress the next step", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(DEPLOY, deployment("IN_PROGRESS"));
    on(READ, deployment("IN_PROGRESS"), deployment("FAILED"));
    const going = await call("deploy_app", { name: "ops", wait_seconds: 0 });
    expect(going.structuredContent).toMatchObject({ next: "Still deploying: check with list_app_deployments." });
    on(`GET ${ONE}`, app("ACTIVE", { active_deployment: deployment("SUCCEEDED", { deployment_id: "01ee" }) }));
    const said = textOf(await call("deploy_app", { name: "ops" }));
    expect(said).toContain("The deployment failed. The previous deployment is still running.");
    expect(said).toContain(`FAILED: It is FAILED.\nLogs, in a browser: ${URL}/logz`);
  });

  test.each([{}, { active_deployment: deployment("FAILED") }])(
    "a failed first deployment does not claim that another one runs: %o",
    async (more) => {
      const { call } = await connect({ settings: { confirm: "never" } });
      on(DEPLOY, deployment("IN_PROGRESS"));
      on(READ, deployment("FAILED"));
      on(`GET ${ONE}`, app("ACTIVE", more));
      const said = textOf(await call("deploy_app", { name: "ops" }));
      expect(said).toContain("The deployment failed. The app has no running deployment.");
    },
  );

  test("a response without an ID is an error", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    on(DEPLOY, {});
    expect(textOf(await call("deploy_app", { name: "ops" }))).toContain("The workspace returned no deployment ID.");
  });
});

describe("list_app_deployments", () => {
  test("returns a page", async () => {
    const { call } = await connect();
    const seen = on(`GET ${ONE}/deployments`, { app_deployments: [deployment("FAILED")], next_page_token: "t2" });
    const result = await call("list_app_deployments", { name: "ops", limit: 1 });
    expect(seen[0]?.query).toEqual({ page_size: "1" });
    expect(result.structuredContent).toEqual({
      deployments: [
        { deployment_id: "01ef", state: "FAILED", message: "It is FAILED.", source_code_path, mode: "SNAPSHOT" },
      ],
      next_page_token: "t2",
    });
  });
});
