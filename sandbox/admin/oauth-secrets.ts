import { randomBytes } from "node:crypto";
import { fail, invalid } from "../failure.ts";
import { fingerprint } from "../gate.ts";
import { type Fields, optional, readJson } from "../http.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";
import { directoryOf } from "./directory.ts";

interface OauthSecret {
  readonly id: string;
  /** SCIM ID of the service principal. */
  readonly principal: string;
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly expires: number;
}

const MOST = 5;
const LONGEST_SECONDS = 730 * 86_400;

const secretsOf = (world: World) => world.kept("oauth secrets", () => new Map<string, OauthSecret>());

/** The service principal that proves itself with a secret, as the application ID; undefined if it does not. */
export function applicationOf(world: World, header: string | undefined, form: Fields): string | undefined {
  const basic = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  const [id = "", ...rest] = Buffer.from(basic ?? "", "base64")
    .toString()
    .split(":");
  const client = basic === undefined ? String(form.client_id ?? "") : decoded(id);
  const secret = basic === undefined ? String(form.client_secret ?? "") : decoded(rest.join(":"));
  const found = [...directoryOf(world).stores.ServicePrincipals.values()].find(
    ({ applicationId, active }) => applicationId === client && active !== false,
  );
  const wanted = fingerprint(secret);
  const matches = [...secretsOf(world).values()].some(
    (one) => one.principal === found?.id && one.fingerprint === wanted && one.expires > world.now(),
  );
  return matches ? client : undefined;
}

/** A part of a Basic header, which clients may percent-encode. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** OAuth secrets of service principals. Only the response that creates one contains it. */
export const oauthSecrets: Service = (app, world) => {
  const secrets = secretsOf(world);
  const base = "/api/2.0/accounts/servicePrincipals/:principal/credentials/secrets";
  const principal = (id: string): string =>
    directoryOf(world).stores.ServicePrincipals.has(id)
      ? id
      : fail(404, "RESOURCE_DOES_NOT_EXIST", `Service principal with id ${id} not found.`);
  const of = (id: string) => [...secrets.values()].filter((one) => one.principal === id);
  const iso = (millis: number) => new Date(millis).toISOString();
  const view = (one: OauthSecret): Fields => ({
    id: one.id,
    secret_hash: one.fingerprint.slice(0, 32),
    status: one.expires > world.now() ? "ACTIVE" : "EXPIRED",
    create_time: iso(one.created),
    update_time: iso(one.created),
    expire_time: iso(one.expires),
  });

  app.get(base, (c) => c.json({ secrets: of(principal(c.req.param("principal"))).map(view) }));
  app.post(base, async (c) => {
    const id = principal(c.req.param("principal"));
    const seconds = lifetimeOf(optional(await readJson(c), "lifetime"));
    if (of(id).length >= MOST) fail(400, "QUOTA_EXCEEDED", `A service principal can have at most ${MOST} secrets.`);
    const secret = `dose${randomBytes(16).toString("hex")}`;
    const created = world.now();
    const one: OauthSecret = {
      id: world.uuid(),
      principal: id,
      fingerprint: fingerprint(secret),
      created,
      expires: created + seconds * 1000,
    };
    secrets.set(one.id, one);
    return c.json({ ...view(one), secret });
  });
  app.delete(`${base}/:id`, (c) => {
    const found = secrets.get(c.req.param("id"));
    if (found?.principal !== principal(c.req.param("principal")))
      fail(404, "RESOURCE_DOES_NOT_EXIST", `Secret ${c.req.param("id")} does not exist.`);
    secrets.delete(c.req.param("id"));
    return c.body(null, 200);
  });
};

/** A duration such as `3600s`, in seconds. */
function lifetimeOf(text: string | undefined): number {
  if (text === undefined) return LONGEST_SECONDS;
  const seconds = Number(/^(\d+)s$/.exec(text)?.[1]);
  return seconds > 0 && seconds <= LONGEST_SECONDS
    ? seconds
    : invalid(`Field 'lifetime' must be a duration from 1s to ${LONGEST_SECONDS}s.`);
}
