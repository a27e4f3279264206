import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a workspace setting: read, changed, read again", async () => {
  const { call, failure } = story;
  const keys = ["maxTokenLifetimeDays", "enableWebTerminal"];
  expect(await call("get_workspace_conf", { keys })).toEqual({ values: { maxTokenLifetimeDays: "90" } });
  await call("set_workspace_conf", { key: "enableWebTerminal", value: "true" });
  expect(await call("get_workspace_conf", { keys })).toEqual({
    values: { maxTokenLifetimeDays: "90", enableWebTerminal: "true" },
  });
  expect(await failure("set_workspace_conf", { key: "enableWebTerminal", value: "on" })).toContain(
    'enableWebTerminal must be "true" or "false"',
  );
});
