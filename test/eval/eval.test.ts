import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../src/tools/index.ts";
import { openStory, type Story } from "../support/story.ts";
import { replay } from "./replay.ts";
import { type Session, score } from "./score.ts";
import { taskFiles } from "./tasks/index.ts";

const ID = /\b(\d{7,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d{4}-\d{6}-\w{8})\b/g;

/** Ids that neither the person nor an earlier answer had named: no model could have known them. */
function guessed(prompt: string, { calls }: Session): string[] {
  return calls.flatMap(({ args }, index) => {
    const known = [prompt, ...calls.slice(0, index).map(({ text }) => text)].join("\n");
    return [...JSON.stringify(args).matchAll(ID)].map(([id]) => id).filter((id) => !known.includes(id));
  });
}

describe.each(Object.entries(taskFiles))("%s", (_, inFile) => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ messy: true });
  });
  afterAll(() => story.close());

  test.each(inFile.map((task) => [task.id, task] as const))("%s", async (_id, task) => {
    const { session, score: found } = await replay(story, task);
    expect(found).toMatchObject({ faults: [], errors: 0, calls: task.fewest });
    expect(guessed(task.prompt, session)).toEqual([]);
    // Whoever stops a call early has not solved it: the facts are not in what came before.
    const short = { ...session, calls: session.calls.slice(0, -1) };
    expect((await score(task, short, catalogue)).faults).not.toEqual([]);
  });
});
