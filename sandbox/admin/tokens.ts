import { randomBytes } from "node:crypto";
import { fail, invalid } from "../failure.ts";
import { fingerprint } from "../gate.ts";
import { type Fields, integer, optional, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";
import { maxTokenDays } from "./conf-values.ts";
import { callerOf, principalId } from "./directory.ts";

const DAY = 86_400;
const YEAR = 365 * DAY;
const MOST = 600;

/** Personal access tokens, which act as their owner. Each works until it expires or is revoked. */
export const tokens: Service = (app, world) => {
  const store = world.kept("tokens", () => new Map<string, Fields>());
  /** The fingerprint of each token's value by token ID. */
  const values = world.kept("token values", () => new Map<string, string>());

  const add = (fields: Fields, lifetime: number, owner = world.user) => {
    const now = world.now();
    const token = {
      token_id: randomBytes(32).toString("hex"),
      creation_time: now,
      expiry_time: now + lifetime * 1000,
      ...fields,
      created_by: world.user,
      owner,
    };
    store.set(token.token_id, token);
    return token;
  };
  const get = (id: string): Fields =>
    store.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Token ${id} does not exist.`);
  const revoke = (id: string) => {
    store.delete(String(get(id).token_id));
    world.credentials.delete(values.get(id) ?? "");
    values.delete(id);
  };
  const view = ({ owner: _, created_by: __, ...token }: Fields): Fields => token;
  const managed = (token: Fields) => ({
    ...view(token),
    created_by_id: principalId(world, String(token.created_by)),
    created_by_username: token.created_by,
    owner_id: principalId(world, String(token.owner)),
  });
  const own = () => [...store.values()].filter(({ owner }) => owner === world.user);
  const listed = (found: readonly Fields[]) => (found.length > 0 ? { token_infos: found } : {});

  if (world.isNew) add({ comment: "ci", creation_time: world.now() - 30 * DAY * 1000 }, 60 * DAY);
  if (world.isNew && world.messy) {
    const creation_time = world.now() - 90 * DAY * 1000;
    add({ comment: "old laptop", creation_time }, -5 * DAY);
    add({ comment: "airflow", creation_time }, -40 * DAY);
  }

  app.get("/api/2.0/token/list", (c) => c.json(listed(own().map(view))));
  /** Creates a token for an identity, with the lifetime that the body asks for. Its value is in no other response. */
  const issue = (body: Fields, owner: string) => {
    const longest = maxTokenDays(world);
    const lifetime = integer(body, "lifetime_seconds") ?? (longest === undefined ? 2 * YEAR : longest * DAY);
    if (lifetime <= 0) invalid("lifetime_seconds must be positive.");
    if (longest !== undefined && lifetime > longest * DAY) {
      invalid(`The lifetime of a token can be at most ${longest} days in this workspace.`);
    }
    if ([...store.values()].filter((token) => token.owner === owner).length >= MOST)
      fail(400, "QUOTA_EXCEEDED", `The user already has ${MOST} tokens.`);
    const scopes = body.scopes;
    const token = add(
      { comment: optional(body, "comment") ?? "", ...(Array.isArray(scopes) && { scopes }) },
      lifetime,
      owner,
    );
    const token_value = `dapi${randomBytes(16).toString("hex")}`;
    const key = fingerprint(token_value);
    values.set(token.token_id, key);
    world.credentials.set(key, { expires: world.now() + lifetime * 1000, user: owner });
    return { token_value, token };
  };
  app.post("/api/2.0/token/create", async (c) => {
    const { token_value, token } = issue(await readJson(c), world.user);
    return c.json({ token_value, token_info: view(token) });
  });
  app.post("/api/2.0/token-management/on-behalf-of/tokens", async (c) => {
    const body = await readJson(c);
    const application = required(body, "application_id");
    if (callerOf(world, application)?.kind !== "ServicePrincipals")
      fail(404, "RESOURCE_DOES_NOT_EXIST", `Service principal with application ID ${application} does not exist.`);
    const { token_value, token } = issue(body, application);
    return c.json({ token_value, token_info: managed(token) });
  });
  app.post("/api/2.0/token/delete", async (c) => {
    const id = required(await readJson(c), "token_id");
    if (!own().some(({ token_id }) => token_id === id))
      fail(404, "RESOURCE_DOES_NOT_EXIST", `Token ${id} does not exist.`);
    revoke(id);
    return c.json({});
  });

  const admin = "/api/2.0/token-management/tokens";
  app.get(admin, (c) => {
    const by = c.req.query("created_by_username");
    const found = [...store.values()].map(managed).filter((one) => !by || one.created_by_username === by);
    return c.json(listed(found));
  });
  app.get(`${admin}/:id`, (c) => c.json({ token_info: managed(get(c.req.param("id"))) }));
  app.delete(`${admin}/:id`, (c) => {
    revoke(c.req.param("id"));
    return c.json({});
  });
};
