import { expect, test } from "vitest";
import { connectServer, optionsOf } from "../../dbx-bench/sessions/server.ts";
import type { Place } from "../../dbx-bench/task.ts";
import { findTask } from "../../dbx-bench/tasks/index.ts";

test("a choice of tools keeps the other options of a task", () => {
  const task = findTask("adm-protected");
  expect(optionsOf(task, {})).toEqual(["--toolsets", "admin,jobs", "--protect", "nightly-*"]);
  expect(optionsOf(task, { mode: "code" })).toEqual(["--mode", "code", "--protect", "nightly-*"]);
  expect(optionsOf(task, { toolsets: "all" })).toEqual(["--toolsets", "all", "--protect", "nightly-*"]);
  expect(optionsOf(findTask("eng-rename-job"), {})).toEqual(["--toolsets", "engineer"]);
});

test.each([
  ["no-such-command-of-a-server", /^The server no-such-command-of-a-server ended before it answered: .*not found$/],
  ["ours=/no/such/file.js", /^The server ours=\/no\/such\/file\.js ended before it answered: .*Cannot find module/],
  ["true", /^The server true ended before it answered\.$/],
])("a server that ends at once is reported in one sentence: %s", async (server, reason) => {
  const place = { url: "http://127.0.0.1:9", token: "x" };
  const connecting = connectServer(findTask("adm-protected"), place as Place, () => true, { server });
  await expect(connecting).rejects.toThrow(reason);
});
