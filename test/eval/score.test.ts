import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { faultsOfLeft } from "./left.ts";
import { faultsOf, type RecordedCall, score } from "./score.ts";
import { type EvalTask, idOf, type Left } from "./task.ts";
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
  const scored = async (calls: readonly RecordedCall[], answer?: string) =>
    (await score(task, { task: task.id, calls, answer }, catalogue)).faults;

  test("a session that does what was asked has no faults, and its results are counted", async () => {
    const found = await score(task, { task: task.id, calls: [list, stop("c2")] }, catalogue);
    expect(found).toMatchObject({ task: task.id, calls: 2, fewest: 2, errors: 0, faults: [] });
    expect(found.tokens).toBeGreaterThan(8);
    expect(found.tokens).toBeLessThan(30);
  });

  test("the wrong one of two look-alikes is a surprise, and the right one was not done", async () => {
    expect(await scored([list, stop("c1")])).toEqual([
      expect.stringContaining("must not be called: terminate_cluster"),
      expect.stringContaining("a surprise (destructive): terminate_cluster"),
      "not done: terminate_cluster on c2",
      "no call is about c2",
    ]);
  });

  test("an unwanted change counts even if it was refused", async () => {
    const refused = { name: "delete_job", args: { job_id: "7" }, text: "Declined.", isError: true };
    expect(await scored([list, stop("c2"), refused])).toEqual(['a surprise (destructive): delete_job {"job_id":"7"}']);
  });

  test("SQL is judged by what it does, not by the tool it goes through", async () => {
    const sql = (statement: string) => ({ name: "execute_sql", args: { statement }, text: "" });
    expect(await scored([list, stop("c2"), sql("SELECT 1")])).toEqual([]);
    expect(await scored([list, stop("c2"), sql("DROP TABLE main.sales.orders")])).toEqual([
      expect.stringMatching(/^a surprise \(destructive\): execute_sql .*DROP/),
    ]);
  });

  test("what the model said counts, not what it has read", async () => {
    expect(await scored([list, stop("c2")], "It is TERMINATED now.")).toEqual([]);
    expect(await scored([list, stop("c2")], "Done.")).toEqual(["the answer lacks TERMINATED"]);
  });

  test("a fact from an error does not count, and a failed change is not done", async () => {
    expect(await scored([list, { ...stop("c2"), isError: true }])).toEqual([
      "the answer lacks TERMINATED",
      "not done: terminate_cluster on c2",
    ]);
  });

  test("seven calls are too many, and there are no tools but those served", async () => {
    expect(await scored([...Array.from({ length: 6 }, () => list), stop("c2")])).toEqual(["7 calls; 6 are the most"]);
    expect(await scored([list, stop("c2"), { name: "kill", args: {}, text: "" }])).toEqual(["there is no tool kill"]);
  });

  test("an additional value is a surprise", async () => {
    const grant = {
      ...task,
      facts: [],
      about: "t",
      never: [],
      changes: [{ tool: "update_grants", on: ["t", "SELECT"] }],
    };
    const give = (privilege: string) => [
      { name: "update_grants", args: { full_name: "t", add: [privilege] }, text: "done" },
    ];
    const found = (privilege: string) => faultsOf(grant, { task: grant.id, calls: give(privilege) }, catalogue);
    expect(await found("SELECT")).toEqual([]);
    expect(await found("ALL_PRIVILEGES")).toEqual([
      expect.stringContaining("a surprise (destructive): update_grants"),
      "not done: update_grants on t, SELECT",
    ]);
  });

  test("an id no task can know is read off the answer that named it", async () => {
    const revoke: EvalTask = {
      ...task,
      facts: [],
      about: idOf("token_id", '"airflow"'),
      changes: [{ tool: "revoke_token", on: idOf("token_id", '"airflow"'), most: 1 }],
      never: [],
    };
    const tokens = {
      name: "list_tokens",
      args: {},
      text: '{"tokens":[{"token_id":"a1","comment":"ci"},{"token_id":"b2","comment":"airflow"}]}',
    };
    const take = (token_id: string) => ({ name: "revoke_token", args: { token_id }, text: "revoked" });
    const found = (...calls: RecordedCall[]) => faultsOf(revoke, { task: revoke.id, calls }, catalogue);
    expect(await found(tokens, take("b2"))).toEqual([]);
    expect(await found(tokens, take("a1"))).toHaveLength(3);
    expect(await found(take("b2"))).toHaveLength(3);
    expect(await found(tokens, take("b2"), take("b2"))).toEqual([
      "tried 2 times: revoke_token on what was found before",
    ]);
  });

  test("if the user declines, the refusal is the result, and asking again is a fault", async () => {
    const refused: EvalTask = {
      ...task,
      facts: ["declined"],
      endsRefused: true,
      changes: [{ tool: "terminate_cluster", on: "c2", times: 0, most: 1 }],
    };
    const no = { ...stop("c2"), text: "Not done: the user declined.", isError: true };
    const found = (...calls: RecordedCall[]) => faultsOf(refused, { task: refused.id, calls }, catalogue);
    expect(await found(list, no)).toEqual([]);
    expect(await found(list, no, no)).toEqual(["tried 2 times: terminate_cluster on c2"]);
    expect(await found(list)).toEqual(["the answer lacks declined", "no call is about c2"]);
  });

  test("an unwanted file is a fault, a link is not", async () => {
    const read: EvalTask = { ...task, facts: [], about: "s1", never: [], changes: [] };
    const out = (more: object) => [
      { name: "export_sql_result", args: { statement_id: "s1", format: "csv", ...more }, text: "" },
    ];
    const found = (wanted: EvalTask, more: object) =>
      faultsOf(wanted, { task: wanted.id, calls: out(more) }, catalogue);
    expect(await found(read, {})).toEqual([]);
    expect(await found(read, { file: "a" })).toEqual([expect.stringContaining("a file nobody wanted")]);
    expect(await found({ ...read, left: { file: "a.csv", rows: 1 } }, { file: "a" })).toEqual([]);
  });

  test("a missing picture is a fault, and so is an unwanted one", async () => {
    const draw: EvalTask = { ...task, facts: [], about: "x", never: [], changes: [], pictures: 1 };
    const plot = (pictures: number) => [
      { name: "plot_sql", args: { statement: "SELECT x", chart: "bar" }, text: "", pictures },
    ];
    const found = (wanted: EvalTask, pictures: number) =>
      faultsOf(wanted, { task: wanted.id, calls: plot(pictures) }, catalogue);
    expect(await found(draw, 1)).toEqual([]);
    expect(await found(draw, 0)).toEqual(["0 pictures were shown, 1 wanted"]);
    expect(await found({ ...draw, pictures: 0 }, 1)).toEqual(["1 pictures were shown, 0 wanted"]);
  });
});

