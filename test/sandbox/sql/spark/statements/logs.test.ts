import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSql, type SqlSession } from "../../session.ts";

let sql: SqlSession;
beforeAll(async () => {
  sql = await openSql();
});
afterAll(async () => {
  await sql.close();
});

describe("streaming tables and materialized views", () => {
  const detail = async (table: string, name: string) =>
    (await sql.rows(`DESCRIBE EXTENDED main.sales.${table}`)).find(([one]) => one === name)?.[1];

  it("show when they are refreshed", async () => {
    await sql.rows(
      "CREATE OR REFRESH STREAMING TABLE main.sales.st SCHEDULE EVERY 1 HOUR AS SELECT * FROM STREAM main.sales.orders",
    );
    await sql.rows(
      "CREATE MATERIALIZED VIEW main.sales.m TRIGGER ON UPDATE AT MOST EVERY INTERVAL 1 HOUR AS SELECT count(*) AS n FROM main.sales.orders",
    );
    expect(await detail("st", "Refresh Schedule")).toBe("EVERY 1 HOUR");
    expect(await detail("m", "Refresh Schedule")).toBe("TRIGGER ON UPDATE AT MOST EVERY INTERVAL 1 HOUR");
    await sql.rows("ALTER STREAMING TABLE main.sales.st ALTER SCHEDULE CRON '0 0 * * * ?' AT TIME ZONE 'UTC'");
    expect(await sql.rows("SHOW CREATE TABLE main.sales.st")).toEqual([
      [expect.stringContaining("SCHEDULE CRON '0 0 * * * ?' AT TIME ZONE 'UTC'\nAS SELECT")],
    ]);
    await sql.rows("ALTER MATERIALIZED VIEW main.sales.m DROP SCHEDULE");
    expect(await detail("m", "Refresh Schedule")).toBe("MANUAL");
    await sql.rows("ALTER MATERIALIZED VIEW main.sales.m ADD TRIGGER ON UPDATE");
    expect(await detail("m", "Refresh Schedule")).toBe("TRIGGER ON UPDATE");
    expect(await sql.failure("ALTER TABLE main.sales.orders ADD SCHEDULE EVERY 1 DAY")).toMatch(/^\[/);
  });

  it("have the event log of their refreshes", async () => {
    await sql.rows("REFRESH STREAMING TABLE main.sales.st");
    const events = await sql.rows(
      "SELECT event_type, message, details:flow_progress.metrics.num_output_rows, origin.flow_name, error IS NULL FROM event_log(TABLE(main.sales.st)) ORDER BY sequence.control_plane_seq_no",
    );
    const [orders] = (await sql.rows("SELECT count(*) FROM main.sales.orders")).flat();
    const refreshed = ["flow_progress", "Flow 'main.sales.st' has COMPLETED.", orders, "main.sales.st", "true"];
    expect(events.filter(([type]) => type === "flow_progress")).toEqual([refreshed, refreshed]);
    expect(events.filter(([type]) => type === "update_progress")).toHaveLength(2);
  });
});

describe("event_log", () => {
  const ORDERS = "e0f01758-cc61-11eb-b8bc-0242ac130003";
  const RETURNS = "5b7d9a20-cc61-11eb-b8bc-0242ac130003";

  it("has the events of a pipeline, also in a view", async () => {
    expect(
      await sql.rows(
        `SELECT level, event_type, origin.pipeline_name, error.exceptions[0].message FROM event_log('${RETURNS}')`,
      ),
    ).toEqual([
      [
        "ERROR",
        "update_progress",
        "returns-import",
        "[NO_SUCH_CATALOG_EXCEPTION] Catalog 'archive_2024' was not found.",
      ],
    ]);
    await sql.rows(`CREATE VIEW main.default.events AS SELECT * FROM event_log('${ORDERS}')`);
    expect(await sql.rows("SELECT level, origin.pipeline_id FROM main.default.events")).toEqual([["INFO", ORDERS]]);
  });

  it("fails for what has no log", async () => {
    expect(await sql.failure("SELECT * FROM event_log('x')")).toContain("[EVENT_LOG_UNAVAILABLE]");
    expect(await sql.failure("SELECT * FROM event_log(TABLE(main.sales.orders))")).toContain("[EVENT_LOG_UNAVAILABLE]");
    expect(await sql.failure("SELECT * FROM event_log(TABLE(main.sales.absent))")).toContain(
      "[TABLE_OR_VIEW_NOT_FOUND]",
    );
    expect(await sql.failure("SELECT * FROM event_log(1)")).toContain("[INVALID_TABLE_VALUED_FUNCTION_ARGUMENTS]");
  });
});

describe("system.access.audit", () => {
  const audited = (service: string) =>
    sql.rows(
      `SELECT user_identity.email, action_name, to_json(request_params), response.status_code, response.result FROM system.access.audit WHERE service_name = '${service}' AND action_name <> 'runStart' ORDER BY event_time, event_id`,
    );
  const ana = "ana@example.com";

  it("has the requests that change objects, with the IDs of new ones and with refusals", async () => {
    const task = { task_key: "t", notebook_task: { notebook_path: "/Workspace/Shared/x" } };
    const { body } = await sql.call("POST", "/api/2.2/jobs/create", { name: "j", tasks: [task] });
    await sql.call("PATCH", `/api/2.0/permissions/jobs/${body.job_id}`, {
      access_control_list: [{ group_name: "users", permission_level: "CAN_VIEW" }],
    });
    await sql.call("POST", "/api/2.2/jobs/delete", { job_id: 99 });
    const rows = await audited("jobs");
    expect(rows.map(([, action, , status, result]) => [action, status, result]).sort()).toEqual([
      ["changeJobAcl", "200", JSON.stringify({ object_id: `/jobs/${body.job_id}` })],
      ["create", "200", JSON.stringify({ job_id: body.job_id })],
      ["delete", "400", null],
    ]);
    expect(rows.every(([user]) => user === ana)).toBe(true);
    expect(JSON.parse(rows.find(([, action]) => action === "changeJobAcl")?.[2] ?? "")).toEqual({
      resourceId: `/jobs/${body.job_id}`,
      aclPermissionSet: '[{"group_name":"users","permission_level":"CAN_VIEW"}]',
    });
  });

  it("does not repeat secrets", async () => {
    await sql.call("POST", "/api/2.0/secrets/scopes/create", { scope: "s" });
    await sql.call("POST", "/api/2.0/secrets/put", { scope: "s", key: "k", string_value: "xyzzy" });
    const rows = await audited("secrets");
    expect(rows.map(([, action]) => action).sort()).toEqual(["createScope", "putSecret"]);
    expect(JSON.stringify(rows)).not.toContain("xyzzy");
  });

  it("has the changes of Unity Catalog once each, by SQL and by REST", async () => {
    const before = (await audited("unityCatalog")).length;
    await sql.rows("CREATE TABLE main.default.t(a INT)");
    await sql.rows("GRANT SELECT ON TABLE main.default.t TO `account users`");
    await sql.rows("BEGIN ALTER TABLE main.default.t ADD COLUMN b INT; DROP TABLE main.default.t; END");
    await sql.call("POST", "/api/2.1/unity-catalog/schemas", { name: "y", catalog_name: "main", comment: "Y" });
    await sql.call("DELETE", "/api/2.1/unity-catalog/schemas/main.y");
    await sql.failure("DROP TABLE main.default.absent");
    const rows = (await audited("unityCatalog")).slice(before);
    expect(rows.map(([user, action, params]) => [user, action, JSON.parse(params ?? "")])).toEqual(
      expect.arrayContaining([
        [ana, "createTable", { name: "t", catalog_name: "main", schema_name: "default", table_type: "MANAGED" }],
        [
          ana,
          "updatePermissions",
          {
            securable_type: "table",
            securable_full_name: "main.default.t",
            changes: '[{"principal":"account users","add":["SELECT"]}]',
          },
        ],
        [ana, "updateTables", { full_name_arg: "main.default.t", change: "add_columns" }],
        [ana, "deleteTable", { full_name_arg: "main.default.t" }],
        [ana, "createSchema", { name: "y", catalog_name: "main", comment: "Y" }],
        [ana, "deleteSchema", { full_name_arg: "main.y" }],
      ]),
    );
    expect(rows).toHaveLength(6);
  });
});
