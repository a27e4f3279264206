import { expect, test } from "vitest";
import { baseName, cleanPath, parentOf } from "../../../src/api/workspace/workspace.ts";

test.each([
  ["/", "/"],
  ["//", "/"],
  ["/Users/a/", "/Users/a"],
  ["//Users/a//", "/Users/a"],
  ["/Users/a b", "/Users/a b"],
])("%s becomes %s", (path, clean) => expect(cleanPath(path)).toBe(clean));

test("splits a path into folder and name", () => {
  expect([parentOf("/Users/a"), baseName("/Users/a")]).toEqual(["/Users", "a"]);
  expect([parentOf("/a"), parentOf("/")]).toEqual(["/", "/"]);
});
