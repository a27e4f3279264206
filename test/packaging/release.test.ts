import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isPublished } from "../../scripts/generate/published.ts";
import { closeUnreleased, notesOf } from "../../scripts/release/changelog.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DAY = new Date("2026-12-01T10:00:00Z");

describe("the changelog of a release", () => {
  const text = readFileSync(`${root}CHANGELOG.md`, "utf8");

  test("has a section of the version, which documents take as its publication", () => {
    const closed = closeUnreleased(text, "9.9.9", DAY);
    expect(closed).toContain("## Unreleased\n\n## 9.9.9 (2026-12-01)\n");
    expect(isPublished(closed, "9.9.9")).toBe(true);
    expect(notesOf(closed, "9.9.9")).toContain("### Added");
    expect(notesOf(closed, "9.9.9")).not.toContain("## Unreleased");
    expect(closed).not.toContain("will be the first release");
  });

  test("is not closed twice, nor without a change", () => {
    const closed = closeUnreleased(text, "9.9.9", DAY);
    expect(() => closeUnreleased(closed, "9.9.9", DAY)).toThrow("already has a section of 9.9.9");
    expect(() => closeUnreleased(closed, "9.9.10", DAY)).toThrow("no unreleased changes");
  });

  test("of an older version has its own notes", () => {
    const two = "# Changelog\n\n## Unreleased\n\n- new\n\n## 0.1.0 (2026-12-01)\n\n- old\n";
    expect(notesOf(two, "0.1.0")).toBe("- old\n");
    expect(notesOf(two, "0.2.0")).toBe("- new\n");
  });
});

/** Licenses under which a part of the package, or a tool that builds it, may be used. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "Python-2.0",
  "Unlicense",
  "WTFPL",
  "Zlib",
]);

/** Whether an SPDX expression offers a license that is allowed. */
const isAllowed = (expression: string): boolean =>
  expression
    .replace(/^\(|\)$/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((license) => ALLOWED.has(license.trim())));

test("every package of package-lock.json has a license that allows its use", () => {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const named = Object.entries<{ license?: string; link?: boolean }>(packages).filter(
    ([path, one]) => path && !one.link,
  );
  expect(named.length).toBeGreaterThan(100);
  const others = named
    .filter(([, { license }]) => !isAllowed(license ?? "none"))
    .map(([path, { license }]) => `${path}: ${license}`);
  expect(others).toEqual([]);
  expect(isAllowed("(MIT OR GPL-3.0-only)")).toBe(true);
  expect(isAllowed("GPL-3.0-only")).toBe(false);
});
