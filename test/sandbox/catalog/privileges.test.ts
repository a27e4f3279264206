import { describe, expect, test } from "vitest";
import { type Actor, ETL, openIdentities } from "../identity-session.ts";

const { session, ana, ben, etl } = await openIdentities();

describe("what SQL may read and change", () => {
  const denied = (reason: string) =>
    `[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have ${reason} SQLSTATE: 42501`;
  const refused = (reason: string) => `PERMISSION_DENIED: User does not have ${reason}`;

  test("USE CATALOG, USE SCHEMA and SELECT are each required", async () => {
    await ana.sql("CREATE CATALOG closed");
    await ana.sql("CREATE SCHEMA closed.s");
    await ana.sql("CREATE TABLE closed.s.t AS SELECT 1 AS a");
    const read = () => ben.sql("SELECT a FROM closed.s.t");
    expect(await read()).toBe(denied("USE CATALOG on Catalog 'closed'."));
    await ana.sql("GRANT USE CATALOG ON CATALOG closed TO `ben@example.com`");
    expect(await read()).toBe(denied("USE SCHEMA on Schema 'closed.s'."));
    await ana.sql("GRANT USE SCHEMA ON SCHEMA closed.s TO analysts");
    expect(await read()).toBe(denied("SELECT on Table 'closed.s.t'."));
    await ana.sql("GRANT SELECT ON TABLE closed.s.t TO analysts");
    expect(await read()).toEqual([["1"]]);
    await ana.sql("REVOKE SELECT ON TABLE closed.s.t FROM analysts");
    expect(await read()).toBe(denied("SELECT on Table 'closed.s.t'."));
    await ana.sql("GRANT SELECT ON CATALOG closed TO `account users`");
    expect(await read()).toEqual([["1"]]);
  });

  test("a group inside a group passes its privileges on", async () => {
    const group = { displayName: "everyone-in-sales", members: [{ value: "9003" }] };
    await ana.call("POST", "/api/2.0/preview/scim/v2/Groups", group);
    await ana.sql("GRANT USE SCHEMA, SELECT ON SCHEMA main.sales TO `everyone-in-sales`");
    expect(await ben.sql("SELECT count(*) > 0 FROM main.sales.orders")).toEqual([["true"]]);
    await ana.sql("REVOKE USE SCHEMA, SELECT ON SCHEMA main.sales FROM `everyone-in-sales`");
    expect(await ben.sql("SELECT count(*) FROM main.sales.orders")).toBe(denied("USE SCHEMA on Schema 'main.sales'."));
  });

  test("changes need MODIFY, MANAGE or ownership", async () => {
    await ana.sql("CREATE SCHEMA main.shared_lab");
    await ana.sql("CREATE TABLE main.shared_lab.t AS SELECT 1 AS a");
    await ana.sql("GRANT USE SCHEMA, SELECT ON SCHEMA main.shared_lab TO analysts");
    const t = "main.shared_lab.t";
    const attempts = {
      [`INSERT INTO ${t} VALUES (2)`]: `MODIFY on Table '${t}'.`,
      [`UPDATE ${t} SET a = 2`]: `MODIFY on Table '${t}'.`,
      [`DELETE FROM ${t}`]: `MODIFY on Table '${t}'.`,
      [`MERGE INTO ${t} USING (SELECT 1 AS a) s ON s.a = ${t}.a WHEN MATCHED THEN DELETE`]: `MODIFY on Table '${t}'.`,
      [`TRUNCATE TABLE ${t}`]: `MODIFY on Table '${t}'.`,
      [`OPTIMIZE ${t}`]: `MODIFY on Table '${t}'.`,
      [`ALTER TABLE ${t} ADD COLUMN b INT`]: `MANAGE on Table '${t}'.`,
      [`ALTER TABLE ${t} RENAME TO main.shared_lab.u`]: `MANAGE on Table '${t}'.`,
      [`DROP TABLE ${t}`]: `MANAGE on Table '${t}'.`,
      [`GRANT SELECT ON TABLE ${t} TO \`account users\``]: `MANAGE on Table '${t}'.`,
      [`COMMENT ON TABLE ${t} IS 'x'`]: `MANAGE on Table '${t}'.`,
      "CREATE TABLE main.shared_lab.u (a INT)": "CREATE TABLE on Schema 'main.shared_lab'.",
      "CREATE VIEW main.shared_lab.v AS SELECT 1": "CREATE TABLE on Schema 'main.shared_lab'.",
      "CREATE FUNCTION main.shared_lab.f() RETURN 1": "CREATE FUNCTION on Schema 'main.shared_lab'.",
      "CREATE VOLUME main.shared_lab.w": "CREATE VOLUME on Schema 'main.shared_lab'.",
      "CREATE SCHEMA main.of_ben": "CREATE SCHEMA on Catalog 'main'.",
      "DROP SCHEMA main.shared_lab CASCADE": "MANAGE on Schema 'main.shared_lab'.",
      "DROP CATALOG main CASCADE": "MANAGE on Catalog 'main'.",
    };
    for (const [statement, reason] of Object.entries(attempts)) expect(await ben.sql(statement)).toBe(refused(reason));
    expect(String(await ben.sql("CREATE CATALOG of_ben"))).toMatch(
      /^PERMISSION_DENIED: User does not have CREATE CATALOG on Metastore/,
    );
    await ana.sql(`GRANT MODIFY ON TABLE ${t} TO analysts`);
    expect(await ben.sql(`INSERT INTO ${t} VALUES (2)`)).toEqual([["1", "1"]]);
    expect(await ben.sql(`ALTER TABLE ${t} ADD COLUMN b INT`)).toBe("SUCCEEDED");
    await ana.sql(`GRANT MANAGE ON TABLE ${t} TO analysts`);
    expect(await ben.sql(`DROP TABLE ${t}`)).toBe("SUCCEEDED");
  });

  test("the creator owns an object, and the owner of the schema does not read it", async () => {
    await ana.sql("CREATE SCHEMA main.of_etl");
    await ana.sql(`GRANT USE SCHEMA, CREATE TABLE ON SCHEMA main.of_etl TO \`${ETL.application}\``);
    expect(await etl.sql("CREATE TABLE main.of_etl.t AS SELECT 7 AS a")).not.toContain("PERMISSION");
    expect((await ana.get("/api/2.1/unity-catalog/tables/main.of_etl.t")).body).toMatchObject({
      owner: ETL.application,
      created_by: ETL.application,
    });
    expect(await ana.sql("SELECT * FROM main.of_etl.t")).toBe(denied("SELECT on Table 'main.of_etl.t'."));
    // The owner of the schema can grant it, also to herself.
    await ana.sql("GRANT SELECT ON TABLE main.of_etl.t TO `ana@example.com`");
    expect(await ana.sql("SELECT * FROM main.of_etl.t")).toEqual([["7"]]);
    const [created] = Object(await etl.sql("DESCRIBE HISTORY main.of_etl.t"));
    expect(created).toContain(ETL.application);
  });

  test("a view and a function read with the privileges of their owner", async () => {
    await ana.sql("CREATE SCHEMA main.api");
    await ana.sql(
      "CREATE VIEW main.api.totals AS SELECT current_user() AS me, count(*) > 0 AS some FROM main.sales.orders",
    );
    await ana.sql("CREATE FUNCTION main.api.orders() RETURNS BIGINT RETURN (SELECT count(*) FROM main.sales.orders)");
    await ana.sql("GRANT USE SCHEMA ON SCHEMA main.api TO analysts");
    expect(await ben.sql("SELECT * FROM main.api.totals")).toBe(denied("SELECT on Table 'main.api.totals'."));
    expect(await ben.sql("SELECT main.api.orders() > 0")).toBe(
      denied("EXECUTE on Routine or Model 'main.api.orders'."),
    );
    await ana.sql("GRANT SELECT, EXECUTE ON SCHEMA main.api TO analysts");
    expect(await ben.sql("SELECT * FROM main.api.totals")).toEqual([["ben@example.com", "true"]]);
    expect(await ben.sql("SELECT main.api.orders() > 0")).toEqual([["true"]]);
    // A temporary view has no owner.
    expect(
      await ben.sql("BEGIN CREATE TEMPORARY VIEW o AS SELECT * FROM main.sales.orders; SELECT * FROM o; END"),
    ).toBe(denied("USE SCHEMA on Schema 'main.sales'."));
  });

  test("row filters and masks decide by the groups of the reader", async () => {
    await ana.sql("CREATE SCHEMA main.hr");
    await ana.sql("CREATE TABLE main.hr.staff AS SELECT * FROM VALUES ('ana', 1), ('ben', 2) t(name, pay)");
    await ana.sql(
      "CREATE FUNCTION main.hr.only_own(name STRING) RETURN is_account_group_member('metastore-admins') OR current_user() LIKE name || '@%'",
    );
    await ana.sql("CREATE FUNCTION main.hr.hidden(pay INT) RETURN IF(is_member('admins'), pay, NULL)");
    await ana.sql("ALTER TABLE main.hr.staff SET ROW FILTER main.hr.only_own ON (name)");
    await ana.sql("ALTER TABLE main.hr.staff ALTER COLUMN pay SET MASK main.hr.hidden");
    await ana.sql("GRANT USE SCHEMA, SELECT ON SCHEMA main.hr TO analysts");
    expect(await ana.sql("SELECT * FROM main.hr.staff ORDER BY name")).toEqual([
      ["ana", "1"],
      ["ben", "2"],
    ]);
    expect(await ben.sql("SELECT * FROM main.hr.staff")).toEqual([["ben", null]]);
    expect(
      await ben.sql("SELECT is_member('analysts'), is_member('nosuch'), is_account_group_member('account users')"),
    ).toEqual([["true", "false", "true"]]);
  });

  test("volumes need READ VOLUME and WRITE VOLUME", async () => {
    const file = "/api/2.0/fs/files/Volumes/main/sales/landing/x.csv";
    expect((await ben.call("PUT", file, {})).body.message).toBe(
      "User does not have USE SCHEMA on Schema 'main.sales'.",
    );
    await ana.sql("GRANT USE SCHEMA ON SCHEMA main.sales TO analysts");
    expect((await ben.call("PUT", file, {})).body.message).toBe(
      "User does not have WRITE VOLUME on Volume 'main.sales.landing'.",
    );
    expect((await ben.get(file)).body.message).toBe("User does not have READ VOLUME on Volume 'main.sales.landing'.");
    expect(await ben.sql("LIST '/Volumes/main/sales/landing'")).toBe(
      refused("READ VOLUME on Volume 'main.sales.landing'."),
    );
    expect(await ben.sql("SELECT * FROM read_files('/Volumes/main/sales/landing/orders')")).toBe(
      refused("READ VOLUME on Volume 'main.sales.landing'."),
    );
    expect(String(await ben.sql("SELECT * FROM csv.`/Volumes/main/sales/exports/orders`"))).toContain("1001");
    await ana.sql("REVOKE USE SCHEMA ON SCHEMA main.sales FROM analysts");
  });

  test("the system catalog opens to metastore administrators, and information_schema to everyone", async () => {
    expect(await ben.sql("SELECT count(*) FROM system.billing.usage")).toBe(
      denied("USE SCHEMA on Schema 'system.billing'."),
    );
    expect(await ana.sql("SELECT count(*) > 0 FROM system.billing.usage")).toEqual([["true"]]);
    expect(await ben.sql("SELECT count(*) > 0 FROM system.information_schema.catalogs")).toEqual([["true"]]);
  });
});

