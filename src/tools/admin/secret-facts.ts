import { listAcls } from "../../api/admin/secrets.ts";
import type { Context } from "../../core/calls/context.ts";
import type { AffectedObject } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";

/** A scope; its ACLs and its deletion reach every secret in it. */
export const scopeObject = (scope: string): AffectedObject => ({ kind: "secret scope", name: scope, contents: "/" });

/** A secret, never its value. */
export const secretObject = (scope: string, key: string): AffectedObject => ({
  kind: "secret",
  name: `${scope}/${key}`,
  matches: [key],
  within: [scope],
});

/** The permission that a principal has on a scope. */
export const permissionOn = async (ctx: Context, scope: string, principal: string): Promise<string | undefined> =>
  (await listAcls(ctx.client, { scope })).find((acl) => acl.principal === principal)?.permission;

/** The error for a secret that would be replaced without being asked for. */
export const secretExists = (key: string): ToolError =>
  new ToolError(`The scope already has a secret ${key}; nothing was written.`, {
    next: "Choose another key, or replace the secret with overwrite: true.",
  });
