import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

// Tasks of trials that agents could not do in earlier embedded workspaces: upkeep of tables, files and SQL, JSON, governance.

let story: Story;
beforeAll(async () => {
  story = await openStory();
  await story.call("execute_sql", { statement: "CREATE SCHEMA main.trial" });
});
afterAll(() => story.close());

const rows = async (statement: string) => (await story.call("execute_sql_read_only", { statement })).rows;
const change = (statement: string) => story.call("execute_sql", { statement });

test("JSON events become a clean table and a daily summary", async () => {
  await change(`CREATE TABLE main.trial.bronze AS SELECT * FROM VALUES
    (1, '{"customer":"A","amt":"10.50","day":"2026-01-02","items":["x","y"]}'),
    (2, '{"customer":"B","amt":null,"day":"2026-01-02","items":[]}'),
    (1, '{"customer":"A","amt":"10.50","day":"2026-01-02","items":["x","y"]}'),
    (3, '{"customer":"A","amt":"4","day":"2026-01-03","items":["z"]}') AS t(id, raw)`);
  // De-duplication reads the table that it overwrites.
  await change("INSERT OVERWRITE main.trial.bronze SELECT DISTINCT * FROM main.trial.bronze");
  await change(`CREATE TABLE main.trial.silver AS
    SELECT id, raw:customer AS customer, try_cast(raw:amt AS DECIMAL(10, 2)) AS amt, CAST(raw:day AS DATE) AS day,
      from_json(raw:items, 'ARRAY<STRING>') AS items FROM main.trial.bronze`);
  expect(await rows("SELECT day, sum(amt), count(*) FROM main.trial.silver GROUP BY day ORDER BY day")).toEqual([
    ["2026-01-02", "10.50", "2"],
    ["2026-01-03", "4.00", "1"],
  ]);
  expect(
    await rows("SELECT id, item FROM main.trial.silver LATERAL VIEW explode(items) AS item ORDER BY id, item"),
  ).toEqual([
    ["1", "x"],
    ["1", "y"],
    ["3", "z"],
  ]);
  const counts = "SELECT key, value FROM (SELECT explode(map_from_entries(array(struct('a', 1), struct('b', 2)))))";
  expect(await rows(`${counts} ORDER BY key`)).toEqual([
    ["a", "1"],
    ["b", "2"],
  ]);
});

test("a table is kept up: history, an earlier version, a restore, and files compacted", async () => {
  await change("CREATE TABLE main.trial.upkeep AS SELECT 1 AS id");
  await change("INSERT INTO main.trial.upkeep VALUES (2)");
  await change("DELETE FROM main.trial.upkeep");
  expect(await rows("SELECT count(*) FROM main.trial.upkeep VERSION AS OF 1")).toEqual([["2"]]);
  await change("RESTORE TABLE main.trial.upkeep TO VERSION AS OF 1");
  for (const statement of [
    "OPTIMIZE main.trial.upkeep",
    "VACUUM main.trial.upkeep",
    "ANALYZE TABLE main.trial.upkeep COMPUTE STATISTICS",
  ])
    await change(statement);
  expect(JSON.stringify(await rows("DESCRIBE HISTORY main.trial.upkeep"))).toContain("RESTORE");
  expect(await rows("SELECT sum(id) FROM main.trial.upkeep")).toEqual([["3"]]);
});

test("a CSV file of a volume is loaded once", async () => {
  const { call } = story;
  await call("create_volume", { catalog_name: "main", schema_name: "trial", volume_name: "drop" });
  await call("write_file", { path: "/Volumes/main/trial/drop/a.csv", content: "id,amount\n1,2.5\n2,4\n" });
  await change("CREATE TABLE main.trial.loaded (id INT, amount DOUBLE)");
  const copy = `COPY INTO main.trial.loaded FROM '/Volumes/main/trial/drop' FILEFORMAT = CSV
    FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true')`;
  await change(copy);
  await change(copy);
  expect(await rows("SELECT count(*), sum(amount) FROM main.trial.loaded")).toEqual([["2", "6.5"]]);
  expect(await rows("SELECT sum(amount) FROM read_files('/Volumes/main/trial/drop/*.csv')")).toEqual([["6.5"]]);
});

