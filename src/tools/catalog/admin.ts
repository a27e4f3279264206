import * as z from "zod";
import {
  connectionDetails,
  connectionRow,
  getConnection as get,
  listConnections as list,
} from "../../api/catalog/connections.ts";
import * as locations from "../../api/catalog/external-locations.ts";
import { getMetastoreSummary } from "../../api/catalog/metastores.ts";
import { filledPage } from "../../api/catalog/securables.ts";
import * as credentials from "../../api/catalog/storage-credentials.ts";
import * as bindings from "../../api/catalog/workspace-bindings.ts";
import { ToolError } from "../../core/errors.ts";
import { flag, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneOf } from "./toolset.ts";

const admin = defineToolset({
  id: "unity-catalog-admin",
  title: "Unity Catalog administration",
  summary: "The metastore and its ways out: external locations, storage credentials, connections, workspace bindings.",
  default: false,
});

const PAGE = 100;
const audit = { owner: text, created_at: text, created_by: text, updated_at: text };
const name = z.string().min(1).max(255).describe("Name");

export const getMetastore = admin.tool({
  name: "get_metastore",
  title: "Get the metastore",
  description: "Returns the workspace's metastore: region, owner, sharing.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({
    metastore_id: z.string(),
    name: text,
    cloud: text,
    region: text,
    owner: text,
    storage_root: text,
    delta_sharing_scope: text,
    external_access_enabled: z.boolean().optional(),
  }),
  run: (ctx) => getMetastoreSummary(ctx.client),
});

const locationRow = { name: z.string(), url: text, credential_name: text, read_only: flag, comment: text };

export const listExternalLocations = admin.tool({
  name: "list_external_locations",
  title: "List external locations",
  description: "Lists cloud paths Unity Catalog may use, with their credentials.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ external_locations: z.array(z.object(locationRow)), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { max_results: PAGE, page_token };
    const { items, next } = await filledPage(locations.listExternalLocations, ctx.client, query);
    return { external_locations: items.map(locations.locationRow), ...compact({ next_page_token: next }) };
  },
});

export const getExternalLocation = admin.tool({
  name: "get_external_location",
  title: "Get an external location",
  description: "Returns one external location with owner and isolation.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name }),
  output: z.object({ ...locationRow, fallback: flag, enable_file_events: flag, isolation_mode: text, ...audit }),
  run: async (ctx, args) => locations.locationDetails(await locations.getExternalLocation(ctx.client, args)),
});

const credentialRow = { name: z.string(), identity: text, read_only: flag, comment: text };

export const listStorageCredentials = admin.tool({
  name: "list_storage_credentials",
  title: "List storage credentials",
  description: "Lists the cloud identities behind external locations, never their secrets.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ storage_credentials: z.array(z.object(credentialRow)), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { max_results: PAGE, page_token };
    const { items, next } = await filledPage(credentials.listStorageCredentials, ctx.client, query);
    return { storage_credentials: items.map(credentials.credentialRow), ...compact({ next_page_token: next }) };
  },
});

export const getStorageCredential = admin.tool({
  name: "get_storage_credential",
  title: "Get a storage credential",
  description: "Returns one storage credential with owner and isolation, without its secret.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name }),
  output: z.object({ ...credentialRow, id: text, used_for_managed_storage: flag, isolation_mode: text, ...audit }),
  run: async (ctx, args) => credentials.credentialDetails(await credentials.getStorageCredential(ctx.client, args)),
});

export const listConnections = admin.tool({
  name: "list_foreign_connections",
  title: "List foreign connections",
  description: "Lists connections to other databases and services.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({
    connections: z.array(z.object({ name: z.string(), connection_type: text, host: text, comment: text })),
    next_page_token: text,
  }),
  async run(ctx, { page_token }) {
    const { items, next } = await filledPage(list, ctx.client, { max_results: PAGE, page_token });
    return { connections: items.map(connectionRow), ...compact({ next_page_token: next }) };
  },
});

export const getConnection = admin.tool({
  name: "get_foreign_connection",
  title: "Get a foreign connection",
  description: "Returns one connection's address and owner, without its password.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name }),
  output: z.object({
    name: z.string(),
    connection_type: text,
    credential_type: text,
    options: z.record(z.string(), z.string()).optional(),
    read_only: flag,
    comment: text,
    owner: text,
    created_at: text,
    updated_at: text,
  }),
  run: async (ctx, args) => connectionDetails(await get(ctx.client, args)),
});

const bound = {
  securable_type: oneOf(bindings.BOUND_TYPES, "e.g. catalog, external_location"),
  securable_name: name,
};
const binding = z.object({ workspace_id: z.string(), binding_type: text });
const bindingOf = ({ workspace_id, binding_type }: bindings.Binding) => ({
  workspace_id,
  ...compact({ binding_type }),
});

export const listWorkspaceBindings = admin.tool({
  name: "list_workspace_bindings",
  title: "List workspace bindings",
  description: "Lists the workspaces that may use an ISOLATED object.",
  access: "read",
  input: z.strictObject({ ...bound, page_token: params.pageToken }),
  output: z.object({ bindings: z.array(binding), next_page_token: text }),
  async run(ctx, args) {
    const { items, next } = await filledPage(bindings.listBindings, ctx.client, { ...args, max_results: PAGE });
    return { bindings: items.map(bindingOf), ...compact({ next_page_token: next }) };
  },
});

const workspaceIds = z
  .array(z.string().regex(/^\d{1,20}$/, "must be digits"))
  .max(100)
  .default([]);

export const updateWorkspaceBindings = admin.tool({
  name: "update_workspace_bindings",
  title: "Change workspace bindings",
  description: "Binds an object to workspaces or unbinds it; returns the bindings after.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    ...bound,
    add: workspaceIds.describe("Workspace ids"),
    read_only: z.boolean().optional().describe("Bind for reading only"),
    remove: workspaceIds.describe("Workspace ids to unbind"),
  }),
  output: z.object({ bindings: z.array(binding) }),
  confirm({ securable_type, securable_name, add, read_only, remove }) {
    const what = [
      ...(add.length > 0 ? [`let workspaces ${add.join(", ")} ${read_only ? "read" : "use"} it`] : []),
      ...(remove.length > 0 ? [`shut out workspaces ${remove.join(", ")}`] : []),
    ].join(" and ");
    // Nothing to ask about: `run` says what is missing.
    return what === "" ? null : `On ${securable_type} ${securable_name}: ${what}?`;
  },
  async run(ctx, { securable_type, securable_name, add, read_only, remove }) {
    if (add.length + remove.length === 0) {
      throw new ToolError("Neither add nor remove names a workspace.", { next: "Give at least one." });
    }
    const [readWrite, readOnly] = bindings.BINDING_TYPES;
    const body = compact({
      add: add.map((workspace_id) => ({ workspace_id, binding_type: read_only ? readOnly : readWrite })),
      // Whichever way a workspace is bound, it is unbound.
      remove: remove.map((workspace_id) => ({ workspace_id })),
    });
    const after = await bindings.updateBindings(ctx.client, { securable_type, securable_name }, body);
    return { bindings: after.map(bindingOf) };
  },
});
