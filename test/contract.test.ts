import { describe, expect, test } from "vitest";
import { coverage } from "../scripts/generate/operations.ts";
import { loadReference } from "../src/api/reference/reference.ts";
import { unreachable } from "../src/api/reference/request.ts";
import { catalogue } from "../src/tools/index.ts";
import { root, violations } from "./support/contract.ts";

const reference = await loadReference();
const { tools, strange } = coverage(reference, root);

describe("what the source sends", () => {
  test("is in the reference", () => expect(strange).toEqual([]));

  test("is known of every tool that sends anything", () => {
    const known = new Set([...tools.values()].flat());
    const silent = catalogue
      .map(({ name }) => name)
      .filter((name) => !known.has(name) && !/^(search|call)_api$/.test(name));
    expect(silent).toEqual([]);
  });
});

describe("every operation is reached", () => {
  test.each([...reference.operations.values()].map((one) => [one.id, one] as const))("%s", (id, operation) => {
    // call_api reaches what JSON can carry; the rest is typed, or the data says what to do instead.
    const otherwise = unreachable(operation) === undefined || operation.instead !== undefined;
    expect(tools.has(id) || otherwise).toBe(true);
  });
});

describe("the check of the tests' requests", () => {
  const check = (method: string, path: string, rest: object = {}, access: "read" | "write" | "destructive" = "write") =>
    violations(reference, { method, path, ...rest }, access);

  test("passes what the reference has", () => {
    expect(check("GET", "/api/2.2/jobs/get", { query: { job_id: "1", page_token: undefined } }, "read")).toEqual([]);
    expect(check("POST", "/api/2.1/clusters/start", { body: { cluster_id: "c" } })).toEqual([]);
    expect(check("GET", "/api/2.1/clusters/list", { query: { "filter_by.policy_id": "p" } })).toEqual([]);
    expect(check("DELETE", "/api/2.0/fs/files/Volumes/a/b/c", {}, "destructive")).toEqual([]);
  });

  test.each([
    ["an unknown path", () => check("GET", "/api/2.0/nothing/get"), /is no operation/],
    ["another method", () => check("PUT", "/api/2.2/jobs/get"), /is no operation/],
    ["a missing field", () => check("POST", "/api/2.1/clusters/start", { body: {} }), /cluster_id is missing/],
    [
      "a strange field",
      () => check("POST", "/api/2.1/clusters/start", { body: { cluster_id: "c", x: 1 } }),
      /x is not in its body/,
    ],
    [
      "a field in the wrong place",
      () => check("GET", "/api/2.2/jobs/get", { body: { job_id: 1 } }),
      /job_id is not in its body/,
    ],
    ["a wrong type", () => check("POST", "/api/2.1/clusters/start", { body: { cluster_id: 1 } }), /must be text/],
    [
      "a read that writes",
      () => check("POST", "/api/2.1/clusters/start", { body: { cluster_id: "c" } }, "read"),
      /it is write/,
    ],
    ["a write that destroys", () => check("DELETE", "/api/2.0/repos/1"), /it is destructive/],
  ])("finds %s", (_, found, words) => expect(found().join("\n")).toMatch(words));
});
