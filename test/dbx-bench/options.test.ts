import { expect, test } from "vitest";
import { optionsOf } from "../../dbx-bench/sessions/server.ts";
import { findTask } from "../../dbx-bench/tasks/index.ts";

test("a choice of tools keeps the other options of a task", () => {
  const task = findTask("adm-protected");
  expect(optionsOf(task, {})).toEqual(["--toolsets", "admin,jobs", "--protect", "nightly-*"]);
  expect(optionsOf(task, { mode: "code" })).toEqual(["--mode", "code", "--protect", "nightly-*"]);
  expect(optionsOf(task, { toolsets: "all" })).toEqual(["--toolsets", "all", "--protect", "nightly-*"]);
  expect(optionsOf(findTask("eng-rename-job"), {})).toEqual(["--toolsets", "engineer"]);
});
