import * as z from "zod";
import * as api from "../../api/admin/ip-access-lists.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime, oneLine } from "../../text.ts";

const ipAccessLists = defineToolset({
  id: "ip-access-lists",
  title: "IP access lists",
  summary: "Which IP addresses can reach the workspace (admin only).",
  default: false,
});

const listId = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an ID from list_ip_access_lists")
  .describe("ID from list_ip_access_lists");
const isAddress = (text: string): boolean => /^[\da-fA-F.:]{2,45}(\/\d{1,3})?$/.test(text);
const address = z.string().refine(isAddress, "must be an IP address or CIDR range");
const addresses = (description: string) => z.array(address).min(1).max(1000).describe(description);
const label = z.string().min(1).max(255);
const listType = z.enum(api.LIST_TYPES);

/** An IP access list in a list. */
const listSummary = view(
  { list_id: z.string(), label: text, list_type: text, enabled: z.boolean(), address_count: count },
  ({ list_id, label, list_type, enabled, address_count }: api.IpAccessList) => ({
    list_id,
    label,
    list_type,
    enabled: enabled === true,
    address_count,
  }),
);

/** One IP access list with its addresses. */
const listDetails = view(
  { ...listSummary.fields, updated: text, ip_addresses: z.array(z.string()) },
  (found: api.IpAccessList) => ({
    ...listSummary(found),
    updated: isoTime(found.updated_at),
    ip_addresses: found.ip_addresses ?? [],
  }),
);

export const listIpAccessLists = ipAccessLists.tool({
  name: "list_ip_access_lists",
  title: "List IP access lists",
  description:
    "Lists IP access lists without their addresses. They apply only while enableIpAccessLists is true (get_workspace_conf).",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ ip_access_lists: z.array(listSummary.schema) }),
  async run(ctx) {
    const found = await api.listIpAccessLists(ctx.client);
    return { ip_access_lists: found.map((list) => listSummary(list)) };
  },
});

export const getIpAccessList = ipAccessLists.tool({
  name: "get_ip_access_list",
  title: "Get an IP access list",
  description: "Returns one IP access list with its addresses.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ list_id: listId }),
  output: listDetails.schema,
  run: async (ctx, args) => listDetails(await api.getIpAccessList(ctx.client, args)),
});

const EFFECT = {
  ALLOW: "While allow lists exist, only their addresses can reach the workspace.",
  BLOCK: "Its addresses can no longer reach the workspace.",
};

export const createIpAccessList = ipAccessLists.tool({
  name: "create_ip_access_list",
  title: "Create an IP access list",
  description:
    "Creates a list of IP addresses that can or cannot reach the workspace. BLOCK lists take precedence over ALLOW lists.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    label: label.describe("Name of the list"),
    list_type: listType.describe("Whether to allow or block the addresses"),
    ip_addresses: addresses("IP addresses or CIDR ranges"),
  }),
  output: listSummary.schema,
  confirm: ({ label, list_type, ip_addresses }) =>
    `Create the ${list_type} list "${oneLine(label)}" with ${ip_addresses.join(", ")}? ${EFFECT[list_type]}`,
  run: async (ctx, args) => listSummary(await api.createIpAccessList(ctx.client, args)),
});

export const updateIpAccessList = ipAccessLists.tool({
  name: "update_ip_access_list",
  title: "Update an IP access list",
  description: "Changes the given fields of an IP access list. The addresses are replaced as a whole.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({
    list_id: listId,
    label: label.optional().describe("New name"),
    list_type: listType.optional().describe("Whether to allow or block the addresses"),
    ip_addresses: addresses("All IP addresses or CIDR ranges of the list").optional(),
    enabled: z.boolean().optional().describe("Whether the list applies"),
  }),
  output: z.object({ list_id: z.string(), updated: z.literal(true) }),
  async confirm({ list_id, ...changes }, ctx) {
    const words = Object.entries(changes).map(([field, value]) => `${field}: ${oneLine(String(value), 20_000)}`);
    // `run` reports the missing fields.
    if (words.length === 0) return null;
    return `Change ${listInWords(await api.getIpAccessList(ctx.client, { list_id }))} to ${words.join("; ")}? IP access lists control which addresses can reach the workspace.`;
  },
  async run(ctx, args) {
    const { list_id, ...changes } = args;
    if (Object.keys(changes).length === 0) {
      throw new ToolError("No change was given; nothing was sent.", { next: "Give at least one field to change." });
    }
    await api.updateIpAccessList(ctx.client, args);
    return { list_id, updated: true as const };
  },
});

export const deleteIpAccessList = ipAccessLists.tool({
  name: "delete_ip_access_list",
  title: "Delete an IP access list",
  description:
    "Permanently deletes an IP access list. To only suspend it, use update_ip_access_list with enabled: false.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ list_id: listId }),
  output: z.object({ list_id: z.string(), deleted: z.literal(true) }),
  async confirm(args, ctx) {
    const found = await api.getIpAccessList(ctx.client, args);
    const effect =
      found.list_type === "BLOCK" ? "Its addresses are no longer blocked." : "It no longer allows its addresses.";
    return `Permanently delete ${listInWords(found)}? ${effect}`;
  },
  async run(ctx, args) {
    await api.deleteIpAccessList(ctx.client, args);
    return { list_id: args.list_id, deleted: true as const };
  },
});

const listInWords = ({ list_id, label, list_type, address_count }: api.IpAccessList): string =>
  `the ${list_type ?? ""} list "${oneLine(label ?? "", 200)}" (${list_id}, ${address_count ?? 0} addresses)`;
