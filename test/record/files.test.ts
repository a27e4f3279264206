import { expect, test } from "vitest";
import { ranWhole, readRecord, record, recordedFiles } from "../support/record/record.ts";

test("a line is read back as it was recorded, together with those of other processes", () => {
  record("sample", { tool: "list_jobs" });
  expect(readRecord("sample")).toEqual([{ tool: "list_jobs" }]);
});

test("a folder that did not run whole says so, and one that does not exist is a mistake", () => {
  expect(recordedFiles().has("test/record/files.test.ts")).toBe(false);
  expect(ranWhole("test/record")).toBe(false);
  expect(() => ranWhole("test/nowhere")).toThrow("not a folder");
});
