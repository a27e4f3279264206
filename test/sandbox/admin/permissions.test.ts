import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openRest, type RestSession } from "../rest-session.ts";

let session: RestSession;
beforeAll(async () => {
  session = await openRest();
});
afterAll(() => session.close());

const send = (method: string, object: string, access_control_list?: object[]) =>
  session.call(method, `/api/2.0/permissions/${object}`, access_control_list && { access_control_list });

const warehouse = async () => {
  const { body } = await session.get("/api/2.0/sql/warehouses");
  const { warehouses } = z.object({ warehouses: z.array(z.object({ id: z.string() })) }).parse(body);
  return `warehouses/${warehouses[0]?.id}`;
};

test("an object with an owner keeps exactly one", async () => {
  const object = await warehouse();
  const own = (user_name: string) => ({ user_name, permission_level: "IS_OWNER" });
  expect(await send("PUT", object, [])).toMatchObject({
    status: 400,
    body: { message: "There must be exactly one owner." },
  });
  expect((await send("PUT", object, [own("ana@example.com"), own("ben@example.com")])).status).toBe(400);
  const { body } = await send("PATCH", object, [own("ben@example.com")]);
  expect(body.access_control_list).toMatchObject([
    { group_name: "users", all_permissions: [{ permission_level: "CAN_USE", inherited: false }] },
    { user_name: "ben@example.com", all_permissions: [{ permission_level: "IS_OWNER", inherited: false }] },
    { group_name: "admins", all_permissions: [{ inherited: true, inherited_from_object: ["/warehouses/"] }] },
  ]);
});

test("token permissions list the users who may use tokens", async () => {
  const use = { group_name: "users", permission_level: "CAN_USE" };
  expect((await send("GET", "authorization/tokens")).body.access_control_list).toEqual([]);
  expect((await send("PUT", "authorization/tokens", [use])).body.access_control_list).toMatchObject([
    { group_name: "users" },
  ]);
});

test.each([
  ["lamps/1", undefined, 400],
  ["warehouses/none", undefined, 404],
  ["authorization/tokens", [{ permission_level: "CAN_USE" }], 400],
  ["authorization/tokens", [{ user_name: "a", permission_level: "CAN_FLY" }], 400],
])("%s %j is refused", async (object, list, status) => {
  expect((await send(list ? "PATCH" : "GET", object, list)).status).toBe(status);
});
