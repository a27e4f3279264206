import * as z from "zod";
import * as api from "../../api/admin/permissions.ts";
import type { Page } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { collectParts, missing, missingLines } from "../answers/parts.ts";
import { inTurn } from "../in-turn.ts";
import { type AuditedObject, LISTERS } from "./audited-objects.ts";
import { principalOf } from "./permission-facts.ts";
import { withId } from "./permission-objects.ts";
import { objectType, permissions } from "./permissions-toolset.ts";

const LISTABLE = Object.keys(LISTERS).join(", ");

const found = z.object({ object_id: z.string(), name: text, owner: text, permissions: texts });
type Audited = z.output<typeof found>;

export const auditPermissions = permissions.tool({
  name: "audit_permissions",
  title: "Audit the permissions of many objects",
  servedIn: ["admin"],
  description:
    "Returns the permissions granted directly on many objects of one type, without inherited ones. Objects that only their owner has a permission on are counted.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    object_type: objectType("As in get_permissions"),
    object_ids: z
      .array(z.string().min(1).max(4096))
      .min(1)
      .max(100)
      .optional()
      .describe("IDs, names or paths; default all"),
    limit: params.limit(50, 100),
    page_token: params.pageToken,
  }),
  output: z.object({ objects: z.array(found), only_owner: count, next_page_token: text, missing }),
  async run(ctx, { object_type, object_ids, limit, page_token }) {
    const parts = collectParts(ctx);
    const { items, next } = await objectsOf(ctx, object_type, { object_ids, limit, page_token });
    const read = await inTurn(
      items,
      ({ id, name }) => parts.read(name ? `${name} (${id})` : id, permissionsOf(ctx, object_type, { id, name })),
      (done) => ctx.progress("Reading permissions", done, items.length),
    );
    const all = read.filter((one) => one !== undefined);
    const objects = all.filter((one) => (one.permissions ?? []).length > 0);
    return {
      objects,
      only_owner: all.length - objects.length,
      next_page_token: next,
      missing: parts.missing,
    };
  },
  text: ({ objects, only_owner = 0, next_page_token, missing }) =>
    [
      objects.length === 0
        ? "No permission is granted on these objects, except to their owners."
        : table(
            ["object_id", "name", "owner", "permissions"],
            objects.map((one) => [one.object_id, one.name ?? "", one.owner ?? "", (one.permissions ?? []).join("; ")]),
          ),
      `${only_owner} objects only for their owner`,
      ...(next_page_token ? [`More: page_token ${next_page_token}`] : []),
      ...missingLines(missing),
    ].join("\n"),
});

async function objectsOf(
  ctx: Context,
  type: api.ObjectType,
  {
    object_ids,
    ...page
  }: { object_ids?: readonly string[] | undefined; limit: number; page_token?: string | undefined },
): Promise<Page<AuditedObject>> {
  if (object_ids) return { items: object_ids.map((id) => ({ id })) };
  const list = LISTERS[type];
  if (list) return list(ctx, page);
  throw new ToolError(`Objects of type ${type} cannot all be listed here; nothing was read.`, {
    next: `Give object_ids, or one of the types ${LISTABLE}.`,
  });
}

async function permissionsOf(ctx: Context, object_type: api.ObjectType, { id, name }: AuditedObject): Promise<Audited> {
  const object = await withId(ctx, { object_type, object_id: id });
  const all = api.flattenPermissions(await api.getPermissions(ctx.client, object));
  const direct = all.filter(({ inherited_from }) => inherited_from === undefined);
  const owner = direct.find(({ permission_level }) => permission_level === "IS_OWNER");
  const others = direct.filter((one) => one !== owner);
  return {
    object_id: id,
    name: name ?? undefined,
    owner: owner && principalOf(owner),
    permissions: others.map((one) => `${principalOf(one)} ${one.permission_level}`),
  };
}
