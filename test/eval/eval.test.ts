import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStory, type Story } from "../support/story.ts";
import { replay } from "./replay.ts";
import { taskFiles } from "./tasks/index.ts";

describe.each(Object.entries(taskFiles))("%s", (_, inFile) => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ messy: true });
  });
  afterAll(() => story.close());

  test.each(inFile.map((task) => [task.id, task] as const))("%s", async (_id, task) => {
    const { faults, calls } = await replay(story, task);
    expect(faults).toEqual([]);
    expect(calls).toBe(task.fewest);
  });
});
