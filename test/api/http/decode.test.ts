import { HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { path } from "../../../src/api/http/path.ts";
import { apiClient, failureOf, virtualClock } from "../../support/api-client.ts";
import { HOST, on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const loose = z.looseObject({});

/** Each attempt gets a new copy of the response. */
function get(answer: Response, at = "/api/2.0/thing") {
  const seen = on(`GET ${at}` as "GET /x", () => answer.clone());
  return { seen, result: apiClient(HOST, { tuning: { clock: virtualClock() } }).get("clusters.get", at, loose) };
}
const text = (body: string | Uint8Array<ArrayBuffer>, type: string, status = 200) =>
  new HttpResponse(body, { status, headers: { "content-type": type } });

describe("successful responses", () => {
  test("U25 JSON with any content type is parsed; text that claims to be JSON is a typed error", async () => {
    expect(await get(text('{"a":1}', "text/plain")).result).toEqual({ a: 1 });
    const error = await failureOf(get(text("hello", "application/json")).result);
    expect(error).toMatchObject({ kind: "bad-response", message: "The workspace's response is not valid JSON." });
  });

  test("U26 an empty response is an empty object", async () => {
    expect(await get(new HttpResponse(null, { status: 204 })).result).toEqual({});
    expect(await get(text("", "application/json")).result).toEqual({});
    expect(await get(text(" \n", "application/json")).result).toEqual({});
  });

  test("U23 a login page on 200 is an authentication problem, and no HTML is passed on", async () => {
    for (const type of ["text/html", "application/json"]) {
      const { seen, result } = get(text("<!doctype html><title>Sign in</title>", type));
      const error = await failureOf(result);
      expect(error).toMatchObject({ kind: "auth", outcome: "failed" });
      expect(error.next).toContain("DATABRICKS_TOKEN");
      expect(error.message).not.toMatch(/<|doctype/);
      expect(seen).toHaveLength(1);
    }
  });

  test("U28 19-digit ids keep every digit, through the client", async () => {
    const { result } = get(text('{"id":1234567890123456789,"__proto__":{"admin":true}}', "application/json"));
    expect(await result).toEqual({ id: "1234567890123456789" });
    const deep = await failureOf(get(text("[".repeat(100_000), "application/json")).result);
    expect(deep).toMatchObject({ kind: "bad-response", message: "The workspace's response is JSON nested too deep." });
  });

  test("U31 invalid UTF-8 is a typed error, not replacement characters", async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0xfe, 0x22]);
    const { seen, result } = get(text(bytes, "application/json"));
    expect(await failureOf(result)).toMatchObject({
      kind: "bad-response",
      message: "The workspace's response is not valid UTF-8.",
    });
    expect(seen).toHaveLength(1);
  });

  test("a response of another shape names the field", async () => {
    on("GET /api/2.0/thing", { clusters: [{ id: 7 }] });
    const schema = z.object({ clusters: z.array(z.object({ id: z.string() })) });
    const error = await failureOf(apiClient(HOST).get("clusters.get", "/api/2.0/thing", schema));
    expect(error).toMatchObject({ kind: "bad-response", outcome: "failed" });
    expect(error.message).toContain("clusters.0.id");
  });
});

describe("error responses", () => {
  test("U15 400 'does not exist' on three old endpoints is not-found", async () => {
    const said = () => platformError(400, "INVALID_PARAMETER_VALUE", "Job 5 does not exist.");
    for (const at of ["/api/2.2/jobs/get", "/api/2.1/jobs/runs/get", "/api/2.1/clusters/get"]) {
      expect(await failureOf(get(said(), at).result)).toMatchObject({ kind: "not-found", status: 400 });
    }
    expect(await failureOf(get(said(), "/api/2.0/other").result)).toMatchObject({ kind: "invalid" });
  });

  test("U20 404 RESOURCE_DOES_NOT_EXIST: one attempt, code and request id kept", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RequestInfo", request_id: "8f2c-1", serving_data: "" }];
    const { seen, result } = get(
      HttpResponse.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "gone", details }, { status: 404 }),
    );
    const error = await failureOf(result);
    expect(error).toMatchObject({
      kind: "not-found",
      errorCode: "RESOURCE_DOES_NOT_EXIST",
      requestId: "8f2c-1",
      details,
      method: "GET",
      path: "/api/2.0/thing",
    });
    expect(seen).toHaveLength(1);
  });

  test("U21 an endpoint that the workspace does not have is not-available", async () => {
    for (const [status, code] of [
      [404, "ENDPOINT_NOT_FOUND"],
      [404, "FEATURE_DISABLED"],
      [501, "NOT_IMPLEMENTED"],
    ] as const) {
      const error = await failureOf(get(platformError(status, code, "no API")).result);
      expect(error).toMatchObject({ kind: "not-available" });
      expect(error.message).toMatch(/^Not available on this workspace/);
    }
  });

  test("REST 1.2: a lost context is not-found", async () => {
    const { result } = get(
      HttpResponse.json({ error: "ContextNotFound: it died" }, { status: 500 }),
      "/api/1.2/contexts/status",
    );
    expect(await failureOf(result)).toMatchObject({ kind: "not-found", errorCode: "ContextNotFound" });
  });
});