describe("what lists show", () => {
  test("objects without privileges are hidden, and reading one is refused", async () => {
    await ana.sql("CREATE CATALOG secret_plans");
    await ana.sql("CREATE TABLE secret_plans.default.t AS SELECT 1 AS a");
    const catalogs = async (who: Actor) => JSON.stringify((await who.get("/api/2.1/unity-catalog/catalogs")).body);
    expect(await catalogs(ana)).toContain("secret_plans");
    expect(await catalogs(ben)).not.toContain("secret_plans");
    expect(JSON.stringify(await ben.sql("SHOW CATALOGS"))).not.toContain("secret_plans");
    expect(JSON.stringify(await ben.sql("SELECT catalog_name FROM system.information_schema.catalogs"))).not.toContain(
      "secret_plans",
    );
    const one = await ben.get("/api/2.1/unity-catalog/tables/secret_plans.default.t");
    expect([...session.refusal(one), one.body.message]).toEqual([
      403,
      "PERMISSION_DENIED",
      "User does not have USE CATALOG on Catalog 'secret_plans'.",
    ]);
    await ana.sql("GRANT USE CATALOG, USE SCHEMA, SELECT ON CATALOG secret_plans TO analysts");
    expect(await catalogs(ben)).toContain("secret_plans");
    expect((await ben.get("/api/2.1/unity-catalog/tables/secret_plans.default.t")).status).toBe(200);
  });

  test("BROWSE shows what is there without its rows", async () => {
    expect(JSON.stringify(await ben.sql("SHOW TABLES IN main.sales"))).toContain("orders");
    expect((await ben.get("/api/2.1/unity-catalog/tables/main.sales.orders")).status).toBe(200);
    expect(await ben.sql("SELECT * FROM main.sales.orders")).toMatch("INSUFFICIENT_PERMISSIONS");
  });

  test("grants are changed by those who manage the object, and others see their own", async () => {
    const path = "/api/2.1/unity-catalog/permissions/catalog/main";
    const refused = await ben.call("PATCH", path, { changes: [{ principal: "ben@example.com", add: ["SELECT"] }] });
    expect([...session.refusal(refused), refused.body.message]).toEqual([
      403,
      "PERMISSION_DENIED",
      "User does not have MANAGE on Catalog 'main'.",
    ]);
    await ana.call("PATCH", path, { changes: [{ principal: "data-eng", add: ["SELECT"] }] });
    expect((await ben.get(path)).body.privilege_assignments).toMatchObject([{ principal: "account users" }]);
    expect(JSON.stringify((await ana.get(path)).body)).toContain("data-eng");
    expect(JSON.stringify(await ben.sql("SHOW GRANTS ON CATALOG main"))).not.toContain("data-eng");
    await ana.call("PATCH", path, { changes: [{ principal: "data-eng", remove: ["SELECT"] }] });
  });
});
