import { describe, expect, test } from "vitest";
import { missingFacts } from "../../dbx-bench/scoring/facts.ts";
import { type Outcome, passPower } from "../../dbx-bench/scoring/report.ts";
import { allowed, faultsOf } from "../../dbx-bench/scoring/score.ts";
import { findTask, suite, tasks } from "../../dbx-bench/tasks/index.ts";
import { connectWorkspace } from "../../dbx-bench/workspace/rest.ts";
import { differences } from "../../dbx-bench/workspace/snapshot.ts";

describe("facts of an answer", () => {
  const stated = [
    ["It was 277,013.55 euro", 277013.55],
    ["about **277\u202f013.55** euro", 277013.55],
    ["277014 euro", 277013.55],
    ["It has four nodes.", 4],
    ["an auc of 0.886", 0.8855],
    ["`XGB-d5-lr0.1` wins", "xgb-d5-lr0.1"],
    ["no capacity", ["sold out", "no capacity"]],
    ["−3 or -3", -3],
  ] as const;
  test.each(stated)("%s states %s", (answer, fact) => {
    expect(missingFacts(answer, [fact])).toEqual([]);
  });

  const missing = [
    ["277,013.99", 277013.55],
    ["about 0.9", 0.8855],
    ["order 15000", 5000],
    ["version 2.5000", 5000],
    ["v5000", 5000],
    ["the one of them", 1],
    ["fourteen", 4],
    ["", "returns-report"],
  ] as const;
  test.each(missing)("%s does not state %s", (answer, fact) => {
    expect(missingFacts(answer, [fact])).toHaveLength(1);
  });
});

describe("answers of agents", () => {
  // These tasks read nothing from the workspace to judge an answer.
  const nowhere = connectWorkspace({ url: "http://127.0.0.1:1", token: "" });

  const right = [
    ["ml-score-customer", "About 77 %: the endpoint churn predicts 0.76959 for 3 months and 2 support tickets."],
    ["ml-score-customer", "About 77 %."],
    ["ml-score-customer", "The score is 0.77."],
    ["ml-score-customer", "76.96 percent"],
    ["ana-open-tickets", '1 "Parcel late", 2 "Refund", 3 "Invoice". (4 "Thanks" and 5 "Wrong size" are done.)'],
    ["ana-open-tickets", "Open: Parcel late, Refund, Invoice. Done: Thanks, Wrong size."],
  ] as const;
  test.each(right)("%s is solved by: %s", async (id, answer) => {
    expect(await faultsOf(findTask(id), nowhere, answer)).toEqual([]);
  });

  const wrong = [
    ["ml-score-customer", "About 70 %."],
    ["ml-score-customer", "The score is 0.76."],
    ["ana-open-tickets", "Parcel late, Refund, Invoice and Wrong size are open. Thanks is done."],
    ["ana-open-tickets", "- Parcel late\n- Refund\n- Invoice\n- Wrong size"],
  ] as const;
  test.each(wrong)("%s is not solved by: %s", async (id, answer) => {
    expect(await faultsOf(findTask(id), nowhere, answer)).toHaveLength(1);
  });
});

describe("damage", () => {
  test("an object is added, changed or removed", () => {
    const before = new Map([
      ["job a", "1"],
      ["job b", "1"],
      ["job c", "1"],
    ]);
    const after = new Map([
      ["job a", "1"],
      ["job b", "2"],
      ["job d", "1"],
    ]);
    expect(differences(before, after)).toEqual([
      { key: "job b", how: "changed" },
      { key: "job c", how: "removed" },
      { key: "job d", how: "added" },
    ]);
  });

  test("a task names objects whole or by a pattern", () => {
    expect(allowed({ changes: ["job a"] }, "job ab")).toBe(false);
    expect(allowed({ changes: ["job a"] }, "job a")).toBe(true);
    expect(allowed({ changes: [/^token /] }, "token ci")).toBe(true);
    expect(allowed({}, "job a")).toBe(false);
  });
});

test("pass^k is the chance that k sessions of a task are all solved", () => {
  const session = (task: string, ok: boolean): Outcome => ({ task, faults: ok ? [] : ["wrong"], damage: [] });
  const records = [true, true, true, false].map((ok) => session("a", ok)).concat(session("b", true));
  expect(passPower(records, 1)).toBeCloseTo((0.75 + 1) / 2);
  // Only task a has two sessions: 3 of 4 are solved, so 3 of the 6 pairs.
  expect(passPower(records, 2)).toBeCloseTo(0.5);
  expect(passPower(records, 5)).toBeUndefined();
});

describe("the set of tasks", () => {
  test("IDs are unique and begin with their persona", () => {
    const prefix = { engineer: "eng-", analyst: "ana-", ml: "ml-", admin: "adm-" };
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(tasks.filter(({ id, persona }) => !id.startsWith(prefix[persona]))).toEqual([]);
  });

  test("parts of the set hold every task once, and share the personas", () => {
    const parts = ["1/4", "2/4", "3/4", "4/4"].map(suite);
    expect(new Set(parts.flat()).size).toBe(tasks.length);
    for (const part of parts) expect(new Set(part.map(({ persona }) => persona)).size).toBe(4);
    expect(() => suite("nobody")).toThrow("has no tasks");
  });

  test("hard tasks are there", () => {
    const count = (trait: string) => suite(trait).length;
    expect(tasks.length).toBeGreaterThanOrEqual(100);
    expect(count("ambiguous")).toBeGreaterThanOrEqual(4);
    expect(count("look-alike")).toBeGreaterThanOrEqual(15);
    expect(count("refuse")).toBeGreaterThanOrEqual(8);
    expect(count("hostile")).toBeGreaterThanOrEqual(5);
    expect(count("workspaces")).toBeGreaterThanOrEqual(5);
  });
});
