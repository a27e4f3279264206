import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { connect, textOf } from "../support/harness.ts";
import { HOST, on, platformError, server, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const ME = "GET /api/2.0/preview/scim/v2/Me";

describe("get_connection", () => {
  test("returns identity, workspace, authentication and access, without secrets", async () => {
    const me = on(ME, { id: "7", userName: "ana@example.com", emails: [{ value: "ana@example.com" }] });
    const { call } = await connect({
      settings: { cloud: "AZURE", authType: "azure-cli", access: "write", confirm: "never", toolsets: ["sql", "jobs"] },
    });
    const { structuredContent } = await call("get_connection");
    expect(me).toHaveLength(1);
    expect(structuredContent).toEqual({
      user_name: "ana@example.com",
      host: HOST,
      cloud: "AZURE",
      auth_type: "azure-cli",
      access: "write",
      confirm: "never",
      toolsets: ["sql", "jobs"],
    });
  });

  test("says which toolsets are not served, and which are served in part", async () => {
    on(ME, { id: "7", userName: "ana@example.com" });
    const { call } = await connect({ settings: { toolsets: ["sql", "jobs"], notServed: ["jobs", "ml"] } });
    const { structuredContent } = await call("get_connection");
    expect(structuredContent).toMatchObject({ toolsets: ["sql", "jobs"], not_served: ["jobs (in part)", "ml"] });
  });

  test("names a service principal by its application id", async () => {
    on(ME, { id: "8", applicationId: "8f2c-app", displayName: "robot" });
    const { call } = await connect();
    expect((await call("get_connection")).structuredContent).toMatchObject({ user_name: "8f2c-app" });
  });

  test("with several workspaces, returns the name of the workspace", async () => {
    server.use(
      http.get("https://prod.cloud.databricks.com/api/2.0/preview/scim/v2/Me", () =>
        HttpResponse.json({ id: "9", userName: "ops@example.com" }),
      ),
    );
    const { call } = await connect({ workspaces: { dev: {}, prod: { access: "read" } } });
    const { structuredContent } = await call("get_connection", { workspace: "prod" });
    expect(structuredContent).toMatchObject({
      workspace: "prod",
      host: "https://prod.cloud.databricks.com",
      user_name: "ops@example.com",
      access: "read",
    });
  });

  test("reports a rejected credential", async () => {
    on(ME, platformError(401, "UNAUTHENTICATED", "expired"));
    const { call } = await connect();
    const result = await call("get_connection");
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/rejected the credential/);
  });
});
