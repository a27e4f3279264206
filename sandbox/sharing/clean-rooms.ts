import { collection } from "../collection.ts";
import { fail } from "../failure.ts";
import { type Fields, isFields, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

const PATH = "/api/2.0/clean-rooms";

/** Clean rooms and their assets. No code runs in them. */
export const cleanRooms: Service = (app, world) => {
  const rooms = collection(app, world, {
    path: PATH,
    field: "clean_rooms",
    id: "name",
    fresh: () => ({
      owner: world.user,
      status: "ACTIVE",
      access_restricted: "NO_RESTRICTION",
      created_at: world.now(),
      updated_at: world.now(),
    }),
    changes: ({ clean_room }) => (isFields(clean_room) ? clean_room : {}),
  });
  const assets = world.kept("clean room assets", () => new Map<string, Map<string, Fields>>());
  const assetsOf = (room: string): Map<string, Fields> => {
    if (!rooms.has(room)) fail(404, "RESOURCE_DOES_NOT_EXIST", `Clean room '${room}' does not exist.`);
    const known = assets.get(room) ?? new Map<string, Fields>();
    assets.set(room, known);
    return known;
  };
  const find = (room: string, key: string) =>
    assetsOf(room).get(key) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Asset '${key}' does not exist.`);

  app.get(`${PATH}/:room/assets`, (c) => c.json({ assets: [...assetsOf(c.req.param("room")).values()] }));
  app.post(`${PATH}/:room/assets`, async (c) => {
    const body = await readJson(c);
    const key = `${required(body, "asset_type")}/${required(body, "name")}`;
    const one = { ...body, owner_collaborator_alias: "creator", status: "ACTIVE", added_at: world.now() };
    assetsOf(c.req.param("room")).set(key, one);
    return c.json(one);
  });
  app.get(`${PATH}/:room/assets/:type/:name`, (c) => {
    const { room, type, name } = c.req.param();
    return c.json(find(room, `${type}/${name}`));
  });
  app.delete(`${PATH}/:room/assets/:type/:name`, (c) => {
    const { room, type, name } = c.req.param();
    find(room, `${type}/${name}`);
    assetsOf(room).delete(`${type}/${name}`);
    return c.json({});
  });
};
