import * as z from "zod";
import * as api from "../../api/admin/permissions.ts";
import { listClusterPolicies } from "../../api/compute/cluster-policies.ts";
import { INTERACTIVE_SOURCES, listClusters } from "../../api/compute/clusters.ts";
import { listInstancePools } from "../../api/compute/instance-pools.ts";
import type { Page } from "../../api/http/paging.ts";
import { listJobs } from "../../api/jobs/jobs.ts";
import { listPipelines } from "../../api/jobs/pipelines.ts";
import { listServingEndpoints } from "../../api/serving/endpoints.ts";
import { listWarehouses } from "../../api/sql/warehouses.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { collectParts, missing, missingLines } from "../answers/parts.ts";
import { inTurn } from "../in-turn.ts";
import { principalOf } from "./permission-facts.ts";
import { withId } from "./permission-objects.ts";
import { objectType, permissions } from "./permissions-toolset.ts";

/** An object whose permissions are read. */
interface AuditedObject {
  readonly id: string;
  readonly name?: string | null | undefined;
}

type Lister = (ctx: Context, page: { limit: number; page_token?: string | undefined }) => Promise<Page<AuditedObject>>;

/** A list that the platform returns whole, as pages. */
const paged =
  (list: (ctx: Context) => Promise<readonly AuditedObject[]>): Lister =>
  async (ctx, { limit, page_token = "0" }) => {
    const from = Number(page_token);
    const all = await list(ctx);
    return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : undefined };
  };

/** The types of which all objects can be listed. */
const LISTERS: Partial<Readonly<Record<api.ObjectType, Lister>>> = {
  jobs: async (ctx, { limit, page_token }) => {
    const { items, next } = await listJobs(ctx.client, { limit, page_token });
    return { items: items.map(({ job_id, settings }) => ({ id: job_id, name: settings?.name })), next };
  },
  clusters: async (ctx, { limit, page_token }) => {
    const filter_by = { cluster_sources: INTERACTIVE_SOURCES };
    const { items, next } = await listClusters(ctx.client, { filter_by, page_size: limit, page_token });
    return { items: items.map(({ cluster_id, cluster_name }) => ({ id: cluster_id, name: cluster_name })), next };
  },
  pipelines: async (ctx, { limit, page_token }) => {
    const { items, next } = await listPipelines(ctx.client, { filter: undefined, max_results: limit, page_token });
    return { items: items.map(({ pipeline_id, name }) => ({ id: pipeline_id, name })), next };
  },
  warehouses: async (ctx, { limit, page_token }) => {
    const { items, next } = await listWarehouses(ctx.client, { page_size: limit, page_token });
    return { items: items.map(({ id, name }) => ({ id, name })), next };
  },
  "serving-endpoints": paged(async (ctx) =>
    (await listServingEndpoints(ctx.client)).flatMap(({ id, name }) => (id ? [{ id, name }] : [])),
  ),
  "cluster-policies": paged(async (ctx) =>
    (await listClusterPolicies(ctx.client)).map(({ policy_id, name }) => ({ id: policy_id, name })),
  ),
  "instance-pools": paged(async (ctx) =>
    (await listInstancePools(ctx.client)).map(({ instance_pool_id, instance_pool_name }) => ({
      id: instance_pool_id,
      name: instance_pool_name,
    })),
  ),
};

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