test("a function masks a column, a clone goes its own way, and a dropped table comes back with its grants", async () => {
  const { call } = story;
  await change("CREATE TABLE main.trial.people AS SELECT 'ana@example.com' AS email, 1 AS id");
  await change("CREATE FUNCTION main.trial.hide(email STRING) RETURN regexp_replace(email, '^[^@]+', '***')");
  await change("CREATE TABLE main.trial.copy SHALLOW CLONE main.trial.people");
  await change("INSERT INTO main.trial.copy VALUES ('x@example.com', 2)");
  await change("ALTER TABLE main.trial.people ALTER COLUMN email SET MASK main.trial.hide");
  expect(await rows("SELECT email FROM main.trial.people")).toEqual([["***@example.com"]]);
  expect(await rows("SELECT count(*) FROM main.trial.copy")).toEqual([["2"]]);
  await call("update_grants", {
    securable_type: "table",
    full_name: "main.trial.people",
    principal: "analysts",
    add: ["SELECT"],
  });
  await call("delete_table", { full_name: "main.trial.people" });
  await change("UNDROP TABLE main.trial.people");
  expect(
    JSON.stringify(await call("get_grants", { securable_type: "table", full_name: "main.trial.people" })),
  ).toContain("analysts");
});

test("changes of rows are counted by kind, and a limit must be a number", async () => {
  const { call, failure } = story;
  await change("CREATE TABLE main.trial.counted AS SELECT id, 'old' AS word FROM range(4)");
  expect(await change("UPDATE main.trial.counted SET word = 'new' WHERE id < 2")).toMatchObject({
    columns: [{ name: "num_affected_rows" }],
    rows: [["2"]],
  });
  const merge = `MERGE INTO main.trial.counted t USING (SELECT 1 AS id UNION ALL SELECT 9) s ON t.id = s.id
    WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, word) VALUES (s.id, 'added')`;
  expect(await change(merge)).toMatchObject({
    columns: ["affected", "updated", "deleted", "inserted"].map((kind) => ({ name: `num_${kind}_rows` })),
    rows: [["2", "0", "1", "1"]],
  });
  const limited = { statement: "SELECT id FROM main.trial.counted LIMIT :n", parameters: [{ name: "n", value: "1" }] };
  expect(await failure("execute_sql_read_only", limited)).toContain("INVALID_LIMIT_LIKE_EXPRESSION");
  const [n] = limited.parameters;
  const typed = { ...limited, parameters: [{ ...n, type: "INT" }] };
  expect((await call("execute_sql_read_only", typed)).rows).toHaveLength(1);
});

test("Genie knows the revenue by month", async () => {
  const { call } = story;
  const { spaces } = await call("list_genie_spaces");
  const [{ space_id = "" } = {}] = spaces as { space_id?: string }[];
  const answer = JSON.stringify(await call("ask_genie", { space_id, question: "Revenue by month" }));
  expect(answer).toContain("date_trunc('MONTH', order_date)");
  expect(answer).toContain('"status":"COMPLETED"');
});

test("a check of the data fails a job's task", async () => {
  const { call } = story;
  const query_text =
    "SELECT assert_true(count(*) = 0, 'orders without a customer') FROM main.sales.orders WHERE order_id > 0";
  const warehouse_id = "7e083095329f3ca5";
  const { id } = await call("create_query", { display_name: "trial-check", query_text, warehouse_id });
  const tasks = [{ task_key: "check", sql_task: { query: { query_id: id }, warehouse_id } }];
  const { job_id } = await call("create_job", { name: "trial-check", tasks });
  const run = await call("run_job", { job_id, wait_seconds: 45 });
  expect(run).toMatchObject({ result_state: "FAILED" });
  expect(JSON.stringify(run)).toContain("orders without a customer");
});

test("a job runs as the service principal that it is given to, with that one's privileges", async () => {
  const { call } = story;
  const service_principal_name = "8f2c0000-1111-2222-3333-444455556666";
  const warehouse_id = "7e083095329f3ca5";
  const { id } = await call("create_query", {
    display_name: "trial-as",
    query_text: "SELECT count(*) FROM main.sales.orders",
    warehouse_id,
  });
  const tasks = [{ task_key: "read", sql_task: { query: { query_id: id }, warehouse_id } }];
  const { job_id } = await call("create_job", {
    name: "trial-as",
    tasks,
    settings: { run_as: { service_principal_name } },
  });
  const refused = await call("run_job", { job_id, wait_seconds: 45 });
  const { error } = await call("get_job_run_output", { run_id: Object(refused.tasks)[0].run_id });
  expect(error).toContain("User does not have USE SCHEMA on Schema 'main.sales'.");
  const grant = { principal: service_principal_name, add: ["USE_SCHEMA", "SELECT"] };
  await call("update_grants", { securable_type: "schema", full_name: "main.sales", ...grant });
  expect(await call("run_job", { job_id, wait_seconds: 45 })).toMatchObject({ result_state: "SUCCESS" });
});
