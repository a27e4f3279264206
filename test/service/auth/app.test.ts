import { describe, expect, test } from "vitest";
import { createAppAuthenticator } from "../../../src/service/auth/app.ts";
import { ask, modern } from "../../support/http-peer.ts";
import { startTeam } from "../../support/team.ts";

const APP = { DATABRICKS_APP_NAME: "mcp-databricks" };
const SIGNED_IN = {
  "x-forwarded-user": "77@123",
  "x-forwarded-email": "ana@example.com",
  "x-forwarded-access-token": "dbx-ana-1",
};

describe("the sign-in of Databricks Apps", () => {
  test("is refused outside of an app, where anyone could send its headers", () => {
    expect(createAppAuthenticator({})).toEqual({ problems: [expect.stringContaining("only inside a Databricks App")] });
  });

  test("headers name the caller, who may be granted by address", async () => {
    const { url } = await startTeam(["--auth", "app", "--grants", "user:ana@example.com=read"], APP);
    const { headers, body } = modern("get_me");
    const as = (more: object) => ask(url, { headers: { ...headers, host: "internal.example", ...more }, body });
    expect((await as({})).status).toBe(401);
    expect((await as({ "x-forwarded-user": "1", "x-forwarded-email": "ben@example.com" })).status).toBe(403);
    const { json } = await as(SIGNED_IN);
    expect(json.result).toMatchObject({ structuredContent: { user: "secret-of-service" } });
  });

  test("with --act-as user, calls use the token that the platform issued for the user", async () => {
    const { url, workspace } = await startTeam(["--auth", "app", "--act-as", "user"], APP);
    const { headers, body } = modern("get_me");
    const { json } = await ask(url, { headers: { ...headers, ...SIGNED_IN }, body });
    expect(json.result).toMatchObject({ structuredContent: { user: "secret-of-ana" } });
    expect([workspace.bearers, workspace.exchanged]).toEqual([["Bearer dbx-ana-1"], []]);
    const { "x-forwarded-access-token": _, ...without } = SIGNED_IN;
    expect((await ask(url, { headers: { ...headers, ...without }, body })).status).toBe(403);
  });
});
