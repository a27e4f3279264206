import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const STORES = "/api/2.0/feature-store/online-stores";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const sql = async (statement: string) =>
  Object(
    (
      await session.post("/api/2.0/sql/statements", {
        statement,
        warehouse_id: "7e083095329f3ca5",
        wait_timeout: "30s",
      })
    ).body,
  );
const publish = (table: string, more: object = {}) =>
  session.post(`/api/2.0/feature-store/tables/${table}/publish`, {
    publish_spec: {
      online_store: "shop",
      online_table_name: "main.default.features_online",
      publish_mode: "TRIGGERED",
      ...more,
    },
  });

test("a table with a primary key is published to an online store", async () => {
  await sql("CREATE TABLE main.default.features (id BIGINT NOT NULL, spend DOUBLE, CONSTRAINT pk PRIMARY KEY (id))");
  await sql("INSERT INTO main.default.features VALUES (1, 2.5), (2, 3.5)");
  await sql("CREATE TABLE main.default.keyless (id BIGINT)");
  expect(session.refusal(await publish("main.default.features"))).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  await session.post(STORES, { name: "shop", capacity: "CU_1" });
  expect((await publish("main.default.features")).body).toMatchObject({
    online_table_name: "main.default.features_online",
  });
  expect((await sql("SELECT sum(spend) FROM main.default.features_online")).result.data_array).toEqual([["6.0"]]);
  await sql("INSERT INTO main.default.features VALUES (3, 4.0)");
  await publish("main.default.features");
  expect((await sql("SELECT sum(spend) FROM main.default.features_online")).result.data_array).toEqual([["10.0"]]);
  for (const [table, more, refusal] of [
    ["main.default.none", {}, [404, "TABLE_DOES_NOT_EXIST"]],
    ["main.default.keyless", {}, [400, "INVALID_PARAMETER_VALUE"]],
    ["main.default.features", { online_table_name: "main.sales.orders" }, [409, "RESOURCE_ALREADY_EXISTS"]],
    ["main.default.features", { publish_mode: "NEVER" }, [400, "INVALID_PARAMETER_VALUE"]],
  ] as const) {
    expect(session.refusal(await publish(table, more))).toEqual(refusal);
  }
});
