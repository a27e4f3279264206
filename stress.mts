import { spawn } from "node:child_process"; import { once } from "node:events"; import { mkdtempSync } from "node:fs";
const dir = mkdtempSync("/tmp/stress-");
let expectedN = 0, cols = 1, bad = 0;
for (let round = 0; round < 10; round++) {
  const child = spawn(process.execPath, ["--import", "tsx", "test/support/sandbox-process.ts", dir], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data"); const { url, token } = JSON.parse(String(line));
  const sql = async (statement: string) => {
    const r = await fetch(url + "/api/2.0/sql/statements", { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ statement, warehouse_id: "7e083095329f3ca5", wait_timeout: "50s" }) });
    const b: any = await r.json(); if (b.status.state !== "SUCCEEDED") { console.log("FAILED", statement, b.status.error.message); bad++; } return b.result?.data_array;
  };
  if (round === 0) await sql("CREATE TABLE main.default.s (n INT, tag STRING)");
  else {
    const got = Number((await sql("SELECT count(*) FROM main.default.s"))[0][0]);
    const distinct = Number((await sql("SELECT count(DISTINCT n) FROM main.default.s"))[0][0]);
    if (got !== distinct || got < expectedN || got > expectedN + 1) { console.log("BAD", round, got, distinct, expectedN); bad++; }
    expectedN = got;
    await sql("DESCRIBE HISTORY main.default.s"); await sql("SELECT * FROM main.default.s LIMIT 3");
    const others = await sql("SHOW TABLES IN main.default");
    for (const [, name] of others) await sql(`SELECT count(*) FROM main.default.\`${name}\``);
  }
  let over = false;
  const killAt = 100 + Math.random() * 1200; setTimeout(() => { over = true; child.kill("SIGKILL"); }, killAt);
  try {
    for (let k = 0; !over; k++) {
      const n = expectedN + 1; const m = k % 6;
      if (m === 0) { await sql(`INSERT INTO main.default.s (n, tag) VALUES (${n}, 'i')`); if (!over) expectedN = n; else expectedN = n - 1; }
      else if (m === 1) await sql(`UPDATE main.default.s SET tag = 'u${k}' WHERE n % 2 = 0`);
      else if (m === 2) await sql(`CREATE OR REPLACE TABLE main.default.c${k} AS SELECT * FROM main.default.s`);
      else if (m === 3) await sql(`ALTER TABLE main.default.s ADD COLUMN x${round}_${k} INT`);
      else if (m === 4) await sql(`INSERT OVERWRITE main.default.s SELECT * FROM main.default.s`);
      else await sql(`DROP TABLE IF EXISTS main.default.c${k - 3}`);
    }
  } catch {}
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
console.log("rounds done, rows", expectedN, "bad", bad);
