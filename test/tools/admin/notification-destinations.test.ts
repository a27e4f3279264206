import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/notification-destinations";
const ONE = `${API}/9a1f0000-1111-2222-3333-444455556666` as const;
const onCall = { id: "9a1f0000-1111-2222-3333-444455556666", display_name: "on-call", destination_type: "PAGERDUTY" };
const slack = { slack: { url: "https://hooks.example.com/services/T0/canary" } };

describe("list_notification_destinations", () => {
  test("returns a page", async () => {
    const seen = on(`GET ${API}`, { results: [onCall], next_page_token: "p2" });
    const { call } = await connect();
    const { structuredContent } = await call("list_notification_destinations", { limit: 1, page_token: "p1" });
    expect(seen[0]?.query).toEqual({ page_size: "1", page_token: "p1" });
    expect(structuredContent).toEqual({ destinations: [onCall], next_page_token: "p2" });
  });
});

describe("get_notification_destination", () => {
  test.each([
    [{ email: { addresses: ["ops@example.com"] } }, { addresses: ["ops@example.com"] }],
    [
      { generic_webhook: { url: "https://x/canary", url_set: true, password_set: true, username_set: false } },
      { configured: ["url", "password"] },
    ],
    [undefined, {}],
  ])("%j is shown without its secrets", async (config, shown) => {
    on(`GET ${ONE}`, { ...onCall, config });
    const { call } = await connect();
    const result = await call("get_notification_destination", { id: "9a1f0000-1111-2222-3333-444455556666" });
    expect(result.structuredContent).toEqual({ ...onCall, ...shown });
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  test("an unknown destination names the list tool", async () => {
    on(`GET ${ONE}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "No such destination."));
    const { call } = await connect();
    expect(
      textOf(await call("get_notification_destination", { id: "9a1f0000-1111-2222-3333-444455556666" })),
    ).toContain("Find the destination with list_notification_destinations.");
  });
});

describe("create_notification_destination", () => {
  test.each([
    [slack, '"slack at hooks.example.com"'],
    [{ email: { addresses: ["ops@example.com"] } }, 'email to "ops@example.com"'],
    [{ pagerduty: { integration_key: "canary" } }, '"pagerduty"'],
    [{ generic_webhook: { url: "canary" } }, '"generic_webhook at an invalid URL"'],
  ])("the question shows the target of %j, not its secret", async (config, where) => {
    const seen = on(`POST ${API}`, onCall);
    const { call, questions, lines } = await connect({ answer: yes });
    const result = await call("create_notification_destination", { display_name: "on-call", config });
    expect(questions).toEqual([
      asked('Create notification destination "on-call"?', `Notifications sent to it leave the workspace: ${where}.`),
    ]);
    expect(seen[0]?.body).toEqual({ display_name: "on-call", config });
    expect(result.structuredContent).toEqual(onCall);
    expect(JSON.stringify([result, questions, lines])).not.toContain("canary");
  });

  test.each([
    [{}, "must have exactly one of email, slack, microsoft_teams, pagerduty, generic_webhook"],
    [{ ...slack, email: { addresses: [] } }, "must have exactly one of email"],
    [{ fax: { number: "1" } }, "must have exactly one of email"],
    [{ pagerduty: { integration_key: "[redacted]" } }, "contains a masked value"],
  ])("refuses %j", async (config, problem) => {
    const { call } = await connect({ answer: yes });
    const result = await call("create_notification_destination", { display_name: "x", config });
    expect(textOf(result)).toContain(problem);
  });
});

describe("update_notification_destination", () => {
  test("asks with the changes", async () => {
    on(`GET ${ONE}`, onCall);
    const seen = on(`PATCH ${ONE}`, { ...onCall, display_name: "ops", destination_type: "SLACK" });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_notification_destination", {
      id: "9a1f0000-1111-2222-3333-444455556666",
      display_name: "ops",
      config: slack,
    });
    expect(questions).toEqual([
      asked(
        'Replace the configuration of notification destination "on-call" (id 9a1f0000-1111-2222-3333-444455556666, type "PAGERDUTY")?',
        'It is renamed to "ops".',
        'Notifications sent to it leave the workspace: "slack at hooks.example.com".',
        'Its current configuration ("PAGERDUTY") is permanently lost.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ display_name: "ops", config: slack });
    expect(result.structuredContent).toEqual({
      id: "9a1f0000-1111-2222-3333-444455556666",
      display_name: "ops",
      destination_type: "SLACK",
    });
  });

  test("a call without changes is refused", async () => {
    on(`GET ${ONE}`, onCall);
    const { call } = await connect({ answer: yes });
    expect(
      textOf(await call("update_notification_destination", { id: "9a1f0000-1111-2222-3333-444455556666" })),
    ).toContain("Give display_name or config.");
  });
});

describe("delete_notification_destination", () => {
  test("R3 a protected name blocks the call, also without questions", async () => {
    on(`GET ${ONE}`, onCall);
    const { call } = await connect({ settings: { protect: ["on-call"], confirm: "never" } });
    expect(
      textOf(await call("delete_notification_destination", { id: "9a1f0000-1111-2222-3333-444455556666" })),
    ).toContain("the operator protects this object");
  });

  test("asks with the name", async () => {
    on(`GET ${ONE}`, onCall);
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_notification_destination", { id: "9a1f0000-1111-2222-3333-444455556666" });
    expect(questions).toEqual([
      asked(
        'Permanently delete notification destination "on-call" (id 9a1f0000-1111-2222-3333-444455556666, type "PAGERDUTY")?',
        "Its configuration is permanently lost.",
        "Alerts and jobs that use it will stop sending notifications.",
      ),
    ]);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({
      id: "9a1f0000-1111-2222-3333-444455556666",
      name: "on-call",
      deleted: true,
    });
  });
});
