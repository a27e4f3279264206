import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const UC = "/api/2.1/unity-catalog";
const AT = 1768469412000;
const ISO = "2026-01-15T09:30:12Z";
const audit = { owner: "ana@example.com", created_at: AT, created_by: "ana@example.com" };
const auditView = { owner: "ana@example.com", created_at: ISO, created_by: "ana@example.com" };

describe("get_metastore", () => {
  test("returns its fields, without empty ones", async () => {
    const { call } = await connect();
    on(`GET ${UC}/metastore_summary`, {
      metastore_id: "m1",
      name: "eu",
      region: "westeurope",
      cloud: "azure",
      owner: "",
    });
    expect((await call("get_metastore")).structuredContent).toEqual({
      metastore_id: "m1",
      name: "eu",
      cloud: "azure",
      region: "westeurope",
    });
  });
});

const landing = { name: "landing", url: "s3://bucket/raw", credential_name: "etl", read_only: true, ...audit };
const landingRow = { name: "landing", url: "s3://bucket/raw", credential_name: "etl", read_only: true };

describe("list_external_locations", () => {
  test("returns paths and credentials, a page at a time", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/external-locations`, { external_locations: [landing], next_page_token: "t2" });
    const { structuredContent } = await call("list_external_locations", { page_token: "t1" });
    expect(seen[0]?.query).toEqual({ max_results: "100", include_browse: "true", page_token: "t1" });
    expect(structuredContent).toEqual({ external_locations: [landingRow], next_page_token: "t2" });
  });
});

describe("get_external_location", () => {
  test("returns its fields, without empty ones", async () => {
    const { call } = await connect();
    on(`GET ${UC}/external-locations/landing`, { ...landing, isolation_mode: "ISOLATION_MODE_OPEN", fallback: false });
    expect((await call("get_external_location", { name: "landing" })).structuredContent).toEqual({
      ...landingRow,
      isolation_mode: "ISOLATION_MODE_OPEN",
      ...auditView,
    });
  });
});

const azure = { access_connector_id: "/subscriptions/1/accessConnectors/c1" };

describe("list_storage_credentials", () => {
  test("shows the cloud identity of each, never a secret", async () => {
    const { call } = await connect();
    on(`GET ${UC}/storage-credentials`, {
      storage_credentials: [
        { name: "aws", aws_iam_role: { role_arn: "arn:aws:iam::1:role/etl", external_id: "hush-hush" } },
        { name: "mi", azure_managed_identity: azure },
        { name: "own-mi", azure_managed_identity: { ...azure, managed_identity_id: "/identities/me" } },
        { name: "sp", azure_service_principal: { application_id: "app1", client_secret: "hush-hush" } },
        { name: "gcp", databricks_gcp_service_account: { email: "db@gcp.example.com" } },
        { name: "r2", cloudflare_api_token: { account_id: "acc", secret_access_key: "hush-hush" } },
        { name: "new-cloud", read_only: true },
      ],
    });
    const result = await call("list_storage_credentials");
    expect(result.structuredContent).toEqual({
      storage_credentials: [
        { name: "aws", identity: "AWS role arn:aws:iam::1:role/etl" },
        { name: "mi", identity: "Azure managed identity /subscriptions/1/accessConnectors/c1" },
        { name: "own-mi", identity: "Azure managed identity /identities/me" },
        { name: "sp", identity: "Azure service principal app1" },
        { name: "gcp", identity: "Google service account db@gcp.example.com" },
        { name: "r2", identity: "Cloudflare account acc" },
        { name: "new-cloud", read_only: true },
      ],
    });
    expect(JSON.stringify(result)).not.toContain("hush-hush");
  });
});

describe("get_storage_credential", () => {
  test("returns its fields without the secret", async () => {
    const { call } = await connect();
    const secret = { directory_id: "d", application_id: "app1", client_secret: "hush-hush" };
    on(`GET ${UC}/storage-credentials/sp`, { name: "sp", id: "c1", azure_service_principal: secret, ...audit });
    const result = await call("get_storage_credential", { name: "sp" });
    expect(result.structuredContent).toEqual({
      name: "sp",
      identity: "Azure service principal app1",
      id: "c1",
      ...auditView,
    });
    expect(JSON.stringify(result)).not.toContain("hush-hush");
  });
});

const pg = {
  name: "pg",
  connection_type: "POSTGRESQL",
  credential_type: "USERNAME_PASSWORD",
  options: { host: "db.example.com", port: "5432", user: "ro", password: "hush-hush", sfToken: "hush-hush" },
  owner: "ana@example.com",
};

describe("list_foreign_connections", () => {
  test("returns types and hosts", async () => {
    const { call } = await connect();
    const seen = on(`GET ${UC}/connections`, { connections: [pg] });
    const { structuredContent } = await call("list_foreign_connections");
    expect(seen[0]?.query).toEqual({ max_results: "100" });
    expect(structuredContent).toEqual({
      connections: [{ name: "pg", connection_type: "POSTGRESQL", host: "db.example.com" }],
    });
  });
});

describe("get_foreign_connection", () => {
  test("returns the address, never an option that can hold a secret", async () => {
    const { call } = await connect();
    on(`GET ${UC}/connections/pg`, pg);
    const result = await call("get_foreign_connection", { name: "pg" });
    expect(result.structuredContent).toEqual({
      name: "pg",
      connection_type: "POSTGRESQL",
      credential_type: "USERNAME_PASSWORD",
      options: { host: "db.example.com", port: "5432", user: "ro" },
      owner: "ana@example.com",
    });
    expect(JSON.stringify(result)).not.toContain("hush-hush");
  });
});

const BINDINGS = `${UC}/bindings/catalog/main`;
const main = { securable_type: "catalog", securable_name: "main" };

describe("list_workspace_bindings", () => {
  test("returns workspace ids as text", async () => {
    const { call } = await connect();
    const seen = on(`GET ${BINDINGS}`, {
      bindings: [{ workspace_id: 1234567890123456, binding_type: "BINDING_TYPE_READ_WRITE" }],
    });
    const { structuredContent } = await call("list_workspace_bindings", main);
    expect(seen[0]?.query).toEqual({ max_results: "100" });
    expect(structuredContent).toEqual({
      bindings: [{ workspace_id: "1234567890123456", binding_type: "BINDING_TYPE_READ_WRITE" }],
    });
  });
});

describe("update_workspace_bindings", () => {
  test("asks about added and removed workspaces, then changes both", async () => {
    const { call, questions } = await connect({ answer: yes });
    on(`GET ${BINDINGS}`, { bindings: [{ workspace_id: 13 }, { workspace_id: 14 }] });
    on(`GET ${UC}/current-metastore-assignment`, { metastore_id: "m", workspace_id: 13 });
    on(`GET ${UC}/catalogs/main`, { name: "main", isolation_mode: "ISOLATED" });
    const seen = on(`PATCH ${BINDINGS}`, { bindings: [{ workspace_id: 12 }] });
    const args = { ...main, add: ["12"], read_only: true, remove: ["13"] };
    const { structuredContent } = await call("update_workspace_bindings", args);
    expect(questions).toEqual([
      asked(
        'Change the workspaces of catalog "main"?',
        'Workspace "12" gains access to read it.',
        'Workspace "13", the current workspace, loses access to it while its isolation mode is ISOLATED.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({
      add: [{ workspace_id: "12", binding_type: "BINDING_TYPE_READ_ONLY" }],
      remove: [{ workspace_id: "13" }],
    });
    expect(structuredContent).toEqual({ bindings: [{ workspace_id: "12" }] });
  });

  test.each([
    ["catalog", "catalogs", "OPEN"],
    ["external_location", "external-locations", "ISOLATION_MODE_OPEN"],
    ["storage_credential", "storage-credentials", "ISOLATION_MODE_OPEN"],
  ])("says that bindings of an open %s have no effect yet", async (securable_type, path, isolation_mode) => {
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    on(`GET ${UC}/bindings/${securable_type}/main`, {});
    on(`GET ${UC}/current-metastore-assignment`, { metastore_id: "m", workspace_id: 13 });
    on(`GET ${UC}/${path}/main`, { id: "1", name: "main", isolation_mode });
    await call("update_workspace_bindings", { ...main, securable_type, add: ["12"] });
    expect(questions[0]).toContain(
      'Its isolation mode is OPEN, so every workspace can use it. From when it is ISOLATED:\nWorkspace "12" gains access',
    );
  });

  test("binds for reading and writing by default", async () => {
    const { call } = await connect({ settings: { confirm: "never" } });
    const seen = on(`PATCH ${BINDINGS}`, {});
    await call("update_workspace_bindings", { ...main, add: ["12"] });
    expect(seen[0]?.body).toEqual({ add: [{ workspace_id: "12", binding_type: "BINDING_TYPE_READ_WRITE" }] });
  });

  test("an empty change is refused without a question", async () => {
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_workspace_bindings", main);
    expect(textOf(result)).toContain("`add` and `remove` are both empty. Give at least one workspace id.");
    expect(questions).toEqual([]);
  });
});
