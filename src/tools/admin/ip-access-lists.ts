import * as z from "zod";
import * as api from "../../api/admin/ip-access-lists.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime, oneLine } from "../../text.ts";

const ipAccessLists = defineToolset({
  id: "ip-access-lists",
  title: "IP access lists",
  summary: "From which addresses the workspace can be reached; an admin's.",
  default: false,
});

const listId = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an id, from list_ip_access_lists")
  .describe("From list_ip_access_lists");
const isAddress = (text: string): boolean => /^[\da-fA-F.:]{2,45}(\/\d{1,3})?$/.test(text);
const address = z.string().refine(isAddress, "must be an IP address or CIDR range");
const addresses = (words: string) => z.array(address).min(1).max(1000).describe(words);
const label = z.string().min(1).max(255);
const listType = z.enum(api.LIST_TYPES);

const summary = {
  list_id: z.string(),
  label: text,
  list_type: text,
  enabled: z.boolean(),
  address_count: z.number().optional(),
};
const summaryView = ({ list_id, label, list_type, enabled, address_count }: api.IpAccessList) => ({
  list_id,
  ...compact({ label, list_type }),
  enabled: enabled === true,
  ...compact({ address_count }),
});

export const listIpAccessLists = ipAccessLists.tool({
  name: "list_ip_access_lists",
  title: "List IP access lists",
  description: "Lists the IP access lists; they work while enableIpAccessLists is set.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ ip_access_lists: z.array(z.object(summary)) }),
  run: async (ctx) => ({ ip_access_lists: (await api.listIpAccessLists(ctx.client)).map(summaryView) }),
});

export const getIpAccessList = ipAccessLists.tool({
  name: "get_ip_access_list",
  title: "Get an IP access list",
  description: "Returns a list with its addresses.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ list_id: listId }),
  output: z.object({ ...summary, updated: text, ip_addresses: z.array(z.string()) }),
  async run(ctx, args) {
    const found = await api.getIpAccessList(ctx.client, args);
    return {
      ...summaryView(found),
      ...compact({ updated: isoTime(found.updated_at) }),
      ip_addresses: found.ip_addresses ?? [],
    };
  },
});

const EFFECT = {
  ALLOW: "Once allow lists exist, only their addresses reach the workspace.",
  BLOCK: "Its addresses can no longer reach the workspace.",
};

export const createIpAccessList = ipAccessLists.tool({
  name: "create_ip_access_list",
  title: "Create an IP access list",
  description: "Creates a list of addresses to allow or block.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    label: label.describe("Name"),
    list_type: listType.describe("BLOCK comes first"),
    ip_addresses: addresses("IPs or CIDR ranges"),
  }),
  output: z.object(summary),
  confirm: ({ label, list_type, ip_addresses }) =>
    `Create the ${list_type} list "${oneLine(label)}" of ${ip_addresses.join(", ")}? ${EFFECT[list_type]}`,
  run: async (ctx, args) => summaryView(await api.createIpAccessList(ctx.client, args)),
});

export const updateIpAccessList = ipAccessLists.tool({
  name: "update_ip_access_list",
  title: "Update an IP access list",
  description: "Changes the given fields of a list.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    list_id: listId,
    label: label.optional().describe("New name"),
    list_type: listType.optional().describe("Kind"),
    ip_addresses: addresses("All of them").optional(),
    enabled: z.boolean().optional().describe("Whether it counts"),
  }),
  output: z.object({ list_id: z.string(), updated: z.literal(true) }),
  async confirm({ list_id, ...changes }, ctx) {
    const words = Object.entries(changes).map(([field, value]) => `${field}: ${oneLine(String(value), 20_000)}`);
    // `run` says what is missing.
    if (words.length === 0) return null;
    return `Change ${named(await api.getIpAccessList(ctx.client, { list_id }))} to ${words.join("; ")}? It decides who can reach the workspace.`;
  },
  async run(ctx, args) {
    const { list_id, ...changes } = args;
    if (Object.keys(changes).length === 0) {
      throw new ToolError("Nothing to change was given.", { next: "Give at least one field." });
    }
    await api.updateIpAccessList(ctx.client, args);
    return { list_id, updated: true as const };
  },
});

export const deleteIpAccessList = ipAccessLists.tool({
  name: "delete_ip_access_list",
  title: "Delete an IP access list",
  description: "Deletes a list for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ list_id: listId }),
  output: z.object({ list_id: z.string(), deleted: z.literal(true) }),
  async confirm(args, ctx) {
    const found = await api.getIpAccessList(ctx.client, args);
    const effect =
      found.list_type === "BLOCK"
        ? "Its addresses are no longer blocked."
        : "Its addresses are no longer let in by it.";
    return `Delete ${named(found)}? ${effect}`;
  },
  async run(ctx, args) {
    await api.deleteIpAccessList(ctx.client, args);
    return { list_id: args.list_id, deleted: true as const };
  },
});

const named = ({ list_id, label, list_type, address_count }: api.IpAccessList): string =>
  `the ${list_type ?? ""} list "${oneLine(label ?? "", 200)}" (${list_id}, ${address_count ?? 0} addresses)`;