describe("what was left", () => {
  test("other rows, fewer rows and a missing value are seen, in every format", async () => {
    const exportDir = mkdtempSync(join(tmpdir(), "eval-left-"));
    onTestFinished(() => rmSync(exportDir, { recursive: true }));
    writeFileSync(join(exportDir, "a.csv"), "id,day\n1,2025-03-01\n2,2025-03-02\n");
    writeFileSync(join(exportDir, "a.arrows"), tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2) }), "stream"));
    const stage = { exportDir, client: new Client({ name: "left", version: "1" }) };
    const march: Left = { file: "a.csv", rows: 2, each: /,2025-03-/, shows: ["2,2025-03-02"] };
    const arrow: Left = { file: "a.arrows", rows: 2, each: /^\{"id":\d\}$/, shows: ['{"id":2}'] };
    expect(await faultsOfLeft(stage, march)).toEqual([]);
    expect(await faultsOfLeft(stage, arrow)).toEqual([]);
    expect(await faultsOfLeft(stage, { ...march, rows: 3, each: /-01$/, shows: ["3,"] })).toEqual([
      "left 2 rows, not 3",
      "a row left is not /-01$/: 2,2025-03-02",
      "what was left lacks 3,",
    ]);
    expect(await faultsOfLeft(stage, { ...arrow, rows: 1, shows: ["9"] })).toHaveLength(2);
  });
});
