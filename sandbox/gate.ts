import { createHash, randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { Failure } from "./failure.ts";
import type { Env } from "./http.ts";
import { WORKSPACE_ID, type World } from "./world.ts";

/** Gives every request an id, in a header and in the details of errors. Clients read the workspace's number there too. */
export const identify: MiddlewareHandler<Env> = async (c, next) => {
  c.set("requestId", randomUUID());
  await next();
  c.header("x-request-id", c.get("requestId"));
  c.header("x-databricks-org-id", WORKSPACE_ID);
};

/**
 * Authenticates the caller by bearer token, and handles the request as that identity. The gateway responds in the 2.x format
 * for every API.
 */
export function authenticate(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const actor = c.env?.actor;
    if (actor !== undefined) return world.as(actor, next);
    const header = c.req.header("authorization");
    const token = /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];
    if (token === undefined) {
      // In the real response, error_code is the status as a number.
      const message = "Credential was not sent or was of an unsupported type for this API.";
      return c.json({ error_code: 401, message }, 401, { "www-authenticate": 'Bearer realm="DatabricksRealm"' });
    }
    const user = token === world.token ? world.owner : userOf(world, token);
    if (user === undefined) return c.json({ error_code: 403, message: "Invalid access token." }, 403);
    return world.as(user, next);
  };
}

/** The key of a credential in `world.credentials`. */
export const fingerprint = (token: string): string => createHash("sha256").update(token).digest("hex");

function userOf({ credentials, now }: World, token: string): string | undefined {
  const credential = credentials.get(fingerprint(token));
  return credential !== undefined && credential.expires > now() ? credential.user : undefined;
}

/** Accepts at most `rateLimit` requests of clients in any rolling second, for the whole workspace. */
export function throttle(world: World): MiddlewareHandler<Env> {
  const admitted: number[] = [];
  return async (c, next) => {
    if (c.env?.actor !== undefined && c.env.counted !== true) return next();
    const now = performance.now();
    while (admitted[0] !== undefined && now - admitted[0] >= 1000) admitted.shift();
    if (admitted.length >= world.rateLimit) {
      const failure = new Failure(
        429,
        "REQUEST_LIMIT_EXCEEDED",
        `Current request rate exceeds the limit of ${world.rateLimit} requests per second for this workspace. Please retry later.`,
      );
      return c.json(failure.body(c.get("requestId")), 429, { "retry-after": "1" });
    }
    admitted.push(now);
    await next();
  };
}
