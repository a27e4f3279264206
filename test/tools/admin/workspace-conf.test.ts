import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
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
    [{ maxTokenLifetimeDays: "90" }, 'It changes from "90" to "30" for all users of the workspace.'],
    [{}, 'It is set to "30" for all users of the workspace.'],
  ])("asks with the current value: %j", async (now, question) => {
    on(`GET ${API}`, now);
    const seen = on(`PATCH ${API}`, new Response(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes });
    const result = await call("set_workspace_conf", { key: "maxTokenLifetimeDays", value: "30" });
    expect(questions).toEqual([asked('Change workspace setting "maxTokenLifetimeDays"?', question)]);
    expect(seen[0]?.body).toEqual({ maxTokenLifetimeDays: "30" });
    expect(result.structuredContent).toEqual({ key: "maxTokenLifetimeDays", value: "30" });
  });

  test("enabling IP access lists says who can still reach the workspace", async () => {
    on(`GET ${API}`, { enableIpAccessLists: "false" });
    on("GET /api/2.0/ip-access-lists", {
      ip_access_lists: [
        { list_id: "a", label: "office", list_type: "ALLOW", enabled: true },
        { list_id: "b", label: "old", list_type: "ALLOW", enabled: false },
        { list_id: "c", label: "bots", list_type: "BLOCK", enabled: true },
      ],
    });
    on(`PATCH ${API}`, new Response(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes });
    await call("set_workspace_conf", { key: "enableIpAccessLists", value: "true" });
    expect(questions).toEqual([
      asked(
        'Change workspace setting "enableIpAccessLists"?',
        'It changes from "false" to "true" for all users of the workspace.',
        'Only the addresses of the allow lists "office" can reach the workspace.',
        'The addresses of the block lists "bots" can no longer reach it.',
        "This server loses access too if the lists do not allow the address that it calls from.",
      ),
    ]);
  });

  test.each([
    ["pat", ["This server signs in with a personal access token, so it loses access too."]],
    ["oauth-m2m", []],
  ])("turning tokens off says what stops, for a server with %s", async (authType, own) => {
    on(`GET ${API}`, { enableTokensConfig: "true" });
    const seen = on(`PATCH ${API}`, new Response(null, { status: 204 }));
    const { call, questions } = await connect({ answer: yes, settings: { authType } });
    await call("set_workspace_conf", { key: "enableTokensConfig", value: false });
    expect(questions).toEqual([
      asked(
        'Change workspace setting "enableTokensConfig"?',
        'It changes from "true" to "false" for all users of the workspace.',
        "Personal access tokens stop working, and none can be created: jobs, tools and apps that sign in with one fail. None is deleted.",
        ...own,
      ),
    ]);
    expect(seen[0]?.body).toEqual({ enableTokensConfig: "false" });
  });

  test("a value that is set already needs no confirmation", async () => {
    on(`GET ${API}`, { maxTokenLifetimeDays: "30" });
    const seen = on(`PATCH ${API}`, new Response(null, { status: 204 }));
    const { call } = await connect();
    await call("set_workspace_conf", { key: "maxTokenLifetimeDays", value: "30" });
    expect(seen).toHaveLength(1);
  });
});
