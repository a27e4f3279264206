import type { Context } from "hono";
import { invalid } from "../failure.ts";
import { type Env, type Fields, isFields, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";
import { type AccessObject, accessObject } from "./access-objects.ts";
import { mustBePrincipal, PRINCIPAL_FIELDS } from "./directory.ts";
import { levels } from "./permission-levels.ts";

const PRINCIPALS = Object.keys(PRINCIPAL_FIELDS);

export interface Entry {
  readonly principal: Fields;
  readonly level: string;
}

/** The lists that were changed, by type and ID. */
export const listsOf = (world: World) => world.kept("permissions", () => new Map<string, readonly Entry[]>());

/** Removes a principal that no longer exists from all lists. Its objects keep it as their owner, as on the platform. */
export function forgetPrincipal(world: World, field: string, name: unknown): void {
  const lists = listsOf(world);
  for (const [key, entries] of lists) {
    const left = entries.filter(({ principal, level }) => principal[field] !== name || level === "IS_OWNER");
    if (left.length < entries.length) lists.set(key, left);
  }
}

/** The owner of an object whose permissions were changed, as the fields of `run_as`. */
export const ownerOf = (world: World, type: string, id: string | number): Fields | undefined =>
  listsOf(world)
    .get(`/${type}/${id}`)
    ?.find(({ level }) => level === "IS_OWNER")?.principal;

/** The entries of an object itself: until they are changed, its creator owns it. */
export function directEntries(world: World, type: string, id: string, { creator }: AccessObject): readonly Entry[] {
  const all = levels.get(type)?.levels ?? [];
  const level = ["IS_OWNER", "CAN_MANAGE"].find((one) => all.includes(one));
  const field = creator.includes("@") ? "user_name" : "service_principal_name";
  const own = level === undefined ? [] : [{ principal: { [field]: creator }, level }];
  return listsOf(world).get(`/${type}/${id}`) ?? own;
}

/** Access control lists. The creator owns an object, and admins inherit their permissions. */
export const permissions: Service = (app, world) => {
  const lists = listsOf(world);
  if (world.isNew) {
    // All users may run statements on the shared warehouse.
    lists.set("/warehouses/7e083095329f3ca5", [
      { principal: { user_name: world.owner }, level: "IS_OWNER" },
      { principal: { group_name: "users" }, level: "CAN_USE" },
    ]);
  }

  const kindOf = (c: Context<Env>) => {
    const type = c.req.param("type") ?? "";
    return levels.get(type) ?? invalid(`'${type}' is not a supported object type.`);
  };
  const objectOf = (c: Context<Env>) => accessObject(app, world, c.req.param("type") ?? "", c.req.param("id") ?? "");
  const keyOf = (c: Context<Env>) => `/${c.req.param("type")}/${c.req.param("id")}`;
  const direct = (c: Context<Env>, object: AccessObject) =>
    directEntries(world, c.req.param("type") ?? "", c.req.param("id") ?? "", object);
  const view = (c: Context<Env>, object: AccessObject): Fields => {
    const kind = kindOf(c);
    const own = direct(c, object).map(({ principal, level }) => ({
      ...principal,
      all_permissions: [{ permission_level: level, inherited: false }],
    }));
    const inherited_from_object = [`/${c.req.param("type")}/`];
    const manage = { permission_level: "CAN_MANAGE", inherited: true, inherited_from_object };
    const admins = kind.levels.includes("CAN_MANAGE") ? [{ group_name: "admins", all_permissions: [manage] }] : [];
    return { object_id: keyOf(c), object_type: kind.type, access_control_list: [...own, ...admins] };
  };
  const asked = async (c: Context<Env>): Promise<readonly Entry[]> => {
    const { access_control_list = [] } = await readJson(c);
    if (!Array.isArray(access_control_list)) return invalid("access_control_list must be an array.");
    return access_control_list.map((entry: unknown) => {
      if (!isFields(entry)) return invalid("An entry of access_control_list must be an object.");
      const named = PRINCIPALS.filter((name) => typeof entry[name] === "string" && entry[name] !== "");
      const [name = ""] = named;
      if (named.length !== 1) return invalid("Exactly one principal must be given in each entry.");
      const level = required(entry, "permission_level");
      if (!kindOf(c).levels.includes(level))
        invalid(`Permission level ${level} is not supported for ${c.req.param("type")}.`);
      if (name === "group_name" && level === "IS_OWNER") invalid("A group cannot be an owner.");
      mustBePrincipal(world, name, String(entry[name]));
      return { principal: { [name]: entry[name] }, level };
    });
  };
  const keep = (c: Context<Env>, entries: readonly Entry[]) => {
    const owners = entries.filter(({ level }) => level === "IS_OWNER").length;
    if (kindOf(c).levels.includes("IS_OWNER") && owners !== 1) invalid("There must be exactly one owner.");
    lists.set(keyOf(c), entries);
  };
  const samePrincipal = (a: Entry, b: Entry) => JSON.stringify(a.principal) === JSON.stringify(b.principal);

  const base = "/api/2.0/permissions/:type/:id";
  app.get(base, async (c) => {
    kindOf(c);
    return c.json(view(c, await objectOf(c)));
  });
  app.get(`${base}/permissionLevels`, async (c) => {
    const kind = kindOf(c);
    await objectOf(c);
    return c.json({
      permission_levels: kind.levels.map((level) => ({
        permission_level: level,
        description: level
          .toLowerCase()
          .replaceAll("_", " ")
          .replace(/^./, (letter) => letter.toUpperCase()),
      })),
    });
  });
  app.put(base, async (c) => {
    kindOf(c);
    const object = await objectOf(c);
    keep(c, await asked(c));
    return c.json(view(c, object));
  });
  app.patch(base, async (c) => {
    kindOf(c);
    const object = await objectOf(c);
    const given = await asked(c);
    const newOwner = given.some(({ level }) => level === "IS_OWNER");
    const kept = direct(c, object).filter(
      (entry) => !given.some((other) => samePrincipal(entry, other)) && !(newOwner && entry.level === "IS_OWNER"),
    );
    keep(c, [...kept, ...given]);
    return c.json(view(c, object));
  });
};
