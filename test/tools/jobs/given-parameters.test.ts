import { expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const RUN_NOW = "POST /api/2.2/jobs/run-now";
const REPAIR = "POST /api/2.2/jobs/runs/repair";
const GET_RUN = "GET /api/2.2/jobs/runs/get";
const GET_JOB = "GET /api/2.2/jobs/get";

const ended = { run_id: 88, job_id: 7, state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" }, tasks: [] };
const job = { job_id: 7, settings: { name: "nightly", parameters: [{ name: "day", default: "yesterday" }] } };

test("a misspelled job parameter would run the job with the default of the one that is meant, so nothing is run", async () => {
  const { call } = await connect();
  on(GET_JOB, job);
  on(GET_RUN, ended);
  const [started, repaired] = [on(RUN_NOW, { run_id: 88 }), on(REPAIR, { repair_id: 9 })];
  for (const [tool, of] of [
    ["run_job", { job_id: "7" }],
    ["repair_job_run", { run_id: "88" }],
  ] as const) {
    const answer = await call(tool, { ...of, job_parameters: { dya: "2026-01-14" } });
    expect([answer.isError, textOf(answer)]).toEqual([
      true,
      "The job has no parameter dya; nothing was run. Did you mean day?",
    ]);
  }
  expect([started, repaired]).toEqual([[], []]);
});

test.each([
  [{ day: "monday" }, job, undefined],
  [{ day: "monday", dya: "tuesday" }, job, /does not declare dya.*get_job returns the parameters/s],
  [{ region: "EU" }, job, /does not declare region, so only tasks that read it by this name use it/],
  [{ region: "EU" }, { job_id: 7, settings: { name: "nightly" } }, /It declares none\./],
  [{ region: "EU" }, () => platformError(403, "PERMISSION_DENIED", "no"), undefined],
])("parameters %j are sent; those that the job does not declare are named", async (job_parameters, found, named) => {
  const { call } = await connect();
  on(GET_JOB, found);
  on(GET_RUN, ended);
  const started = on(RUN_NOW, { run_id: 88 });
  const { content } = await call("run_job", { job_id: "7", job_parameters });
  expect(started.map(({ body }) => body)).toMatchObject([{ job_parameters }]);
  if (named) expect(JSON.stringify(content)).toMatch(named);
  else expect(JSON.stringify(content)).not.toContain("declare");
});
