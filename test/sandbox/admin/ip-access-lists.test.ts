import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const LISTS = "/api/2.0/ip-access-lists";
const CONF = "/api/2.0/workspace-conf";
const enforce = (enableIpAccessLists: string) => session.call("PATCH", CONF, { enableIpAccessLists });
const block = (label: string, ...ip_addresses: string[]) =>
  session.post(LISTS, { label, list_type: "BLOCK", ip_addresses });

/** A request from an address of this machine, as from another one. Linux has all of 127.0.0.0/8. */
const statusFrom = (localAddress: string, path: string) =>
  new Promise<readonly [number | undefined, string]>((resolve, reject) => {
    const headers = { authorization: `Bearer ${session.sandbox.token}` };
    const sent = request(session.sandbox.url + path, { localAddress, headers, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (part) => {
        text += part;
      });
      answer.on("end", () => resolve([answer.statusCode, text]));
    });
    sent.on("error", reject).end();
  });

test("a list that would lock out the caller is refused, with the address of the connection", async () => {
  const refused = await block("me", "127.0.0.1");
  expect(session.refusal(refused)).toEqual([400, "INVALID_STATE"]);
  expect(refused.body.message).toBe(
    "Your current IP 127.0.0.1 will not be allowed to access the workspace under current configuration",
  );
  const [office] = Object((await session.get(LISTS)).body).ip_access_lists;
  const only = await session.call("PATCH", `${LISTS}/${office.list_id}`, { ip_addresses: ["203.0.113.0/24"] });
  expect(session.refusal(only)).toEqual([400, "INVALID_STATE"]);
});

test.runIf(process.platform === "linux")("lists block by address while they are enforced", async () => {
  await block("others", "127.0.0.99", "127.7.0.0/16");
  expect((await statusFrom("127.0.0.99", LISTS))[0]).toBe(200);
  await enforce("true");
  const [status, text] = await statusFrom("127.0.0.99", LISTS);
  expect([status, JSON.parse(text).message]).toEqual([
    403,
    "Source IP address: 127.0.0.99 is blocked by Databricks IP ACL for workspace: 1234567890123456",
  ]);
  expect((await statusFrom("127.7.1.2", "/.well-known/databricks-config"))[0]).toBe(403);
  expect((await statusFrom("127.0.0.1", LISTS))[0]).toBe(200);
  await enforce("false");
  expect((await statusFrom("127.0.0.99", LISTS))[0]).toBe(200);
});

test("requests of the workspace to itself have no address", async () => {
  await enforce("true");
  expect((await session.get("/api/2.0/permissions/jobs/620114587321")).status).toBe(200);
  await enforce("false");
});
