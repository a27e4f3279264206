import type { MiddlewareHandler } from "hono";
import { Failure } from "../failure.ts";
import type { Env } from "../http.ts";
import type { World } from "../world.ts";
import { isActive, isAdmin } from "./directory.ts";

/** Paths that only administrators may use, and the methods that are open to everyone. */
const ADMIN_ONLY: readonly (readonly [path: RegExp, open: readonly string[]])[] = [
  [/^\/api\/2\.0\/preview\/scim\/v2\/(Users|Groups|ServicePrincipals)/, ["GET"]],
  [/^\/api\/2\.0\/token-management\//, []],
  [/^\/api\/2\.0\/accounts\/servicePrincipals\//, []],
  [/^\/api\/2\.0\/global-init-scripts/, []],
  [/^\/api\/2\.0\/workspace-conf/, []],
  [/^\/api\/2\.0\/ip-access-lists/, []],
  [/^\/api\/2\.0\/settings\//, ["GET"]],
];

/** Refuses callers who are deactivated, and those who are not administrators where the platform requires it. */
export function authorize(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!isActive(world)) return c.json({ error_code: 403, message: "User is not active in this workspace." }, 403);
    const rule = ADMIN_ONLY.find(([path]) => path.test(c.req.path));
    if (rule !== undefined && !rule[1].includes(c.req.method) && !isAdmin(world)) {
      const failure = new Failure(403, "PERMISSION_DENIED", "Only workspace administrators can use this API.");
      return c.json(failure.body(c.get("requestId")), 403);
    }
    await next();
  };
}
