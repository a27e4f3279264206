import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { type RecordedCall, score } from "./score.ts";
import type { EvalTask } from "./task.ts";
import { taskFiles } from "./tasks/index.ts";

const all = Object.values(taskFiles).flat();

describe("the set", () => {
  test("at least sixty tasks, each under a name of its own", () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test("none needs more than six calls, and half of them need at most two", () => {
    const needed = all.map(({ fewest }) => fewest).sort((a, b) => a - b);
    expect(needed.at(-1)).toBeLessThanOrEqual(6);
    expect(needed[Math.ceil(needed.length / 2)]).toBeLessThanOrEqual(2);
  });

  test("a task asks for facts or for a change that can be seen afterwards", () => {
    const idle = all.filter(({ facts, after }) => facts.length === 0 && after === undefined);
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});

describe("the score", () => {
  const task: EvalTask = {
    id: "stop-analytics-2",
    prompt: "Stop analytics-2.",
    solution: [],
    facts: ["TERMINATED"],
    fewest: 2,
    about: "c2",
    changes: [{ tool: "terminate_cluster", on: "c2" }],
    never: ["c1"],
  };
  const list: RecordedCall = { name: "list_clusters", args: {}, text: "analytics c1, analytics-2 c2" };
  const stop = (cluster_id: string): RecordedCall => ({
    name: "terminate_cluster",
    args: { cluster_id },
    text: "TERMINATED",
  });
  const faultsOf = async (calls: readonly RecordedCall[], answer?: string) =>
    (await score(task, { task: task.id, calls, answer }, catalogue)).faults;

  test("a session that does what was asked has no faults, and its results are counted", async () => {
    const scored = await score(task, { task: task.id, calls: [list, stop("c2")] }, catalogue);
    expect(scored).toMatchObject({ task: task.id, calls: 2, fewest: 2, errors: 0, faults: [] });
    expect(scored.tokens).toBeGreaterThan(8);
    expect(scored.tokens).toBeLessThan(30);
  });

  test("the wrong one of two look-alikes is a surprise, and the right one was not done", async () => {
    expect(await faultsOf([list, stop("c1")])).toEqual([
      expect.stringContaining("must not be called: terminate_cluster"),
      expect.stringContaining("a surprise (destructive): terminate_cluster"),
      "not done: terminate_cluster on c2",
      "no call is about c2",
    ]);
  });

  test("a change nobody asked for counts although it was refused", async () => {
    const refused = { name: "delete_job", args: { job_id: "7" }, text: "Declined.", isError: true };
    expect(await faultsOf([list, stop("c2"), refused])).toEqual([
      'a surprise (destructive): delete_job {"job_id":"7"}',
    ]);
  });

  test("SQL is judged by what it does, not by the tool it goes through", async () => {
    const sql = (statement: string) => ({ name: "execute_sql", args: { statement }, text: "" });
    expect(await faultsOf([list, stop("c2"), sql("SELECT 1")])).toEqual([]);
    expect(await faultsOf([list, stop("c2"), sql("DROP TABLE main.sales.orders")])).toEqual([
      expect.stringMatching(/^a surprise \(destructive\): execute_sql .*DROP/),
    ]);
  });

  test("what the model said counts, not what it has read", async () => {
    expect(await faultsOf([list, stop("c2")], "It is TERMINATED now.")).toEqual([]);
    expect(await faultsOf([list, stop("c2")], "Done.")).toEqual(["the answer lacks TERMINATED"]);
  });

  test("an answer that only an error gave is no fact, and a failed change is not done", async () => {
    expect(await faultsOf([list, { ...stop("c2"), isError: true }])).toEqual([
      "the answer lacks TERMINATED",
      "not done: terminate_cluster on c2",
    ]);
  });

  test("seven calls are too many, and there are no tools but those served", async () => {
    expect(await faultsOf([...Array.from({ length: 6 }, () => list), stop("c2")])).toEqual(["7 calls; 6 are the most"]);
    expect(await faultsOf([list, stop("c2"), { name: "kill", args: {}, text: "" }])).toEqual(["there is no tool kill"]);
  });
});
