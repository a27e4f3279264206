import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(root + path, "utf8");

const rows = read("SECURITY.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (Threat|---)/.test(line))
  .map((line) => {
    const [threat = "", , rules = "", tests = ""] = line.slice(2, -2).split(" | ");
    return {
      threat,
      rules: rules
        .trim()
        .split(", ")
        .filter((id) => id !== "–"),
      tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path),
    };
  });

describe("the threats of SECURITY.md", () => {
  const defined = new Set([...read("docs/reliability.md").matchAll(/^\| ([A-Z]\d+) /gm)].map(([, id]) => id));

  test("are in a table", () => expect(rows.length).toBeGreaterThan(10));

  test.each(rows)("$threat: its rules are defined, and its tests exist", ({ rules, tests }) => {
    expect(rules.filter((id) => !defined.has(id))).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((path) => !existsSync(root + path))).toEqual([]);
  });
});
