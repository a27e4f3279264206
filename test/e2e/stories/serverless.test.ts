import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("Python without a cluster: variables, functions and imports last, errors are shown", {
  timeout: 60_000,
}, async () => {
  const { call } = story;
  const run = (code: string) => call("run_code", { code });
  const first = await run(
    "import math\nclass Box:\n    def __init__(self, n): self.n = n\ndef twice(n):\n    return 2 * n\nbox = Box(21)\nlines = (n for n in [1])\nprint('made')",
  );
  expect(first).toMatchObject({ text: "made\n", note: "Not kept for the next call: lines." });
  expect(await run("twice(box.n) + math.floor(0.5)")).toMatchObject({ text: "42\n", sandbox: first.sandbox });
  const failed = await run("def later():\n    return 7\nx = 1\nx / 0");
  expect(failed).toMatchObject({ error: { summary: "ZeroDivisionError: division by zero" } });
  expect(JSON.stringify(failed)).toContain('File \\"<code>\\", line 4');
  // The part before the error has happened.
  expect(await run("later() + x")).toMatchObject({ text: "8\n" });
});

test("a run of its own on serverless compute", { timeout: 60_000 }, async () => {
  const { call } = story;
  const result = await call("run_code", { code: "print(6 * 7)", keep_state: false, wait_seconds: 30 });
  expect(result).toMatchObject({ text: "42", run_id: expect.stringMatching(/^\d+$/) });
  const parameters = { path: "/Users/ana@example.com/.run_code" };
  expect(await call("call_api", { operation: "workspace.list", parameters })).toEqual({ result: {} });
});
