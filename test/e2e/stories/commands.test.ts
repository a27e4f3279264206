import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const cluster_id = "0115-093012-abcd1234";

test("code keeps its variables, fails with a traceback, and reads the warehouse's tables", async () => {
  const { call } = story;
  expect(await call("execute_command", { cluster_id, command: "total = sum(range(10))\ntotal" })).toMatchObject({
    text: "45",
  });
  expect(await call("execute_command", { cluster_id, command: "print(total + 1)" })).toMatchObject({ text: "46" });
  expect(await call("execute_command", { cluster_id, command: "total / 0" })).toMatchObject({
    error: { summary: "ZeroDivisionError: division by zero" },
  });
  expect(await call("execute_command", { cluster_id, language: "sql", command: "SELECT 7 AS seven" })).toMatchObject({
    rows: [[7]],
  });
});

test("a context is opened, a long command in it is cancelled, and the context is closed", async () => {
  const { call, failure } = story;
  const { context_id, status } = await call("create_execution_context", { cluster_id });
  expect(status).toBe("Running");
  const place = { cluster_id, context_id };
  expect(await call("get_execution_context", place)).toMatchObject({ status: "Running" });
  await call("execute_command", { ...place, command: "mark = 'kept'" });

  const command = "import time\nwhile True: time.sleep(0.05)";
  const { command_id } = await call("execute_command", { ...place, command, wait_seconds: 0 });
  const ids = { ...place, command_id };
  expect(await call("get_command_status", { ...ids, wait_seconds: 0 })).toMatchObject({ status: "Running" });
  expect(await call("cancel_command", ids)).toMatchObject({ status: "Cancelled" });
  expect(await call("execute_command", { ...place, command: "print(mark)" })).toMatchObject({ text: "kept" });

  await call("destroy_execution_context", place);
  expect(await failure("execute_command", { ...place, command: "print(mark)" })).toContain("no longer exists");
});
