import { describe, expect, test } from "vitest";
import { cronInWords, cronProblem } from "../../src/tools/cron.ts";
import { connect, textOf } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

describe("a schedule in Quartz's notation", () => {
  test.each([
    ["0 30 6 ? * 1-5", "0 30 6 ? * 1-5 (SUN-THU)"],
    ["0 30 6 ? * 2,6", "0 30 6 ? * 2,6 (MON,FRI)"],
    ["0 30 6 ? * 2#1", "0 30 6 ? * 2#1 (MON#1)"],
    ["0 30 6 ? * MON-FRI", "0 30 6 ? * MON-FRI"],
    ["0 30 6 * * ?", "0 30 6 * * ?"],
  ])("%s names the days that its numbers mean", (cron, words) => expect(cronInWords(cron)).toBe(words));

  test.each([
    ["30 6 * * *", "6 or 7 fields, starting with seconds"],
    ["0 0 8 * * *", "must have ? as the day of the month"],
    ["0 0 8 ? * ?", "must have ? as the day of the month"],
    ["0 0 8 ? * 2 2027", undefined],
  ])("%s: %s", (cron, problem) =>
    problem ? expect(cronProblem(cron)).toContain(problem) : expect(cronProblem(cron)).toBeUndefined(),
  );

  test("a job with five fields is refused, and one with numbers for days says which", async () => {
    const { call } = await connect();
    const job = (cron: string) => ({
      name: "nightly",
      tasks: [{ task_key: "a", notebook_task: { notebook_path: "/Volumes/a/b/c" } }],
      settings: { schedule: { quartz_cron_expression: cron, timezone_id: "UTC" } },
    });
    expect(textOf(await call("create_job", job("30 6 * * 1-5")))).toContain(
      "settings.schedule.quartz_cron_expression: must have 6 or 7 fields, starting with seconds, e.g. 0 0 8 * * ?",
    );
    const created = job("0 30 6 ? * 1-5");
    on("GET /api/2.2/jobs/list", {});
    on("POST /api/2.2/jobs/create", { job_id: 7 });
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly", ...created.settings } });
    expect((await call("create_job", created)).structuredContent).toMatchObject({
      starts: "0 30 6 ? * 1-5 (SUN-THU) UTC",
    });
  });
});
