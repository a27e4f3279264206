import { describe, expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/ip-access-lists";
const ONE = `${API}/d8b1` as const;
const office = {
  list_id: "d8b1",
  label: "office",
  list_type: "ALLOW",
  ip_addresses: ["203.0.113.0/24"],
  address_count: 1,
  enabled: true,
  updated_at: 1768400000000,
  updated_by: 1012,
};
const summary = { list_id: "d8b1", label: "office", list_type: "ALLOW", enabled: true, address_count: 1 };
const NAMED = 'the ALLOW list "office" (d8b1, 1 addresses)';

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
    expect((await call("get_ip_access_list", { list_id: "d8b1" })).structuredContent).toEqual({
      ...summary,
      updated: "2026-01-14T14:13:20Z",
      ip_addresses: ["203.0.113.0/24"],
    });
  });

  test("an unknown list names the list tool", async () => {
    on(`GET ${ONE}`, platformError(404, "RESOURCE_DOES_NOT_EXIST", "No such list."));
    const { call } = await connect();
    expect(textOf(await call("get_ip_access_list", { list_id: "d8b1" }))).toContain("list_ip_access_lists");
  });
});

describe("create_ip_access_list", () => {
  const args = { label: "office", list_type: "ALLOW", ip_addresses: ["203.0.113.0/24", "2001:db8::/32"] };

  test("asks with every address, then creates the list", async () => {
    const seen = on(`POST ${API}`, { ip_access_list: office });
    const { call, questions } = await connect({ answer: yes });
    const result = await call("create_ip_access_list", args);
    expect(questions[0]).toContain(
      'Create the ALLOW list "office" with 203.0.113.0/24, 2001:db8::/32? While allow lists exist',
    );
    expect(seen[0]?.body).toEqual(args);
    expect(result.structuredContent).toEqual(summary);
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
    on(`GET ${ONE}`, { ip_access_list: office });
    const seen = on(`PATCH ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("update_ip_access_list", { list_id: "d8b1", enabled: false, ip_addresses: ["10.0.0.1"] });
    expect(questions[0]).toContain(`Change ${NAMED} to`);
    expect(questions[0]).toContain("ip_addresses: 10.0.0.1");
    expect(questions[0]).toContain("enabled: false");
    expect(seen[0]?.body).toEqual({ enabled: false, ip_addresses: ["10.0.0.1"] });
    expect(result.structuredContent).toEqual({ list_id: "d8b1", updated: true });
  });

  test("a call without changes is refused", async () => {
    on(`GET ${ONE}`, { ip_access_list: office });
    const { call } = await connect({ answer: yes });
    expect(textOf(await call("update_ip_access_list", { list_id: "d8b1" }))).toContain(
      "Give at least one field to change.",
    );
  });
});

describe("delete_ip_access_list", () => {
  test.each([
    ["ALLOW", "It no longer allows its addresses."],
    ["BLOCK", "Its addresses are no longer blocked."],
  ])("%s list: asks with the effect", async (list_type, effect) => {
    on(`GET ${ONE}`, { ip_access_list: { ...office, list_type } });
    const seen = on(`DELETE ${ONE}`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_ip_access_list", { list_id: "d8b1" });
    expect(questions[0]).toContain(`Permanently delete the ${list_type} list "office" (d8b1, 1 addresses)? ${effect}`);
    expect(seen).toHaveLength(1);
    expect(result.structuredContent).toEqual({ list_id: "d8b1", deleted: true });
  });
});
