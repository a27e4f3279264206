import { expect, test } from "vitest";
import { whyUnserved } from "../../src/server/unserved.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect } from "../support/harness.ts";

const settings = {
  host: "https://a.example",
  cloud: "AWS",
  authType: "pat",
  toolsets: [],
  access: "write",
  confirm: "ask",
  waitBudgetMs: 1,
  outputBudgetChars: 1,
} as const;

test("a tool that is not served: its toolset and presets, or the access that it requires", () => {
  expect(whyUnserved(catalogue, "create_dashboard", settings)).toBe(
    "It is in toolset dashboards (also in analyst): the operator can add it with --toolsets.",
  );
  expect(whyUnserved(catalogue, "delete_job", settings)).toBe(
    "It requires destructive access, and the server runs with --access write. The operator can raise it.",
  );
  expect(whyUnserved(catalogue, "make_coffee", settings)).toBeUndefined();
});

test("a call of a tool that is not served says so", async () => {
  const { call } = await connect({ tools: catalogue.filter(({ name }) => name === "list_jobs") });
  await expect(call("create_dashboard", {})).rejects.toThrow(
    "Unknown tool: create_dashboard. It is in toolset dashboards",
  );
});
