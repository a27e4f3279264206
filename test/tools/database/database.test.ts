import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/postgres";
const BRANCH = "projects/shop/branches/production";
const DONE = { name: "projects/shop/operations/1", done: true };
const accept = () => ({ action: "accept" as const, content: { confirm: true } });

const shop = {
  name: "projects/shop",
  create_time: "2026-01-01T00:00:00Z",
  spec: { display_name: "Shop", pg_version: 17 },
  status: { display_name: "Shop", pg_version: 17, owner: "ana", history_retention_duration: "604800s" },
};
const production = {
  name: BRANCH,
  status: { current_state: "READY", default: true, is_protected: false, logical_size_bytes: "1024" },
};
const primary = {
  name: `${BRANCH}/endpoints/primary`,
  status: {
    endpoint_type: "ENDPOINT_TYPE_READ_WRITE",
    current_state: "IDLE",
    hosts: { host: "shop.database.example.com" },
    autoscaling_limit_max_cu: 4,
  },
};
const orders = {
  name: `${BRANCH}/databases/orders`,
  spec: { postgres_database: "orders", role: `${BRANCH}/roles/owner` },
};

const onBranch = () => {
  on(`GET ${API}/projects/shop/branches/production`, production);
  on(`GET ${API}/projects/shop/branches/production/endpoints`, { endpoints: [primary] });
  on(`GET ${API}/projects/shop/branches/production/databases`, { databases: [orders] });
};

describe("list_database_projects", () => {
  test("returns a page", async () => {
    const seen = on(`GET ${API}/projects`, { projects: [shop], next_page_token: "n" });
    const { call } = await connect();
    const result = await call("list_database_projects", { page_token: "t" });
    expect(seen[0]?.query).toEqual({ page_size: "50", page_token: "t" });
    expect(result.structuredContent).toEqual({
      projects: [
        {
          project_id: "shop",
          display_name: "Shop",
          pg_version: 17,
          owner: "ana",
          create_time: "2026-01-01T00:00:00Z",
        },
      ],
      next_page_token: "n",
    });
  });
});

describe("get_database_project", () => {
  test("returns its branches", async () => {
    on(`GET ${API}/projects/shop`, shop);
    on(`GET ${API}/projects/shop/branches`, { branches: [production] });
    const { call } = await connect();
    expect((await call("get_database_project", { project_id: "shop" })).structuredContent).toMatchObject({
      project_id: "shop",
      history_retention_duration: "604800s",
      branches: [{ branch: BRANCH, current_state: "READY", default: true, logical_size_bytes: 1024 }],
    });
  });
});

describe("create_database_project", () => {
  const args = { project_id: "shop", spec: { display_name: "Shop" } };

  test("waits for its operation, after a question about its cost", async () => {
    const made = on(`POST ${API}/projects`, { ...DONE, done: false });
    const polled = on(`GET ${API}/projects/shop/operations/1`, { ...DONE, done: false }, DONE);
    const { call, questions } = await connect({ answer: accept });
    const result = await call("create_database_project", args);
    expect(questions[0]).toContain("billed until it is deleted");
    expect(made[0]).toMatchObject({ query: { project_id: "shop" }, body: { spec: { display_name: "Shop" } } });
    expect(polled.length).toBeGreaterThan(0);
    expect(result.structuredContent).toEqual({ project_id: "shop", status: "done" });
  });

  test("a failed operation says that nothing was created, and why", async () => {
    const error = { error_code: "QUOTA_EXCEEDED", message: "Too many projects." };
    on(`POST ${API}/projects`, { ...DONE, error });
    const { call } = await connect({ answer: accept });
    const said = textOf(await call("create_database_project", args));
    expect(said).toContain("The project was not created: QUOTA_EXCEEDED.");
    expect(said).toContain("Too many projects.");
  });

  test("one that takes longer than the wait names the tool that shows it", async () => {
    on(`POST ${API}/projects`, { ...DONE, done: false });
    on(`GET ${API}/projects/shop/operations/1`, { ...DONE, done: false });
    const { call } = await connect({ answer: accept });
    expect((await call("create_database_project", { ...args, wait_seconds: 0 })).structuredContent).toEqual({
      project_id: "shop",
      status: "running",
      next: "Still working: call get_database_project until the change shows.",
    });
  });
});

