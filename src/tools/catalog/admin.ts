import * as z from "zod";
import { getCatalog } from "../../api/catalog/catalogs.ts";
import * as connections from "../../api/catalog/connections.ts";
import * as locations from "../../api/catalog/external-locations.ts";
import { getMetastoreSummary, type Metastore } from "../../api/catalog/metastores.ts";
import * as credentials from "../../api/catalog/storage-credentials.ts";
import * as bindings from "../../api/catalog/workspace-bindings.ts";
import type { Client } from "../../api/http/client.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { flag, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { supplement } from "../supplement.ts";
import { locationRowView, locationView } from "./external-location-view.ts";
import { connectionRowView, connectionView } from "./foreign-connection-view.ts";
import { contentsOf, currentWorkspace } from "./securable-facts.ts";
import { credentialRowView, credentialView } from "./storage-credential-view.ts";
import { oneOf } from "./toolset.ts";

const admin = defineToolset({
  id: "unity-catalog-admin",
  title: "Unity Catalog administration",
  summary: "The metastore, external locations, storage credentials, foreign connections and workspace bindings.",
  default: false,
  presets: { admin: true },
  finders: "list_external_locations, list_storage_credentials or list_foreign_connections",
});

const PAGE = 100;

const metastoreView = view(
  {
    metastore_id: z.string(),
    name: text,
    cloud: text,
    region: text,
    owner: text,
    storage_root: text,
    delta_sharing_scope: text,
    external_access_enabled: flag,
  },
  (metastore: Metastore) => ({
    metastore_id: metastore.metastore_id,
    name: metastore.name,
    cloud: metastore.cloud,
    region: metastore.region,
    owner: metastore.owner,
    storage_root: metastore.storage_root,
    delta_sharing_scope: metastore.delta_sharing_scope,
    external_access_enabled: metastore.external_access_enabled,
  }),
);

export const getMetastore = admin.tool({
  name: "get_metastore",
  title: "Get the metastore",
  description: "Returns the workspace's metastore: id, cloud, region, owner, storage root and sharing scope.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: metastoreView.schema,
  run: async (ctx) => metastoreView(await getMetastoreSummary(ctx.client)),
});

export const listExternalLocations = admin.tool({
  name: "list_external_locations",
  title: "List external locations",
  description:
    "Lists external locations: the cloud paths Unity Catalog can read and write, each with its storage credential.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ external_locations: z.array(locationRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(locations.listExternalLocations, ctx.client, query);
    return { external_locations: items.map(locationRowView), next_page_token: next };
  },
});

export const getExternalLocation = admin.tool({
  name: "get_external_location",
  title: "Get an external location",
  servedIn: [],
  description: "Returns one external location: URL, storage credential, owner, isolation mode and times.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: z.string().min(1).max(255).describe("External location name") }),
  output: locationView.schema,
  run: async (ctx, args) => locationView(await locations.getExternalLocation(ctx.client, args)),
});

export const listStorageCredentials = admin.tool({
  name: "list_storage_credentials",
  title: "List storage credentials",
  description:
    "Lists storage credentials: the cloud identities that external locations use. Secrets are never returned.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ storage_credentials: z.array(credentialRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(credentials.listStorageCredentials, ctx.client, query);
    return { storage_credentials: items.map(credentialRowView), next_page_token: next };
  },
});

export const getStorageCredential = admin.tool({
  name: "get_storage_credential",
  title: "Get a storage credential",
  servedIn: [],
  description: "Returns one storage credential: cloud identity, owner, isolation mode and times, without its secret.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: z.string().min(1).max(255).describe("Storage credential name") }),
  output: credentialView.schema,
  run: async (ctx, args) => credentialView(await credentials.getStorageCredential(ctx.client, args)),
});

export const listConnections = admin.tool({
  name: "list_foreign_connections",
  title: "List foreign connections",
  servedIn: [],
  description: "Lists Unity Catalog connections to other databases and services, with type and host.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ connections: z.array(connectionRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { max_results: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(connections.listConnections, ctx.client, query);
    return { connections: items.map(connectionRowView), next_page_token: next };
  },
});

export const getConnection = admin.tool({
  name: "get_foreign_connection",
  title: "Get a foreign connection",
  servedIn: [],
  description:
    "Returns one connection to another database or service: type, address, owner and times, without secrets.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: z.string().min(1).max(255).describe("Connection name") }),
  output: connectionView.schema,
  run: async (ctx, args) => connectionView(await connections.getConnection(ctx.client, args)),
});

const bindable = {
  securable_type: oneOf(bindings.BOUND_TYPES, "Type of object, e.g. catalog, external_location"),
  full_name: z.string().min(1).max(255).describe("Name of the object"),
};
/** The name in the bindings API. */
const bindableAliases = { securable_name: "full_name" } as const;
const bindingView = view(
  { workspace_id: z.string(), binding_type: text },
  ({ workspace_id, binding_type }: bindings.WorkspaceBinding) => ({
    workspace_id,
    binding_type: bindings.BINDING_TYPES.find((known) => known === binding_type),
  }),
);

