import { relative } from "node:path";
import { afterAll, beforeEach, type RunnerTask, type RunnerTestFile } from "vitest";
import { type RecordedFile, record, root } from "./record.ts";

const passed = (task: RunnerTask): boolean =>
  "tasks" in task ? task.tasks.every(passed) : task.result?.state === "pass";

// A setup file: it runs before every test file, whether files share a process or not.
let current: RunnerTestFile | undefined;
beforeEach(({ task }) => {
  current = task.file;
});

afterAll(() => {
  if (!current) return;
  const file = relative(root, current.filepath).replaceAll("\\", "/");
  record("files", { file, whole: passed(current) } satisfies RecordedFile);
});