describe("update_database_project", () => {
  test("names the changed fields in the mask and in the question", async () => {
    on(`GET ${API}/projects/shop`, shop);
    const seen = on(`PATCH ${API}/projects/shop`, DONE);
    const { call, questions } = await connect({ answer: accept });
    await call("update_database_project", { project_id: "shop", spec: { display_name: "Store" } });
    expect(questions[0]).toContain('It sets display_name to "Store".');
    expect(seen[0]).toMatchObject({
      query: { update_mask: "spec.display_name" },
      body: { spec: { display_name: "Store" } },
    });
  });
});

describe("delete_database_project", () => {
  test.each([
    [{}, "can no longer connect"],
    [{ purge: true }, "permanently lost"],
  ])("asks and names the branches: %j", async (more, consequence) => {
    on(`GET ${API}/projects/shop`, shop);
    on(`GET ${API}/projects/shop/branches`, { branches: [production], next_page_token: "n" });
    const seen = on(`DELETE ${API}/projects/shop`, DONE);
    const { call, questions } = await connect({ answer: accept });
    await call("delete_database_project", { project_id: "shop", ...more });
    expect(questions[0]).toContain(consequence);
    expect(questions[0]).toContain('"production"');
    expect(questions[0]).toContain("more branches");
    expect(seen).toHaveLength(1);
  });

  test("call_api asks the same question", async () => {
    on(`GET ${API}/projects/shop`, shop);
    on(`GET ${API}/projects/shop/branches`, { branches: [production] });
    on(`DELETE ${API}/projects/shop`, DONE);
    const { call, questions } = await connect({ answer: accept });
    await call("call_api", { operation: "postgres.deleteProject", parameters: { name: "projects/shop" } });
    expect(questions[0]).toContain("can no longer connect");
  });
});

describe("list_database_instances", () => {
  test("returns a page", async () => {
    const legacy = { name: "legacy", state: "AVAILABLE", capacity: "CU_1", effective_capacity: "CU_2" };
    on("GET /api/2.0/database/instances", { database_instances: [legacy] });
    const { call } = await connect();
    expect((await call("list_database_instances", {})).structuredContent).toEqual({
      instances: [{ name: "legacy", state: "AVAILABLE", capacity: "CU_2" }],
    });
  });
});

describe("get_database_branch", () => {
  test("returns hosts and databases", async () => {
    onBranch();
    const { call } = await connect();
    expect((await call("get_database_branch", { branch: BRANCH })).structuredContent).toEqual({
      branch: BRANCH,
      current_state: "READY",
      default: true,
      logical_size_bytes: 1024,
      endpoints: [
        {
          endpoint_id: "primary",
          endpoint_type: "READ_WRITE",
          current_state: "IDLE",
          host: "shop.database.example.com",
          autoscaling_limit_max_cu: 4,
        },
      ],
      databases: [{ database_id: "orders", postgres_database: "orders", role: "owner" }],
    });
  });

  test("a name of another form is refused before anything is sent", async () => {
    const { call } = await connect();
    expect(textOf(await call("get_database_branch", { branch: "production" }))).toContain(
      "must be projects/{project_id}/branches/{branch_id}",
    );
  });
});

describe("create_database_branch", () => {
  test("does not expire by default", async () => {
    const seen = on(`POST ${API}/projects/shop/branches`, DONE);
    const { call, questions } = await connect({ answer: accept });
    const result = await call("create_database_branch", { branch: "projects/shop/branches/dev" });
    expect(seen[0]).toMatchObject({ query: { branch_id: "dev" }, body: { spec: { no_expiry: true } } });
    expect(result.structuredContent).toEqual({ branch: "projects/shop/branches/dev", status: "done" });
    expect(questions).toEqual([]);
  });
});

