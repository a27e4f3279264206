import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSparkSession } from "../../../sandbox/compute/spark-session.ts";
import { createWorld } from "../../../sandbox/world.ts";

test("changes that read temporary views and variables are repeated when a kept workspace starts again", async () => {
  const dir = mkdtempSync(join(tmpdir(), "kept-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const world = createWorld({ dir });
  const session = openSparkSession(world);
  await session.createView("late", "SELECT id FROM range(10) WHERE id > 6", true);
  await session.sql("CREATE SCHEMA main.kept");
  await session.sql("USE main.kept");
  await session.sql("CREATE TABLE t AS SELECT id FROM late");
  await session.sql("DECLARE VARIABLE more BIGINT DEFAULT 5");
  await session.sql("SET VAR more = 70");
  await session.sql("INSERT INTO t SELECT id + more FROM late");
  await world.close();

  const again = createWorld({ dir });
  onTestFinished(() => again.close());
  const { rows } = await openSparkSession(again).sql("SELECT id FROM main.kept.t ORDER BY id");
  expect(rows).toEqual([["7"], ["8"], ["9"], ["77"], ["78"], ["79"]]);
});
