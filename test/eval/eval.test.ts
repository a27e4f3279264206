import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { openStory, type Story } from "../support/story.ts";
import { replay } from "./replay.ts";
import { score } from "./score.ts";
import { taskFiles } from "./tasks/index.ts";

describe.each(Object.entries(taskFiles))("%s", (_, inFile) => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ messy: true });
  });
  afterAll(() => story.close());

  test.each(inFile.map((task) => [task.id, task] as const))("%s", async (_id, task) => {
    const { session, score: found } = await replay(story, task);
    expect(found).toMatchObject({ faults: [], errors: 0, calls: task.fewest });
    // Whoever stops a call early has not solved it: the facts are not in what came before.
    const short = { ...session, calls: session.calls.slice(0, -1) };
    expect((await score(task, short, catalogue)).faults).not.toEqual([]);
  });
});
