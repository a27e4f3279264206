import { describe, expect, test } from "vitest";
import type { OperationId } from "../src/api/reference/operation-id.ts";
import { loadReference } from "../src/api/reference/reference.ts";
import { reasonNotCallable } from "../src/api/reference/request.ts";
import { catalogue } from "../src/tools/index.ts";
import { violations } from "./support/record/contract.ts";
import { committedRecord } from "./support/record/operations.ts";

const reference = await loadReference();
const reached = committedRecord();
const typed = new Set(Object.values(reached).flatMap(({ calls }) => calls));

test("every tool that sends anything has a record of what it reaches", () => {
  // search_api reads the reference and get_result_rows what was kept: neither sends anything.
  const silent = catalogue.map(({ name }) => name).filter((name) => !(name in reached));
  expect(silent).toEqual(["search_api"]);
});

describe("every operation is reached", () => {
  test.each([...reference.operations.values()].map((one) => [one.id, one] as const))("%s", (id, operation) => {
    // call_api reaches what JSON can carry; the rest is typed, or the data says what to do instead.
    const otherwise = reasonNotCallable(operation) === undefined || operation.instead !== undefined;
    expect(typed.has(id) || otherwise).toBe(true);
  });
});

describe("the check of the tests' requests", () => {
  const check = (
    operation: OperationId,
    method: string,
    path: string,
    rest: object = {},
    access: "read" | "write" | "destructive" = "write",
  ) => violations(reference, { operation, method, path, ...rest }, access);

  test("passes what the reference has", () => {
    expect(
      check("jobs.get", "GET", "/api/2.2/jobs/get", { query: { job_id: "1", page_token: undefined } }, "read"),
    ).toEqual([]);
    expect(check("clusters.start", "POST", "/api/2.1/clusters/start", { body: { cluster_id: "c" } })).toEqual([]);
    expect(check("clusters.list", "GET", "/api/2.1/clusters/list", { query: { "filter_by.policy_id": "p" } })).toEqual(
      [],
    );
    expect(check("files.delete", "DELETE", "/api/2.0/fs/files/Volumes/a/b/c", {}, "destructive")).toEqual([]);
  });

  test.each([
    ["an unknown path", () => check("jobs.get", "GET", "/api/2.0/nothing/get"), /is not how jobs.get is requested/],
    ["another method", () => check("jobs.get", "PUT", "/api/2.2/jobs/get"), /is not how jobs.get is requested/],
    [
      "a missing field",
      () => check("clusters.start", "POST", "/api/2.1/clusters/start", { body: {} }),
      /cluster_id is missing/,
    ],
    [
      "a strange field",
      () => check("clusters.start", "POST", "/api/2.1/clusters/start", { body: { cluster_id: "c", x: 1 } }),
      /x is not in its body/,
    ],
    [
      "a field in the wrong place",
      () => check("jobs.get", "GET", "/api/2.2/jobs/get", { body: { job_id: 1 } }),
      /job_id is not in its body/,
    ],
    [
      "a wrong type",
      () => check("clusters.start", "POST", "/api/2.1/clusters/start", { body: { cluster_id: 1 } }),
      /must be a string/,
    ],
    [
      "a read that writes",
      () => check("clusters.start", "POST", "/api/2.1/clusters/start", { body: { cluster_id: "c" } }, "read"),
      /it is write/,
    ],
    ["a write that destroys", () => check("repos.delete", "DELETE", "/api/2.0/repos/1"), /it is destructive/],
  ])("finds %s", (_, found, words) => expect(found().join("\n")).toMatch(words));
});
