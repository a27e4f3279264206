import { describe, expect, test } from "vitest";
import { ETL, openIdentities } from "../identity-session.ts";

const { session, ana, ben, etl } = await openIdentities();

describe("jobs and notebooks work as their identity", () => {
  const run = async (settings: object): Promise<unknown> => {
    const { body } = await ana.call("POST", "/api/2.2/jobs/create", { name: "as", ...settings });
    const started = await ana.call("POST", "/api/2.2/jobs/run-now", { job_id: body.job_id });
    const get = `/api/2.2/jobs/runs/get?run_id=${String(started.body.run_id)}`;
    const ended = () => ana.get(get).then(({ body: { state } }) => Object(state).life_cycle_state);
    await expect.poll(ended, { timeout: 30_000 }).toMatch(/TERMINATED|INTERNAL_ERROR/);
    const { body: found } = await ana.get(get);
    const [task] = Object(found).tasks;
    return (await ana.get(`/api/2.2/jobs/runs/get-output?run_id=${task.run_id}`)).body;
  };
  const notebook = async (name: string, source: string) => {
    const path = `/Users/ana@example.com/${name}`;
    const content = Buffer.from(source).toString("base64");
    await ana.call("POST", "/api/2.0/workspace/import", {
      path,
      content,
      language: "SQL",
      format: "SOURCE",
      overwrite: true,
    });
    return { tasks: [{ task_key: "t", notebook_task: { notebook_path: path } }] };
  };

  test("run_as reads what its identity may read", async () => {
    const tasks = await notebook("reads", "SELECT count(*) FROM main.sales.orders");
    const run_as = { service_principal_name: ETL.application };
    expect(Object(await run({ ...tasks, run_as })).error).toContain(
      "User does not have USE SCHEMA on Schema 'main.sales'.",
    );
    await ana.sql(`GRANT USE SCHEMA, SELECT ON SCHEMA main.sales TO \`${ETL.application}\``);
    expect(Object(await run({ ...tasks, run_as })).error).toBeUndefined();
    await ana.sql("CREATE SCHEMA IF NOT EXISTS main.of_jobs");
    await ana.sql(`GRANT USE SCHEMA, CREATE TABLE ON SCHEMA main.of_jobs TO \`${ETL.application}\``);
    await run({ ...(await notebook("makes", "CREATE TABLE main.of_jobs.t AS SELECT current_user() AS me")), run_as });
    expect(await etl.sql("SELECT me FROM main.of_jobs.t")).toEqual([[ETL.application]]);
    expect((await ana.get("/api/2.1/unity-catalog/tables/main.of_jobs.t")).body.owner).toBe(ETL.application);
  });

  test("the system table of jobs has the creator and the identity", async () => {
    const run_as = { service_principal_name: ETL.application };
    await ana.call("POST", "/api/2.2/jobs/create", { name: "listed", run_as });
    expect(await ana.sql("SELECT creator_id, run_as FROM system.lakeflow.jobs WHERE name = 'listed'")).toEqual([
      ["7001", ETL.application],
    ]);
  });

  test("only administrators let a job run as another user", async () => {
    const run_as = { user_name: "ana@example.com" };
    const refused = await ben.call("POST", "/api/2.2/jobs/create", { name: "sneaky", run_as });
    expect(session.refusal(refused)).toEqual([403, "PERMISSION_DENIED"]);
    expect(
      (await ben.call("POST", "/api/2.2/jobs/create", { name: "own", run_as: { user_name: "ben@example.com" } }))
        .status,
    ).toBe(200);
  });
});
