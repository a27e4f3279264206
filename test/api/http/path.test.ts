import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../src/api/http/errors.ts";
import { assertPath, path, subPath } from "../../../src/api/http/path.ts";

const PREFIX = "/api/2.0/fs/files/";
const ORIGIN = "https://adb-1.2.azuredatabricks.net";

/** The path, or `undefined` if it was refused with the expected error. */
function attempt(build: () => string): string | undefined {
  try {
    return build();
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "invalid", outcome: "not-executed" });
    return undefined;
  }
}

describe("X04 remote paths", () => {
  test.each([
    "",
    ".",
    "..",
    "../x",
    "a/../b",
    "a/..",
    "./x",
    "%2e%2e",
    "%2E%2e/x",
    ".%2e",
    "%252e%252e",
    "a/%2e%2e/b",
    "..%2fx",
    "..%5cx",
    "a\\b",
    "\u0000",
    "a\nb",
    "a%00b",
    "a%0ab",
    "..;/x",
    "..;",
    ".;a=b",
    "\ud800",
    "x".repeat(5000),
  ])("refused: %j", (value) => {
    expect(attempt(() => path`/api/2.0/x/${value}`)).toBeUndefined();
    expect(attempt(() => path`/api/2.0/x/${[value, "y"]}`)).toBeUndefined();
  });

  test.each([
    ["a/b", "a%2Fb"],
    ["//x", "%2F%2Fx"],
    ["?a=1", "%3Fa%3D1"],
    ["#f", "%23f"],
    [";p", "%3Bp"],
    ["...", "..."],
    ["a..b", "a..b"],
    ["100%", "100%25"],
    ["main.s.t", "main.s.t"],
    ["tä\u{1F600}", "t%C3%A4%F0%9F%98%80"],
    ["a b", "a%20b"],
    ["．．", "%EF%BC%8E%EF%BC%8E"],
  ])("encoded as one segment: %j", (value, encoded) => {
    expect(path`/api/2.0/x/${value}/y`).toBe(`/api/2.0/x/${encoded}/y`);
  });

  test("arrays are sub-paths; an empty one is refused", () => {
    expect(path`/api/2.0/fs/files/${subPath("/Volumes/main/a b/c#d")}`).toBe(
      "/api/2.0/fs/files/Volumes/main/a%20b/c%23d",
    );
    expect(attempt(() => path`/api/2.0/x/${[]}`)).toBeUndefined();
    expect(attempt(() => path`/api/2.0/fs/files/${subPath("/Volumes/../../token/create")}`)).toBeUndefined();
    expect(attempt(() => path`/api/2.0/fs/files/${subPath("/Volumes//x")}`)).toBeUndefined();
  });

  test("a built path decodes to its segments, below its prefix and on the same origin", () => {
    const part = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("..", ".", "%2e", "/", "\\", "..;", "?", "#", "%2f..", "//evil"),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (segments) => {
        const built = attempt(() => path`/api/2.0/fs/files/${segments}`);
        if (built === undefined) return;
        const url = new URL(ORIGIN + built);
        expect(url.origin).toBe(ORIGIN);
        expect(url.pathname).toBe(built);
        expect(url.search + url.hash).toBe("");
        expect(built.startsWith(PREFIX)).toBe(true);
        expect(built.slice(PREFIX.length).split("/").map(decodeURIComponent)).toEqual(segments);
        // As seen by a server that decodes once more before it routes.
        expect(new URL(ORIGIN + decodeURIComponent(built).replace(/[?#]/g, "_")).pathname.startsWith(PREFIX)).toBe(
          true,
        );
        expect(assertPath(built)).toBe(built);
      }),
      { numRuns: 500 },
    );
  });
});

test("X12 a link from the platform that could leave the origin is refused", () => {
  for (const bad of [
    "https://evil.example/x",
    "//evil.example/x",
    "/\\evil.example/x",
    "\\\\evil\\x",
    "api/2.0/x",
    "",
    "/",
    "/a/../b",
    "/a/%2e%2e/b",
    "/a//b",
    "/a?x#y",
    "/a?b?c",
    "/a\tb",
    "/a\n",
    "/a b",
  ]) {
    expect(attempt(() => assertPath(bad))).toBeUndefined();
  }
  expect(assertPath("/api/2.0/sql/statements/01f0/result/chunks/2?row_offset=40000")).toContain("row_offset");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const ok = attempt(() => assertPath(text));
      if (ok !== undefined) {
        expect(new URL(ORIGIN + ok).origin).toBe(ORIGIN);
        expect(new URL(ORIGIN + ok).pathname).toBe(new URL(ORIGIN + ok).pathname.replace(/\/\.\.?(\/|$)/, "/"));
      }
    }),
    { numRuns: 500 },
  );
});
