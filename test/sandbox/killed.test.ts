import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { openRest } from "./rest-session.ts";

const PROGRAM = fileURLToPath(new URL("../support/sandbox-process.ts", import.meta.url));
const WAREHOUSE = "7e083095329f3ca5";

/** A workspace in a process of its own, and the requests to it. */
async function startProcess(dir: string) {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, dir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const { url, token } = JSON.parse(String(line));
  const request = async (method: string, path: string, body?: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  };
  const sql = async (statement: string) => {
    const body = JSON.stringify({ statement, warehouse_id: WAREHOUSE, wait_timeout: "30s" });
    const answer = await request("POST", "/api/2.0/sql/statements", body);
    expect(Object(await answer.json()).status).toMatchObject({ state: "SUCCEEDED" });
  };
  const kill = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { request, sql, kill };
}

test("a process that is killed during its statements loses none that was confirmed, and the next one repeats none", async () => {
  const dir = temporaryFolder("killed-");
  const first = await startProcess(dir);
  await first.sql("CREATE TABLE main.default.log (n INT) TBLPROPERTIES ('kept' = 'yes')");
  await first.request("PUT", "/api/2.0/fs/files/Volumes/main/sales/exports/once.csv", "a\n1\n");
  await first.sql(
    "CREATE TABLE main.default.loaded AS SELECT a, rand() AS r FROM read_files('/Volumes/main/sales/exports/once.csv')",
  );
  // A statement cannot be repeated when its file is gone, or when it is random.
  await first.request("DELETE", "/api/2.0/fs/files/Volumes/main/sales/exports/once.csv");
  await first.sql("INSERT INTO main.sales.orders SELECT * FROM main.sales.orders LIMIT 1");
  await first.sql("CREATE VIEW main.default.last AS SELECT max(n) AS n FROM main.default.log");
  let confirmed = 0;
  const writing = (async () => {
    for (let n = 1; ; n++) {
      await first.sql(`INSERT INTO main.default.log VALUES (${n})`);
      confirmed = n;
    }
  })().catch(() => undefined);
  await expect.poll(() => confirmed, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(8);
  await first.kill();
  await writing;

  const second = await openRest({ dir });
  onTestFinished(second.close);
  const rows = async (statement: string) => {
    const request = { statement, warehouse_id: WAREHOUSE, wait_timeout: "30s" };
    return Object((await second.post("/api/2.0/sql/statements", request)).body).result?.data_array;
  };
  const [[found = "0"] = []] = await rows("SELECT n FROM main.default.last");
  expect([confirmed, confirmed + 1]).toContain(Number(found));
  expect(await rows("SELECT count(*), sum(n) FROM main.default.log")).toEqual([
    [found, String((Number(found) * (Number(found) + 1)) / 2)],
  ]);
  expect(await rows("SELECT a, count(*) FROM main.default.loaded GROUP BY a")).toEqual([["1", "1"]]);
  const [[orders = "0"] = []] = await rows("SELECT count(*) FROM main.sales.orders");
  expect(await rows("SELECT count(*) FROM main.sales.orders VERSION AS OF 0")).toEqual([[String(Number(orders) - 1)]]);
  // The table continues where it was: one version per statement, and rows after those that are there.
  await rows(`INSERT INTO main.default.log VALUES (${Number(found) + 1})`);
  expect((await rows("DESCRIBE HISTORY main.default.log"))?.length).toBe(Number(found) + 2);
  expect(await rows("SELECT count(*) FROM main.default.log VERSION AS OF 3")).toEqual([["3"]]);
  expect(await rows("SHOW TBLPROPERTIES main.default.log ('kept')")).toEqual([["kept", "yes"]]);
}, 120_000);
