import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createKeeper } from "../../sandbox/keeper.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { openRest } from "./rest-session.ts";

const WAREHOUSE = "7e083095329f3ca5";

const folder = (): string => temporaryFolder("keeper-");

test("a workspace is the same after its process was killed: objects, files, tables, tokens and grants", async () => {
  const dir = folder();
  const first = await openRest({ dir, messy: true, speed: 1 });
  onTestFinished(first.close);
  const sql = async (session: typeof first, statement: string) => {
    const request = { statement, warehouse_id: WAREHOUSE, wait_timeout: "30s" };
    const { body } = await session.post("/api/2.0/sql/statements", request);
    expect(body.status).toMatchObject({ state: "SUCCEEDED" });
    return body.result;
  };
  const HOME = "/Users/ana@example.com";
  const content = Buffer.from("kept = 1\n").toString("base64");
  await first.post("/api/2.0/workspace/import", { path: `${HOME}/kept.py`, content, format: "AUTO" });
  await first.call("PUT", "/api/2.0/fs/files/Volumes/main/sales/exports/kept.txt", new Uint8Array([1, 2, 3]));
  await first.post("/api/2.1/unity-catalog/catalogs", { name: "lab" });
  await sql(first, "CREATE TABLE lab.default.kept AS SELECT 7 AS n");
  await sql(first, "INSERT INTO lab.default.kept VALUES (8)");
  const grant = { changes: [{ principal: "analysts", add: ["SELECT"] }] };
  const grants = "/api/2.1/unity-catalog/permissions/table/lab.default.kept";
  await first.call("PATCH", grants, grant);
  const { token_value } = JSON.parse((await first.post("/api/2.0/token/create", { comment: "kept" })).text);
  const condition_task = { op: "EQUAL_TO", left: "1", right: "1" };
  const job = (await first.post("/api/2.2/jobs/create", { name: "kept", tasks: [{ task_key: "a", condition_task }] }))
    .body;

  const lists = [
    "/api/2.0/workspace/list?path=/Users/ana@example.com",
    "/api/2.1/unity-catalog/catalogs",
    grants,
    "/api/2.0/token/list",
    "/api/2.2/jobs/list",
    "/api/2.0/lakeview/dashboards",
    "/api/2.0/pipelines",
    "/api/2.0/serving-endpoints",
    "/api/2.0/apps",
    "/api/2.0/genie/spaces",
    "/api/2.0/preview/scim/v2/Groups",
    "/api/2.0/secrets/scopes/list",
    "/api/2.0/mlflow/registered-models/list",
    "/api/2.0/mlflow/experiments/list",
    "/api/2.0/vector-search/endpoints",
    "/api/2.0/sql/warehouses",
    "/api/2.1/clusters/list",
  ];
  const state = async (session: typeof first) => {
    const answers = await Promise.all(lists.map((path) => session.call("GET", path)));
    // Links name the port, which differs.
    const { host } = new URL(session.sandbox.url);
    return answers.map(({ status, text }) => [status, text.replaceAll(host, "HOST")]);
  };
  const before = await state(first);
  const { run_id } = JSON.parse((await first.post("/api/2.2/jobs/run-now", job)).text);
  // The files as a process leaves them that is killed before the run starts.
  const left = folder();
  cpSync(dir, left, { recursive: true });

  const second = await openRest({ dir: left });
  onTestFinished(second.close);
  expect(await state(second)).toEqual(before);
  expect(second.sandbox.token).toBe(first.sandbox.token);
  expect(await sql(second, "SELECT n FROM lab.default.kept ORDER BY n")).toMatchObject({ data_array: [["7"], ["8"]] });
  expect((await second.get("/api/2.0/fs/files/Volumes/main/sales/exports/kept.txt")).text).toBe("\u0001\u0002\u0003");
  const headers = { authorization: `Bearer ${token_value}` };
  expect((await second.call("GET", "/api/2.0/preview/scim/v2/Me", undefined, headers)).status).toBe(200);
  const run = (await second.get("/api/2.2/jobs/runs/get", { run_id })).body;
  expect(run.state).toMatchObject({
    life_cycle_state: "INTERNAL_ERROR",
    state_message: expect.stringContaining("restarted"),
  });
  const file = await second.get("/api/2.0/workspace/export", { path: `${HOME}/kept.py`, format: "AUTO" });
  expect(file.body.content).toBe(content);
});

test("what was saved survives a process that ends at once", () => {
  const dir = folder();
  const keeper = createKeeper(dir);
  const state = keeper.kept("state", () => ({ list: [1], other: new Map([["a", new Set(["b"])]]), stop: () => {} }));
  state.list.push(2);
  keeper.save();
  state.list.push(3);
  // The lock of a process that has ended does not count.
  writeFileSync(join(dir, "lock"), "999999999");
  const found = createKeeper(dir).kept("state", () => ({ list: [0], other: new Map(), stop: () => {} }));
  expect(found).toEqual({ list: [1, 2], other: new Map([["a", new Set(["b"])]]) });
});

test("objects that two others share stay one object", () => {
  const dir = folder();
  const keeper = createKeeper(dir);
  const job = { name: "a" };
  keeper.kept("jobs", () => ({ jobs: [job], runs: [{ job }] }));
  keeper.close();
  const found = createKeeper(dir).kept("jobs", () => ({ jobs: [job], runs: [{ job }] }));
  expect(found.runs[0]?.job).toBe(found.jobs[0]);
});

test.runIf(process.platform === "linux")(
  "the lock of a killed process whose parent has not noticed does not count",
  () => {
    const dir = folder();
    // The shell starts a process that ends at once, and becomes another program that never waits for it.
    const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void shell.kill());
    return new Promise<void>((resolve, reject) => {
      shell.stdout.once("data", (data: Buffer) => {
        writeFileSync(join(dir, "lock"), data.toString().trim());
        expect
          .poll(() => createKeeper(dir).isNew, { timeout: 5000, interval: 10 })
          .toBe(true)
          .then(() => resolve(), reject);
      });
    });
  },
);

test("a folder has one user at a time, and a foreign file is not overwritten", () => {
  const dir = folder();
  writeFileSync(join(dir, "lock"), String(process.ppid));
  expect(() => createKeeper(dir)).toThrow(`in use by process ${process.ppid}`);
  const other = folder();
  writeFileSync(join(other, "workspace.state"), "something else");
  expect(() => createKeeper(other)).toThrow("was not written by this version");
  expect(readFileSync(join(other, "workspace.state"), "utf8")).toBe("something else");
});
