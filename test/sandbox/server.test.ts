import { createHmac } from "node:crypto";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { Env } from "../../sandbox/http.ts";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { createStorage, storageRoutes } from "../../sandbox/storage.ts";

const errorBody = z.object({
  error_code: z.string(),
  message: z.string(),
  details: z.array(z.object({ request_id: z.string() })).optional(),
});

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50 });
});
afterAll(() => sandbox.close());

const request = (path: string, init: RequestInit = {}, token: string | undefined = sandbox.token) =>
  fetch(sandbox.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

describe("the gate", () => {
  test("a request without a credential is 401, with a wrong one 403", async () => {
    const none = await fetch(`${sandbox.url}/api/2.0/sql/warehouses`);
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error_code: 401 });
    const wrong = await request("/api/2.0/sql/warehouses", {}, "dapi-wrong");
    expect(wrong.status).toBe(403);
    expect(await wrong.json()).toEqual({ error_code: 403, message: "Invalid access token." });
  });

  test("every answer carries a request id, and an error's details the same one", async () => {
    const answer = await request("/api/2.0/nothing/here");
    expect(answer.status).toBe(404);
    const body = errorBody.parse(await answer.json());
    expect(body).toMatchObject({ error_code: "ENDPOINT_NOT_FOUND", message: "No API found for 'GET /nothing/here'" });
    expect(body.details?.[0]?.request_id).toBe(answer.headers.get("x-request-id"));
  });

  test("a body that is not a JSON object is MALFORMED_REQUEST, a missing field INVALID_PARAMETER_VALUE", async () => {
    for (const body of ["{", "[1]", "7"]) {
      const answer = await request("/api/2.0/sql/statements", { method: "POST", body });
      expect([answer.status, errorBody.parse(await answer.json()).error_code]).toEqual([400, "MALFORMED_REQUEST"]);
    }
    const answer = await request("/api/2.0/sql/statements", { method: "POST", body: "{}" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
      message: "Missing required field: statement",
    });
  });

  test("every response names the workspace, and its configuration needs no credential", async () => {
    const answer = await request("/api/2.0/nothing/here");
    expect(answer.headers.get("x-databricks-org-id")).toMatch(/^\d{16}$/);
    const configuration = await fetch(`${sandbox.url}/.well-known/databricks-config`);
    expect(await configuration.json()).toMatchObject({
      oidc_endpoint: `${sandbox.url}/oidc`,
      workspace_id: answer.headers.get("x-databricks-org-id"),
    });
  });

  test("it listens on loopback only and remembers what it answered", async () => {
    expect(new URL(sandbox.url).hostname).toBe("127.0.0.1");
    await request("/api/2.0/remember/me");
    expect(sandbox.requests.at(-1)).toMatchObject({ method: "GET", path: "/api/2.0/remember/me", status: 404 });
  });

  test("a body of unknown length is read, and a body above 32 MiB is refused", async () => {
    const streamed = (text: string) =>
      request("/api/2.0/workspace/mkdirs", {
        method: "POST",
        body: new Blob([text]).stream(),
        duplex: "half",
      });
    expect((await streamed(JSON.stringify({ path: "/Shared/streamed" }))).status).toBe(200);
    expect((await request("/api/2.0/workspace/get-status?path=/Shared/streamed")).status).toBe(200);
    expect((await streamed(" ".repeat(33 * 1024 * 1024))).status).toBe(413);
    const large = await request("/api/2.0/sql/statements", { method: "POST", body: " ".repeat(33 * 1024 * 1024) });
    expect(large.status).toBe(413);
  });
});

test("the workspace takes thirty requests in a rolling second and refuses the rest with Retry-After", async () => {
  const own = await startSandbox();
  try {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        fetch(`${own.url}/api/2.0/sql/warehouses`, { headers: { authorization: `Bearer ${own.token}` } }),
      ),
    );
    const refused = answers.filter((answer) => answer.status === 429);
    // A slow machine may spread forty requests over more than a second; a quick one sees exactly ten refused.
    expect(refused.length).toBeLessThanOrEqual(10);
    const spread = own.requests.slice(-40).map((seen) => seen.at);
    if (Math.max(...spread) - Math.min(...spread) < 900) expect(refused.length).toBe(10);
    for (const answer of refused) {
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await answer.json()).toMatchObject({ error_code: "REQUEST_LIMIT_EXCEEDED" });
    }
  } finally {
    await own.close();
  }
});

test("the workspace's own lookups do not count, nor fail when the limit is reached", async () => {
  const own = await startSandbox({ rateLimit: 3 });
  try {
    const headers = { authorization: `Bearer ${own.token}` };
    const path = "/api/2.0/permissions/clusters/0115-093012-abcd1234";
    // Each of them looks up the cluster too.
    const answers = await Promise.all(Array.from({ length: 3 }, () => fetch(own.url + path, { headers })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  } finally {
    await own.close();
  }
});

describe("presigned links", () => {
  const serve = (seconds?: number) => {
    const storage = createStorage(seconds);
    const app = new Hono<Env>();
    storageRoutes(app, storage);
    storage.put("results/a.csv", { contentType: "text/csv", read: () => "a,b" });
    return { app, storage };
  };

  test("a link returns its object, and is refused if a credential is sent with it", async () => {
    const { app, storage } = serve();
    const { path, expiration } = storage.link("results/a.csv");
    const answer = await app.request(path);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, "text/csv", "a,b"]);
    expect(expiration.getTime() - Date.now()).toBeLessThanOrEqual(15 * 60 * 1000);
    const leaked = await app.request(path, { headers: { authorization: "Bearer dapi123" } });
    expect(leaked.status).toBe(400);
    expect(await leaked.text()).toContain("Only one auth mechanism allowed");
  });

  test("an expired one is 403, a forged one too, a removed object 404", async () => {
    const { app, storage } = serve(-1);
    const expired = await app.request(storage.link("results/a.csv").path);
    expect(expired.status).toBe(403);
    expect(await expired.text()).toContain("Request has expired");

    const fresh = serve();
    const { path } = fresh.storage.link("results/a.csv");
    expect((await fresh.app.request(path.replace("a.csv", "b.csv"))).status).toBe(403);
    const guess = createHmac("sha256", "guess").update("results/a.csv").digest("hex");
    expect((await fresh.app.request(path.replace(/X-Signature=.*/, `X-Signature=${guess}`))).status).toBe(403);
    expect((await fresh.app.request(path.replace(/X-Expires=\d+/, "X-Expires=99999999999999"))).status).toBe(403);
    fresh.storage.remove("results/a.csv");
    expect((await fresh.app.request(path)).status).toBe(404);
  });
});