describe("requests", () => {
  test("queries: repeated keys, dots, %20, and no undefined values", async () => {
    const seen = on("GET /api/2.0/thing", {});
    const api = apiClient(HOST);
    await api.get("clusters.get", "/api/2.0/thing", loose, {
      query: { id: [1, 2], filter_by: { policy_id: "x y", deep: { a: true } }, none: undefined, "ä&b": "=#" },
    });
    expect(seen[0]?.query).toEqual({
      id: ["1", "2"],
      "filter_by.policy_id": "x y",
      "filter_by.deep.a": "true",
      "ä&b": "=#",
    });
  });

  test("JSON bodies, multipart forms, user agent and trace", async () => {
    const seen = on("POST /api/2.0/thing", {});
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const api = apiClient(HOST).bind({ traceparent });
    await api.post("clusters.get", "/api/2.0/thing", loose, { body: { a: [1], b: undefined } });
    await api.post("clusters.get", "/api/2.0/thing", loose, {
      form: [
        { name: "clusterId", value: "c-1" },
        { name: "command", value: new TextEncoder().encode("print(1)"), fileName: "a.py" },
      ],
    });
    expect(seen[0]?.body).toEqual({ a: [1] });
    expect(seen[0]?.headers.get("user-agent")).toBe("test/1");
    expect(seen[0]?.headers.get("traceparent")).toBe(traceparent);
    expect(seen[1]?.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen[1]?.body).toMatch(/name="clusterId"\r\n\r\nc-1\r\n/);
    expect(seen[1]?.body).toMatch(/filename="a.py"[\s\S]*print\(1\)/);
  });

  test("X04 an unsafe path is refused before anything is sent", async () => {
    const api = apiClient(HOST);
    for (const bad of [
      "//evil.example/x",
      "\\\\evil\\x",
      "/api/../x",
      "/api/%2e%2e/x",
      "/api//x",
      "https://evil.example/x",
      "/a#b",
      "/a b",
      "",
    ]) {
      expect(await failureOf(api.get("clusters.get", bad, loose))).toMatchObject({
        kind: "invalid",
        outcome: "not-executed",
      });
    }
  });

  test("X12 a link from the platform may have a query, and stays on the origin", async () => {
    const seen = on("GET /api/2.0/sql/statements/:id/result/chunks/:n", {});
    const api = apiClient(HOST);
    await api.get("clusters.get", "/api/2.0/sql/statements/a/result/chunks/2?row_offset=40000", loose);
    expect(seen[0]?.query).toEqual({ row_offset: "40000" });
    await api.get("clusters.get", path`/api/2.0/sql/statements/${"a/b?c#d"}/result/chunks/${3}`, loose, {
      query: { a: 1 },
    });
    expect(seen[1]?.path).toBe("/api/2.0/sql/statements/a%2Fb%3Fc%23d/result/chunks/3");
    for (const bad of ["https://evil.example/api/2.0/x", "//evil.example/api", "/\\evil.example"]) {
      expect(await failureOf(api.get("clusters.get", bad, loose))).toMatchObject({ kind: "invalid" });
    }
  });

  test("a bound client cancels, counts and uses the earlier deadline", async () => {
    const controller = new AbortController();
    on("GET /api/2.0/slow", () => {
      controller.abort();
      return new Promise<Response>(() => {});
    });
    const usage = { requests: 0, retries: 0 };
    const call = apiClient(HOST)
      .bind({ signal: controller.signal, usage, deadlineMs: 60_000 })
      .get("clusters.get", "/api/2.0/slow", loose);
    expect(await failureOf(call)).toMatchObject({ kind: "cancelled" });
    expect(usage).toEqual({ requests: 1, retries: 0 });
    const late = apiClient(HOST)
      .bind({ deadlineMs: 40 })
      .bind({ deadlineMs: 60_000 })
      .get("clusters.get", "/api/2.0/slow", loose);
    expect(await failureOf(late)).toMatchObject({ kind: "timeout" });
    const gone = apiClient(HOST).bind({ signal: controller.signal }).get("clusters.get", "/api/2.0/slow", loose);
    expect(await failureOf(gone)).toMatchObject({ kind: "cancelled", outcome: "not-executed" });
  });
});