export const listWorkspaceBindings = admin.tool({
  name: "list_workspace_bindings",
  title: "List workspace bindings",
  description:
    "Lists the workspaces a catalog, external location or storage credential is bound to. Bindings take effect only if its isolation mode is ISOLATED.",
  access: "read",
  input: z.strictObject({ ...bindable, page_token: params.pageToken }),
  aliases: bindableAliases,
  output: z.object({ bindings: z.array(bindingView.schema), next_page_token: text }),
  async run(ctx, { full_name: securable_name, ...args }) {
    const query = { ...args, securable_name, max_results: PAGE };
    const { items, next } = await firstNonEmptyPage(bindings.listBindings, ctx.client, query);
    return { bindings: items.map(bindingView), next_page_token: next };
  },
});

const workspaceIds = z
  .array(z.string().regex(/^\d{1,20}$/, "must be digits"))
  .max(100)
  .default([]);

export const updateWorkspaceBindings = admin.tool({
  name: "update_workspace_bindings",
  title: "Change workspace bindings",
  description:
    "Binds a catalog, external location or storage credential to workspaces, unbinds it, or both. Returns the bindings afterwards.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    ...bindable,
    add: workspaceIds.describe("Ids of workspaces to bind"),
    read_only: z.boolean().optional().describe("Bind the workspaces in `add` for reading only"),
    remove: workspaceIds.describe("Ids of workspaces to unbind"),
  }),
  output: z.object({ bindings: z.array(bindingView.schema) }),
  covers: "workspaceBindings.updateBindings",
  aliases: bindableAliases,
  async affects({ securable_type, full_name: securable_name, ...change }, ctx) {
    if (change.add.length + change.remove.length === 0) throw nothingToBind();
    const object = { kind: securable_type.replaceAll("_", " "), name: securable_name };
    const consequences = await bindingChanges(ctx, { securable_type, securable_name }, change);
    return {
      effect: "Change the workspaces of",
      objects: [{ ...object, contents: contentsOf(securable_type) }],
      consequences,
    };
  },
  async run(ctx, { securable_type, full_name: securable_name, add, read_only, remove }) {
    if (add.length + remove.length === 0) throw nothingToBind();
    const [readWrite, readOnly] = bindings.BINDING_TYPES;
    const body = compact({
      add: add.map((workspace_id) => ({ workspace_id, binding_type: read_only ? readOnly : readWrite })),
      // Without a binding type, a workspace is unbound whether it could write or only read.
      remove: remove.map((workspace_id) => ({ workspace_id })),
    });
    const after = await bindings.updateBindings(ctx.client, { securable_type, securable_name }, body);
    return { bindings: after.map(bindingView) };
  },
});

const nothingToBind = (): ToolError =>
  new ToolError("`add` and `remove` are both empty.", { next: "Give at least one workspace id." });

interface BindingChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly read_only?: boolean | undefined;
}

/** Which workspace gains or loses what, compared with the current bindings. */
async function bindingChanges(
  ctx: Context,
  object: bindings.BindableSecurable,
  { add, remove, read_only = false }: BindingChanges,
): Promise<Consequence[]> {
  const [readWrite, readOnly] = bindings.BINDING_TYPES;
  const [{ items, next }, current, isOpen] = await Promise.all([
    firstNonEmptyPage(bindings.listBindings, ctx.client, { ...object, max_results: PAGE }),
    currentWorkspace(ctx),
    supplement(ctx, () => isOpenToAll(ctx, object)),
  ]);
  const before = new Map(items.map(({ workspace_id, binding_type }) => [workspace_id, binding_type ?? readWrite]));
  const workspace = (id: string) =>
    id === current ? say`Workspace ${id}, the current workspace,` : say`Workspace ${id}`;
  const gained = add.flatMap((id) => {
    if (before.get(id) === (read_only ? readOnly : readWrite)) return [];
    if (!read_only) return [say`${workspace(id)} gains access to read and change it.`];
    return [
      before.has(id)
        ? say`${workspace(id)} loses access to change it and can only read it.`
        : say`${workspace(id)} gains access to read it.`,
    ];
  });
  const lost = remove
    .filter((id) => before.has(id) || next !== undefined)
    .map((id) => say`${workspace(id)} loses access to it while its isolation mode is ISOLATED.`);
  const changes = [...gained, ...lost];
  const texts = isOpen && changes.length > 0 ? [OPEN, ...changes] : changes;
  return texts.map((text) => ({ reason: "others", text }));
}

const OPEN = say`Its isolation mode is OPEN, so every workspace can use it. From when it is ISOLATED:`;

/** Whether every workspace can use an object, so that its bindings have no effect. */
async function isOpenToAll(
  { client }: Context,
  { securable_type, securable_name: name }: bindings.BindableSecurable,
): Promise<boolean> {
  const read = READS[securable_type];
  return read !== undefined && /(^|_)OPEN$/.test((await read(client, { name })).isolation_mode ?? "");
}
const READS: Partial<
  Readonly<
    Record<string, (client: Client, of: { name: string }) => Promise<{ isolation_mode?: string | null | undefined }>>
  >
> = {
  catalog: getCatalog,
  external_location: locations.getExternalLocation,
  storage_credential: credentials.getStorageCredential,
};
