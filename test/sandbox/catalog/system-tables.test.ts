import { expect, onTestFinished, test } from "vitest";
import { openSql } from "../sql/session.ts";

const HOUR = 3_600_000;

test("the audit log has no event of the future", async () => {
  // After the load of the night, before the working day.
  const ahead = Date.UTC(2025, 11, 28, 4) - Date.now();
  const session = await openSql({ now: () => Date.now() + ahead });
  onTestFinished(session.close);
  const [[latest] = []] = await session.rows(
    "SELECT unix_millis(max(event_time)) FROM system.access.audit WHERE service_name <> 'databrickssql'",
  );
  expect(Number(latest)).toBeLessThan(Date.UTC(2025, 11, 28, 4));
  expect(Number(latest)).toBeGreaterThan(Date.UTC(2025, 11, 28, 4) - 3 * HOUR);
});

test("a table is as old as its workspace, and changes with its rows and its owner", async () => {
  let ahead = 0;
  const session = await openSql({ now: () => Date.now() + ahead });
  onTestFinished(session.close);
  const path = "/api/2.1/unity-catalog/tables/main.sales.orders";
  const times = async () => {
    const { created_at, updated_at } = (await session.call("GET", path)).body;
    return [Number(created_at), Number(updated_at)] as const;
  };
  const opened = Date.now();
  ahead = HOUR;
  const [created, updated] = await times();
  expect(created).toBeLessThanOrEqual(opened);
  expect(updated).toBe(created);
  await session.rows("INSERT INTO main.sales.orders SELECT * FROM main.sales.orders LIMIT 1");
  const [same, written] = await times();
  expect(same).toBe(created);
  expect(written).toBeGreaterThanOrEqual(opened + HOUR);
  ahead = 2 * HOUR;
  await session.call("PATCH", path, { owner: "ben@example.com" });
  expect((await times())[1]).toBeGreaterThanOrEqual(opened + 2 * HOUR);
});