describe("delete_database_branch", () => {
  /** Another branch than the project's default one. */
  const onOther = () => {
    onBranch();
    on(`GET ${API}/projects/shop/branches/production`, { ...production, status: { current_state: "READY" } });
  };

  test("the default branch is refused before the question", async () => {
    on(`GET ${API}/projects/shop/branches/production`, { name: BRANCH, status: { default: true } });
    on(`GET ${API}/projects/shop/branches/production/databases`, {});
    const { call, questions } = await connect({ answer: accept });
    expect(textOf(await call("delete_database_branch", { branch: BRANCH }))).toContain(
      "The default branch of a project cannot be deleted; nothing was sent.",
    );
    expect(questions).toEqual([]);
  });

  test.each([
    [{}, "can no longer connect"],
    [{ purge: true }, "permanently lost"],
  ])("asks and names the databases: %j", async (more, consequence) => {
    onOther();
    const seen = on(`DELETE ${API}/projects/shop/branches/production`, DONE);
    const { call, questions } = await connect({ answer: accept });
    await call("delete_database_branch", { branch: BRANCH, ...more });
    expect(questions[0]).toContain(consequence);
    expect(questions[0]).toContain('"orders"');
    expect(seen).toHaveLength(1);
  });

  test("protecting its project protects it", async () => {
    onOther();
    const { call } = await connect({ answer: accept, settings: { protect: ["shop"] } });
    expect(textOf(await call("delete_database_branch", { branch: BRANCH }))).toContain("--protect shop");
  });
});

describe("create_database_credential", () => {
  const CANARY = "eyJcanary-database-password";
  const args = { branch: BRANCH, scope: "etl", key: "pg" };
  const KEYS = "GET /api/2.0/secrets/list";

  test("goes into the secret and is never shown", async () => {
    onBranch();
    on(KEYS, {});
    const made = on(`POST ${API}/credentials`, { token: CANARY, expire_time: "2026-01-01T01:00:00Z" });
    const put = on("POST /api/2.0/secrets/put", {});
    const { call, questions, lines } = await connect({ answer: accept });
    const result = await call("create_database_credential", args);
    expect(questions[0]).toContain("can connect as this server's identity for an hour");
    expect(made[0]?.body).toEqual({ endpoint: `${BRANCH}/endpoints/primary`, ttl: "3600s" });
    expect(put[0]?.body).toEqual({ scope: "etl", key: "pg", string_value: CANARY });
    expect(result.structuredContent).toEqual({
      reference: "{{secrets/etl/pg}}",
      expires: "2026-01-01T01:00:00Z",
      host: "shop.database.example.com",
    });
    expect(JSON.stringify([result, questions, lines])).not.toContain("canary");
  });

  test("a secret that exists is replaced only on request", async () => {
    onBranch();
    on(KEYS, { secrets: [{ key: "pg" }] });
    on(`POST ${API}/credentials`, { token: CANARY });
    on("POST /api/2.0/secrets/put", {});
    const { call, questions } = await connect({ answer: accept });
    expect(textOf(await call("create_database_credential", args))).toContain("already has a secret pg");
    await call("create_database_credential", { ...args, overwrite: true });
    expect(questions[0]).toContain("current value is replaced");
  });

  test("one that cannot be written is not shown either", async () => {
    onBranch();
    on(KEYS, {});
    on(`POST ${API}/credentials`, { token: CANARY });
    on("POST /api/2.0/secrets/put", platformError(403, "PERMISSION_DENIED", `No WRITE for ${CANARY}`));
    const { call, lines } = await connect({ answer: accept });
    const result = await call("create_database_credential", args);
    expect(textOf(result)).toContain("could not be written to etl/pg. It expires by itself.");
    expect(JSON.stringify([result, lines])).not.toContain("canary");
  });

  test("a branch without a read-write endpoint gets no password", async () => {
    onBranch();
    on(`GET ${API}/projects/shop/branches/production/endpoints`, {});
    on(KEYS, {});
    const { call } = await connect({ answer: accept });
    expect(textOf(await call("create_database_credential", args))).toContain(
      "no read-write endpoint; no password was created",
    );
  });
});
