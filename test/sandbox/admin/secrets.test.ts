import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const API = "/api/2.0/secrets";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const refused = async (call: string, body: object) => session.refusal(await session.post(`${API}/${call}`, body));

test("scopes and secrets return the platform's errors", async () => {
  expect(await refused("scopes/create", { scope: "etl" })).toEqual([400, "RESOURCE_ALREADY_EXISTS"]);
  expect(await refused("scopes/create", { scope: "a/b" })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("scopes/delete", { scope: "none" })).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  const at = { scope: "etl", key: "k" };
  expect(await refused("put", at)).toEqual([400, "MALFORMED_REQUEST"]);
  expect(await refused("put", { ...at, string_value: "a", bytes_value: "YQ==" })).toEqual([400, "MALFORMED_REQUEST"]);
  expect(await refused("put", { ...at, string_value: "x".repeat(131_073) })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  const vault = { scope: "vault", scope_backend_type: "AZURE_KEYVAULT" };
  expect(await refused("scopes/create", vault)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("delete", at)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  const acl = { scope: "etl", principal: "nobody" };
  expect(await refused("acls/put", { ...acl, permission: "OWN" })).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(await refused("acls/delete", acl)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
});

test("bytes and text are stored unchanged", async () => {
  await session.post(`${API}/put`, { scope: "etl", key: "bytes", bytes_value: "/wA=" });
  expect((await session.get(`${API}/get`, { scope: "etl", key: "bytes" })).body).toEqual({
    key: "bytes",
    value: "/wA=",
  });
});
