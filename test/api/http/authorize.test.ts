import { HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { patCredentials } from "../../../src/api/auth/methods/pat.ts";
import { authorize } from "../../../src/api/http/authorize.ts";
import { ApiError } from "../../../src/api/http/errors.ts";
import type { OutgoingRequest } from "../../../src/api/http/send.ts";
import { apiClient, failureOf, outgoing, refreshable } from "../../support/api-client.ts";
import { HOST, on, platformError, type Seen, TOKEN, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const ok = z.looseObject({});
const bearer = ({ headers }: Seen) => headers.get("authorization");

const expired = [
  ["401", () => platformError(401, "UNAUTHENTICATED", "no")],
  [
    "403 Invalid access token",
    () => HttpResponse.json({ error_code: 403, message: "Invalid access token." }, { status: 403 }),
  ],
  ["403 expiring", () => platformError(403, "PERMISSION_DENIED", "Token is expiring within 30 seconds.")],
  ["400 expired JWT", () => platformError(400, "BAD_REQUEST", "Expired JWT: exp 1")],
] as const;

describe.each(expired)("a login that can be refreshed: %s", (_name, refusal) => {
  test("U16 U18 one refresh and one replay, for any method", async () => {
    for (const verb of ["get", "post"] as const) {
      const credentials = refreshable();
      const seen = on(`${verb === "get" ? "GET" : "POST"} /api/2.0/thing`, refusal, { fine: true });
      expect(await apiClient(HOST, { credentials })[verb]("clusters.get", "/api/2.0/thing", ok)).toEqual({
        fine: true,
      });
      expect(credentials.refreshes).toBe(1);
      expect(seen.map(bearer)).toEqual(["Bearer old", "Bearer new1"]);
    }
  });

  test("U17 refused again: stops, and names the source but not the value", async () => {
    const credentials = refreshable();
    const seen = on("GET /api/2.0/thing", refusal);
    const error = await failureOf(apiClient(HOST, { credentials }).get("clusters.get", "/api/2.0/thing", ok));
    expect(seen).toHaveLength(2);
    expect(credentials.refreshes).toBe(1);
    expect(error).toMatchObject({ kind: "auth" });
    expect(error.next).toContain("profile dev");
    expect(`${error.message}${error.next}${error.stack}`).not.toMatch(/old|new1/);
  });

  test("U18 a personal access token fails at once with advice", async () => {
    const seen = on("GET /api/2.0/thing", refusal);
    const error = await failureOf(apiClient(HOST).get("clusters.get", "/api/2.0/thing", ok));
    expect(seen).toHaveLength(1);
    expect(error).toMatchObject({ kind: "auth" });
    expect(error.next).toMatch(/DATABRICKS_TOKEN.*[Cc]reate a new one/);
    expect(`${error.message}${error.next}${error.stack}`).not.toContain(TOKEN);
  });
});

test("a call that is refused after another's refresh uses the new token without another request", async () => {
  const credentials = refreshable();
  const seen: (string | undefined)[] = [];
  const refuse = () => {
    throw new ApiError({ kind: "auth", status: 401, outcome: "failed", message: "no" });
  };
  let late = () => {};
  const send = authorize(credentials)(async ({ headers, path }: OutgoingRequest) => {
    seen.push(headers.authorization);
    if (headers.authorization !== "Bearer old") return "fine";
    if (path === "/late") await new Promise<void>((resolve) => (late = resolve));
    return refuse();
  });
  const second = send(outgoing({ path: "/late" }));
  expect(await send(outgoing())).toBe("fine");
  late();
  expect(await second).toBe("fine");
  expect(credentials.refreshes).toBe(1);
  expect(seen).toEqual(["Bearer old", "Bearer old", "Bearer new1", "Bearer new1"]);
});

test("U19 403 PERMISSION_DENIED: no retry, no refresh, the platform's message kept", async () => {
  const credentials = refreshable();
  const message = "User does not have USE CATALOG on Catalog 'main'.";
  const seen = on("GET /api/2.0/thing", () => platformError(403, "PERMISSION_DENIED", message));
  const error = await failureOf(apiClient(HOST, { credentials }).get("clusters.get", "/api/2.0/thing", ok));
  expect(seen).toHaveLength(1);
  expect(credentials.refreshes).toBe(0);
  expect(error).toMatchObject({ kind: "permission", message, errorCode: "PERMISSION_DENIED" });
});

test("a login that fails names its source, not its reason", async () => {
  const credentials = {
    source: "profile dev",
    secrets: [],
    headers: () => Promise.reject(new Error("client_secret=hunter2")),
  };
  const error = await failureOf(apiClient(HOST, { credentials }).get("clusters.get", "/api/2.0/thing", ok));
  expect(error).toMatchObject({ kind: "auth", outcome: "not-executed" });
  expect(error.message).toContain("profile dev");
  expect(error.message).not.toContain("hunter2");
});

test("A07 a token with an invalid character is refused and not shown", () => {
  for (const bad of [
    "dapi secret",
    "dapisecret\r\nx: y",
    "dapisecret\n",
    "dapisécret",
    "dapisecret\u0000",
    "",
    "x".repeat(9000),
  ]) {
    expect(() => patCredentials(bad, "DATABRICKS_TOKEN")).toThrow(/^DATABRICKS_TOKEN: the token/);
    try {
      patCredentials(bad, "DATABRICKS_TOKEN");
    } catch (error) {
      expect(String(error)).not.toMatch(/secret|sécret|xxx/);
    }
  }
  expect(patCredentials(TOKEN, "x").secrets).toEqual([TOKEN]);
});
