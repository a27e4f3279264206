import { BlockList, isIP } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import { fail, invalid } from "../failure.ts";
import { type Env, type Fields, flag, oneOf, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";
import { WORKSPACE_ID, type World } from "../world.ts";
import { enforcesAddresses } from "./conf-values.ts";

const TYPES = ["ALLOW", "BLOCK"] as const;
const MOST = 1000;

interface AccessList {
  readonly list_id: string;
  readonly label: string;
  readonly list_type: (typeof TYPES)[number];
  readonly ip_addresses: readonly string[];
  readonly enabled: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

const listsOf = (world: World) => world.kept("ip access lists", () => new Map<string, AccessList>());

/** The address from which a request came; undefined for a request of one service of the workspace to another. */
function addressOf(c: Context<Env>): string | undefined {
  const address = c.env?.actor === undefined ? c.env?.incoming?.socket.remoteAddress : undefined;
  return address?.replace(/^::ffff:(?=\d+\.)/, "");
}

/** Refuses to enforce the lists of a workspace if they would block the caller. */
export const refuseLockoutOf = (world: World, c: Context<Env>): void =>
  refuseLockout([...listsOf(world).values()], addressOf(c));

/** Refuses requests from addresses that the enforced lists block. */
export function restrictAddresses(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const address = addressOf(c);
    if (address === undefined || !enforcesAddresses(world) || !blocks([...listsOf(world).values()], address))
      return next();
    const message = `Source IP address: ${address} is blocked by Databricks IP ACL for workspace: ${WORKSPACE_ID}`;
    return c.json({ error_code: 403, message }, 403);
  };
}

/** IP access lists. They are enforced by the address of the connection while the workspace's setting is on. */
export const ipAccessLists: Service = (app, world) => {
  const lists = listsOf(world);

  const get = (id: string): AccessList =>
    lists.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `IP access list ${id} does not exist.`);
  const keep = (list: AccessList, caller: string | undefined): AccessList => {
    for (const other of lists.values()) {
      if (other.list_id === list.list_id || other.label !== list.label) continue;
      fail(400, "RESOURCE_ALREADY_EXISTS", `An IP access list with label ${list.label} already exists.`);
    }
    const after = new Map(lists).set(list.list_id, list);
    const all = [...after.values()];
    if (all.reduce((sum, one) => sum + one.ip_addresses.length, 0) > MOST) {
      fail(400, "QUOTA_EXCEEDED", `IP access lists can hold at most ${MOST} values in total.`);
    }
    refuseLockout(all, caller);
    lists.set(list.list_id, list);
    return list;
  };
  const view = (list: AccessList): Fields => ({
    ...list,
    address_count: list.ip_addresses.length,
    created_by: 7001,
    updated_by: 7001,
  });
  const addressesIn = (body: Fields): readonly string[] => {
    const given = body.ip_addresses;
    if (!Array.isArray(given) || given.length === 0) return invalid("ip_addresses must not be empty.");
    for (const one of given) if (!isRange(String(one))) invalid(`${one} is not a valid IP address or CIDR range.`);
    return given.map(String);
  };
  const now = () => ({ created_at: Date.now(), updated_at: Date.now() });

  if (world.isNew)
    keep(
      {
        list_id: world.uuid(),
        label: "office",
        list_type: "ALLOW",
        // The embedded workspace listens on the loopback interface.
        ip_addresses: ["203.0.113.0/24", "127.0.0.0/8"],
        enabled: true,
        ...now(),
      },
      undefined,
    );

  const base = "/api/2.0/ip-access-lists";
  app.get(base, (c) => c.json({ ip_access_lists: [...lists.values()].map(view) }));
  app.post(base, async (c) => {
    const body = await readJson(c);
    const list_type = oneOf(body, "list_type", TYPES) ?? invalid("Missing required field: list_type");
    const list = { label: required(body, "label"), list_type, ip_addresses: addressesIn(body), enabled: true };
    return c.json({ ip_access_list: view(keep({ list_id: world.uuid(), ...list, ...now() }, addressOf(c))) });
  });
  app.get(`${base}/:id`, (c) => c.json({ ip_access_list: view(get(c.req.param("id"))) }));
  app.on(["PATCH", "PUT"], `${base}/:id`, async (c) => {
    const list = get(c.req.param("id") ?? "");
    const body = await readJson(c);
    const changed = {
      ...list,
      label: body.label === undefined ? list.label : required(body, "label"),
      list_type: oneOf(body, "list_type", TYPES) ?? list.list_type,
      ip_addresses: body.ip_addresses === undefined ? list.ip_addresses : addressesIn(body),
      enabled: flag(body, "enabled") ?? list.enabled,
      updated_at: Date.now(),
    };
    keep(changed, addressOf(c));
    return c.json({});
  });
  app.delete(`${base}/:id`, (c) => {
    const list = get(c.req.param("id"));
    const rest = [...lists.values()].filter((other) => other !== list);
    refuseLockout(rest, addressOf(c));
    lists.delete(list.list_id);
    return c.json({});
  });
};

function isRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Block lists take precedence. If there are allow lists, one of them must contain the address. */
function blocks(lists: readonly AccessList[], caller: string): boolean {
  const has = (list: AccessList) => {
    const ranges = new BlockList();
    for (const text of list.ip_addresses) {
      const [address = "", bits] = text.split("/");
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) ranges.addAddress(address, family);
      else ranges.addSubnet(address, Number(bits), family);
    }
    return ranges.check(caller, isIP(caller) === 6 ? "ipv6" : "ipv4");
  };
  const on = (type: string) => lists.filter(({ enabled, list_type }) => enabled && list_type === type);
  const allowing = on("ALLOW");
  return on("BLOCK").some(has) || (allowing.length > 0 && !allowing.some(has));
}

function refuseLockout(lists: readonly AccessList[], caller: string | undefined): void {
  if (caller === undefined || !blocks(lists, caller)) return;
  const message = `Your current IP ${caller} will not be allowed to access the workspace under current configuration`;
  fail(400, "INVALID_STATE", message);
}
