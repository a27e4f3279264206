import { expect, onTestFinished, test } from "vitest";
import { openStory } from "../../support/story.ts";

test("tasks are submitted without a job", async () => {
  const { call, close } = await openStory();
  onTestFinished(close);
  const tasks = [
    { task_key: "train", notebook_task: { notebook_path: "/Users/ana@example.com/ml/churn_model" } },
    {
      task_key: "checks",
      spark_python_task: { python_file: "/Repos/ana@example.com/etl-pipelines/pipelines/checks.py" },
    },
  ];
  const run = await call("submit_run", { run_name: "by hand", tasks, wait_seconds: 45 });
  expect(run).toMatchObject({ run_name: "by hand", result_state: "SUCCESS" });
  const ended = run.tasks as readonly { task_key: string; result_state?: string }[];
  expect(ended.map(({ task_key, result_state }) => [task_key, result_state])).toEqual([
    ["train", "SUCCESS"],
    ["checks", "SUCCESS"],
  ]);
}, 120_000);
