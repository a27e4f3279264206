import { beforeEach, describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/ip-access-lists";
const ONE = `${API}/d8b1f0a2-1111-2222-3333-444455556666` as const;
const office = {
  list_id: "d8b1f0a2-1111-2222-3333-444455556666",
  label: "office",
  list_type: "ALLOW",
  ip_addresses: ["203.0.113.0/24"],
  address_count: 1,
  enabled: true,
  updated_at: 1768400000000,
  updated_by: 1012,
};
const summary = {
  list_id: "d8b1f0a2-1111-2222-3333-444455556666",
  label: "office",
  list_type: "ALLOW",
  enabled: true,
  address_count: 1,
};
const OWN_ADDRESS = "This server loses access too if the lists do not allow the address that it calls from.";
const NAMED =
  'IP access list "office" (id d8b1f0a2-1111-2222-3333-444455556666, type "ALLOW", state "enabled", addresses "1")';

const CONF = "GET /api/2.0/workspace-conf";
const turned = (value?: string) => on(CONF, value === undefined ? {} : { enableIpAccessLists: value });

beforeEach(() => {
  turned("true");
});

describe("list_ip_access_lists", () => {
  test("returns the lists without their addresses", async () => {
    on(`GET ${API}`, { ip_access_lists: [office, { list_id: "e", enabled: false }] });
    const { call } = await connect();
    expect((await call("list_ip_access_lists")).structuredContent).toEqual({
      ip_access_lists: [summary, { list_id: "e", enabled: false }],
    });
  });
});

describe("get_ip_access_list", () => {
  test("returns the list with its addresses", async () => {
    on(`GET ${ONE}`, { ip_access_list: office });
    const { call } = await connect();
    expect(
      (await call("get_ip_access_list", { list_id: "d8b1f0a2-1111-2222-3333-444455556666" })).structuredContent,
    ).toEqual({
      ...summary,
      updated: "2026-01-14T14:13:20Z",
      ip_addresses: ["203.0.113.0/24"],
    });
  });

  test("an unknown list names the list tool", async () => {
    on(`GET ${ONE}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "No such list."));
    const { call } = await connect();
    expect(textOf(await call("get_ip_access_list", { list_id: "d8b1f0a2-1111-2222-3333-444455556666" }))).toContain(
      "list_ip_access_lists",
    );
  });
});

describe("create_ip_access_list", () => {
  test("a label that is taken is reported as such, not as a state", async () => {
    on("GET /api/2.0/workspace-conf", { enableIpAccessLists: "false" });
    on(
      `POST ${API}`,
      platformError(400, "RESOURCE_ALREADY_EXISTS", "An IP access list with label office already exists."),
    );
    const { call } = await connect({ answer: yes });
    const fields = { label: "office", list_type: "ALLOW", ip_addresses: ["203.0.113.7"] };
    expect(textOf(await call("create_ip_access_list", fields))).toMatch(
      /^An object with this name, or in its place, already exists\. Change the object that exists, or use another name\.\n/,
    );
  });

  test.each(["300.1.1.1", "203.0.113.0/33", "1.2.3", "fe80::/129", "not.an.ip", "2001:db8::1/x"])(
    "%s is refused before the user is asked",
    async (address) => {
      const { call, questions } = await connect({ answer: yes });
      const fields = { label: "x", list_type: "BLOCK", ip_addresses: [address] };
      const text = textOf(await call("create_ip_access_list", fields));
      expect(text).toContain("ip_addresses.0: must be an IP address or CIDR range");
      expect(questions).toEqual([]);
    },
  );

  const args = { label: "office", list_type: "ALLOW", ip_addresses: ["203.0.113.0/24", "2001:db8::/32"] };

  test("asks with every address, then creates the list", async () => {
    const seen = on(`POST ${API}`, { ip_access_list: office });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_ip_access_list", args);
    expect(questions).toEqual([
      asked(
        'Create IP access list "office" (type "ALLOW")?',
        'These addresses can reach the workspace: "203.0.113.0/24", "2001:db8::/32".',
        "All addresses that no allow list contains cannot reach it.",
        OWN_ADDRESS,
      ),
    ]);
    expect(seen[0]?.body).toEqual(args);
    expect(result.structuredContent).toEqual(summary);
  });

  test.each(["false", undefined])("says that lists are turned off: %s", async (value) => {
    turned(value);
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("create_ip_access_list", args);
    expect(questions[0]).toContain(
      "IP access lists are turned off in this workspace. From when they are turned on:\nThese addresses can reach",
    );
  });

  test("asks as if they applied where the setting cannot be read", async () => {
    on(CONF, platformError(403, "PERMISSION_DENIED", "no"));
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("create_ip_access_list", args);
    expect(questions[0]).not.toContain("turned off");
  });

  test.each([
    [platformError(400, "INVALID_STATE", "Would block you"), "The change would block this server"],
    [platformError(400, "QUOTA_EXCEEDED", "Too many"), "at most 1,000 values"],
  ])("a refusal is explained", async (refusal, words) => {
    on(`POST ${API}`, refusal);
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("create_ip_access_list", args))).toContain(words);
  });

  test("an invalid address is refused", async () => {
    const { call } = await connect({ answer: yes });
    const result = await call("create_ip_access_list", { ...args, ip_addresses: ["office"] });
    expect(textOf(result)).toContain("must be an IP address or CIDR range");
  });
});

describe("update_ip_access_list", () => {
  test("asks with the changes and sends only those", async () => {
    const after = { ...office, ip_addresses: ["10.0.0.1"] };
    on(`GET ${ONE}`, { ip_access_list: office }, { ip_access_list: office }, { ip_access_list: after });
    const seen = on(`PATCH ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_ip_access_list", {
      list_id: "d8b1f0a2-1111-2222-3333-444455556666",
      ip_addresses: ["10.0.0.1"],
    });
    expect(questions).toEqual([
      asked(
        `Change ${NAMED}?`,
        'These addresses can reach the workspace: "10.0.0.1".',
        "All addresses that no allow list contains cannot reach it.",
        OWN_ADDRESS,
        'These addresses are no longer allowed: "203.0.113.0/24".',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ ip_addresses: ["10.0.0.1"] });
    expect(result.structuredContent).toMatchObject({
      list_id: "d8b1f0a2-1111-2222-3333-444455556666",
      updated: true,
      enabled: true,
      ip_addresses: ["10.0.0.1"],
    });
  });

  test.each([
    [{ enabled: false }, ["The list is disabled.", 'These addresses are no longer allowed: "203.0.113.0/24".']],
    [
      { list_type: "BLOCK" },
      [
        'It becomes a list of type "BLOCK" instead of "ALLOW".',
        'These addresses can no longer reach the workspace: "203.0.113.0/24".',
      ],
    ],
  ])("says what %j does to the addresses", async (change, lines) => {
    on(`GET ${ONE}`, { ip_access_list: office });
    on(`PATCH ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    await call("update_ip_access_list", { ip_access_list_id: "d8b1f0a2-1111-2222-3333-444455556666", ...change });
    for (const line of lines) expect(questions[0]).toContain(line);
  });

  test("R3 a protected label blocks the call, also without questions", async () => {
    on(`GET ${ONE}`, { ip_access_list: office });
    const { call } = await connect({ settings: { protect: ["office"], confirm: "never" } });
    expect(
      textOf(await call("update_ip_access_list", { list_id: "d8b1f0a2-1111-2222-3333-444455556666", enabled: false })),
    ).toContain("the operator protects this object");
  });

  test("a call without changes is refused", async () => {
    on(`GET ${ONE}`, { ip_access_list: office });
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("update_ip_access_list", { list_id: "d8b1f0a2-1111-2222-3333-444455556666" }))).toContain(
      "Give at least one field to change.",
    );
  });
});

describe("delete_ip_access_list", () => {
  test.each([
    ["ALLOW", 'These addresses are no longer allowed: "203.0.113.0/24".'],
    ["BLOCK", 'These addresses are no longer blocked: "203.0.113.0/24".'],
  ])("%s list: asks with the effect", async (list_type, effect) => {
    on(`GET ${ONE}`, { ip_access_list: { ...office, list_type } });
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_ip_access_list", { list_id: "d8b1f0a2-1111-2222-3333-444455556666" });
    expect(questions[0]).toContain(`Permanently delete ${NAMED.replace("ALLOW", list_type)}?`);
    expect(questions[0]).toContain(effect);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({
      list_id: "d8b1f0a2-1111-2222-3333-444455556666",
      name: "office",
      deleted: true,
    });
  });
});
