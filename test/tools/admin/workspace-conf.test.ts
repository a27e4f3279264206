import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/workspace-conf";

describe("get_workspace_conf", () => {
  test("returns the values that are set", async () => {
    const seen = on(`GET ${API}`, { enableIpAccessLists: "true", maxTokenLifetimeDays: null });
    const { call } = await connect();
    const result = await call("get_workspace_conf", { keys: ["enableIpAccessLists", "maxTokenLifetimeDays"] });
    expect(seen[0]?.query).toEqual({ keys: "enableIpAccessLists,maxTokenLifetimeDays" });
    expect(result.structuredContent).toEqual({ values: { enableIpAccessLists: "true" } });
  });

  test("the error for an unknown key lists the keys", async () => {
    const { call } = await connect();
    const text = textOf(await call("get_workspace_conf", { keys: ["tokens"] }));
    expect(text).toContain("must be one of customerApprovedWSLoginExpirationTime, enableDbfsFileBrowser");
  });
});

describe("set_workspace_conf", () => {
  test.each([
    [{ maxTokenLifetimeDays: "90" }, 'Change maxTokenLifetimeDays from "90" to "30" for all users'],
    [{}, 'Change maxTokenLifetimeDays to "30" for all users'],
  ])("asks with the current value: %j", async (now, question) => {
    on(`GET ${API}`, now);
    const seen = on(`PATCH ${API}`, new Response(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_workspace_conf", { key: "maxTokenLifetimeDays", value: "30" });
    expect(questions[0]).toContain(question);
    expect(seen[0]?.body).toEqual({ maxTokenLifetimeDays: "30" });
    expect(result.structuredContent).toEqual({ key: "maxTokenLifetimeDays", value: "30" });
  });
});
