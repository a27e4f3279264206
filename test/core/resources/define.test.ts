import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandUri, matchUri, variablesOf } from "../../../src/core/resources/define.ts";

const CLUSTER = "databricks://clusters/{cluster_id}";
const FILE = "databricks://workspace/{+path}";

describe("URI templates", () => {
  test("name their variables", () => {
    expect(variablesOf(CLUSTER)).toEqual(["cluster_id"]);
    expect(variablesOf("databricks://clusters")).toEqual([]);
  });

  test("a variable matches one segment, a path keeps its slashes and gets a leading one", () => {
    expect(matchUri(CLUSTER, "databricks://clusters/a%20b")).toEqual({ cluster_id: "a b" });
    expect(matchUri(CLUSTER, "databricks://clusters/a/b")).toBeUndefined();
    expect(matchUri(FILE, "databricks://workspace/Users/a%40b.c/x%20y")).toEqual({ path: "/Users/a@b.c/x y" });
    expect(matchUri(FILE, "databricks://workspace/")).toEqual({ path: "/" });
  });

  test.each([
    "databricks://clusters/%E0%A4%A",
    "databricks://clusters/",
    "http://clusters/x",
    `databricks://clusters/${"x".repeat(9000)}`,
  ])("%.40s does not match", (uri) => expect(matchUri(CLUSTER, uri)).toBeUndefined());

  test("property: an expanded URI matches with the same variables", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.array(fc.string({ minLength: 1, maxLength: 10 }), { minLength: 1 }),
        (id, parts) => {
          expect(matchUri(CLUSTER, expandUri(CLUSTER, { cluster_id: id }))).toEqual({ cluster_id: id });
          const path = `/${parts.map((part) => part.replaceAll("/", "_")).join("/")}`;
          expect(matchUri(FILE, expandUri(FILE, { path }))).toEqual({ path });
        },
      ),
    );
  });
});
