import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseErrorBody } from "../../../src/api/http/error-body.ts";
import { kindOfResponse } from "../../../src/api/http/error-kind.ts";

const scim = (detail: string, scimType?: string) =>
  JSON.stringify({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], detail, status: "404", scimType });

describe("U22 error bodies of every API generation", () => {
  test.each([
    ["2.x", '{"error_code":"NOT_FOUND","message":"gone"}', { code: "NOT_FOUND", message: "gone" }],
    ["numeric code", '{"error_code":403,"message":"Invalid access token."}', { message: "Invalid access token." }],
    ["1.2", '{"error":"ContextNotFound: died"}', { code: "ContextNotFound", message: "ContextNotFound: died" }],
    ["1.2 without a name", '{"error":"Context does not exist"}', { message: "Context does not exist" }],
    ["SCIM", scim("User 7 not found", "noTarget"), { code: "SCIM_404", message: "noTarget User 7 not found" }],
    ["SCIM null", scim("null"), { code: "SCIM_404", message: "SCIM internal error" }],
    ["OAuth", '{"error":"invalid_client","error_description":"no"}', { code: "invalid_client", message: "no" }],
    ["ARM", '{"error":{"code":"AuthFailed","message":"no"}}', { code: "AuthFailed", message: "no" }],
    ["text", "PERMISSION_DENIED: not you", { code: "PERMISSION_DENIED", message: "not you" }],
    ["plain", "upstream is sad", { message: "upstream is sad" }],
    ["pre", "<html><pre>\n NOT &lt;here&gt;\n</pre></html>", { message: "NOT here" }],
    ["title", "<html><head><title>Bad Gateway</title>", { message: "Bad Gateway" }],
    ["HTML without words", "<html><body/></html>", { message: "HTTP 400 with an HTML page" }],
    ["empty", " ", { message: "HTTP 400 without a message" }],
    ["array", "[1,2]", { message: "[1,2]" }],
    ["object of nothing", "{}", { message: "HTTP 400 with a body of unknown shape" }],
    ["null fields", '{"error_code":null,"message":null}', { message: "HTTP 400 with a body of unknown shape" }],
    ["broken JSON", '{"error_code":"X"', { message: '{"error_code":"X"' }],
  ])("%s", (_name, body, expected) => {
    expect(parseErrorBody(body, 400)).toMatchObject(expected);
    expect(parseErrorBody(body, 400).code).toBe("code" in expected ? expected.code : undefined);
  });

  test("a megabyte of text is one line of 500 characters", () => {
    for (const body of [
      "x".repeat(2 ** 20),
      JSON.stringify({ error_code: "X", message: "y\n".repeat(2 ** 19) }),
      "<".repeat(2 ** 20),
    ]) {
      const { message } = parseErrorBody(body, 500);
      expect(message.length).toBeLessThanOrEqual(500);
      expect(message).not.toContain("\n");
    }
  });

  test("never throws, always bounded, for any text and any JSON", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.json(),
      fc
        .record(
          {
            error_code: fc.jsonValue(),
            message: fc.jsonValue(),
            details: fc.jsonValue(),
            error: fc.jsonValue(),
            detail: fc.jsonValue(),
            scimType: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anything, fc.integer({ min: 400, max: 599 }), (body, status) => {
        const parsed = parseErrorBody(body, status);
        expect(parsed.message.length).toBeLessThanOrEqual(500);
        expect(parsed.message).not.toMatch(/\p{Cc}/u);
        expect(Array.isArray(parsed.details)).toBe(true);
        expect(typeof kindOfResponse(status, parsed, "/api/2.0/x")).toBe("string");
      }),
      { numRuns: 400 },
    );
  });
});

test("codes decide before statuses, prototypes never", () => {
  const kind = (status: number, code?: string) =>
    kindOfResponse(status, { message: "", details: [], ...(code && { code }) }, "/x");
  expect(kind(400, "RESOURCE_ALREADY_EXISTS")).toBe("conflict");
  expect(kind(400, "INVALID_STATE")).toBe("conflict");
  expect(kind(500, "CATALOG_DOES_NOT_EXIST")).toBe("not-found");
  expect(kind(500, "REQUEST_LIMIT_EXCEEDED")).toBe("throttled");
  expect(kind(404, "toString")).toBe("not-found");
  expect(kind(503)).toBe("unavailable");
  expect(kind(418)).toBe("invalid");
});

test("an object that is missing is not found, though the service calls the request invalid", () => {
  const kind = (message: string, path: string) =>
    kindOfResponse(400, { message, details: [], code: "INVALID_PARAMETER_VALUE" }, path);
  expect(kind("Cluster 0101-1 does not exist", "/api/2.1/clusters/events")).toBe("not-found");
  expect(kind("nope is not a valid endpoint id.", "/api/2.0/sql/warehouses/nope")).toBe("not-found");
  expect(kind("Run 1 does not exist.", "/api/2.2/jobs/runs/get")).toBe("not-found");
  expect(kind("Zone us-west-2x does not exist in cluster settings", "/api/2.1/clusters/create")).toBe("invalid");
});
