import type { MiddlewareHandler } from "hono";
import type { Env } from "../../http.ts";
import type { World } from "../../world.ts";
import { auditedAction } from "./actions.ts";
import { recordAudit } from "./log.ts";

const LONGEST = 2000;
/** The body of a larger request is a file. */
const LARGEST_BODY = 1024 * 1024;
/** Fields whose values the log must not repeat. */
const SECRET =
  /password|client_secret|secret_(value|access_key)|^(token|content)$|_token$|token_value|api_key|private_key|(string|bytes)_value/i;

/** Records the requests that change something, with the identity that sent them. */
export const auditRequests =
  (world: World): MiddlewareHandler<Env> =>
  async (c, next) => {
    const action = auditedAction(c.req.method, c.req.path);
    await next();
    if (action === undefined) return;
    const { service, action: name, params } = action;
    const { status } = c.res;
    const reply = fieldsOf(await c.res.clone().text());
    const userAgent = c.req.header("user-agent");
    recordAudit(world, {
      id: c.get("requestId"),
      service,
      action: name,
      params: { ...paramsOf(fieldsOf(await c.req.text().catch(() => ""))), ...params },
      status,
      ...(status >= 400 && { error: String(reply.message ?? reply.error_code ?? "") }),
      ...resultOf(reply),
      ...(userAgent !== undefined && { userAgent }),
    });
  };

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  if (text.length > LARGEST_BODY) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function paramsOf(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const shown = Object.entries(body).filter(([key, value]) => value !== null && !SECRET.test(key));
  return Object.fromEntries(
    shown.map(([key, value]) => {
      // The platform's log has its own name for the list.
      const name = key === "access_control_list" ? "aclPermissionSet" : key;
      const text = typeof value === "string" ? value : JSON.stringify(value, withoutSecrets);
      return [name, text.slice(0, LONGEST)];
    }),
  );
}

const withoutSecrets = (key: string, value: unknown): unknown =>
  typeof value === "string" && SECRET.test(key) ? "[REDACTED]" : value;

/** The IDs of new objects: a response has them, and a request to create does not. */
function resultOf(reply: Readonly<Record<string, unknown>>): { result?: string } {
  const ids = Object.entries(reply).filter(
    ([key, value]) => /^(\w+_)?id$/.test(key) && (typeof value === "string" || typeof value === "number"),
  );
  return ids.length === 0 ? {} : { result: JSON.stringify(Object.fromEntries(ids)) };
}
