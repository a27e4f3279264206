import * as z from "zod";
import * as api from "../../api/admin/ip-access-lists.ts";
import { getWorkspaceConf } from "../../api/admin/workspace-conf.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, type Consequence, listed, type Sentence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, objectName, text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { supplement } from "../supplement.ts";

const ipAccessLists = defineToolset({
  id: "ip-access-lists",
  title: "IP access lists",
  summary: "Which IP addresses can reach the workspace (admin only).",
  default: false,
  presets: { admin: true },
  finders: "list_ip_access_lists",
});

const listId = z.string().min(1).max(255).describe("ID from list_ip_access_lists");
const ipv4 = z.union([z.ipv4(), z.cidrv4()]);
const ipv6 = z.union([z.ipv6(), z.cidrv6()]);
const isAddress = (text: string): boolean => (text.includes(":") ? ipv6 : ipv4).safeParse(text).success;
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
  servedIn: ["admin"],
  description: "Returns one IP access list with its addresses.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ list_id: listId }),
  aliases: { id: "list_id", ip_access_list_id: "list_id" },
  output: listDetails.schema,
  run: async (ctx, args) => listDetails(await api.getIpAccessList(ctx.client, args)),
});

const others = (text: Sentence): Consequence => ({ reason: "others", text });
/** The platform refuses a list that blocks the caller, but only for the address of this very call. */
const OWN_ADDRESS = others(say`This server loses access too if the lists do not allow the address that it calls from.`);

/** The effect of a list on its addresses while IP access lists are enabled. */
function reach(list_type: string | null | undefined, addresses: readonly string[]): Consequence[] {
  if (addresses.length === 0) return [];
  return list_type === "BLOCK"
    ? [others(say`These addresses can no longer reach the workspace: ${listed(addresses)}.`), OWN_ADDRESS]
    : [
        others(say`These addresses can reach the workspace: ${listed(addresses)}.`),
        others(say`All addresses that no allow list contains cannot reach it.`),
        OWN_ADDRESS,
      ];
}

/** The effect on addresses that a list no longer contains. */
function outOfReach(list_type: string | null | undefined, addresses: readonly string[]): Consequence[] {
  if (addresses.length === 0) return [];
  return list_type === "BLOCK"
    ? [others(say`These addresses are no longer blocked: ${listed(addresses)}.`)]
    : [others(say`These addresses are no longer allowed: ${listed(addresses)}.`), OWN_ADDRESS];
}

/** Effects on addresses, which lists have only while the workspace applies them. */
async function whenApplied(ctx: Context, effects: Consequence[]): Promise<Consequence[]> {
  if (effects.length === 0) return [];
  const values = await supplement(ctx, ({ client }) => getWorkspaceConf(client, { keys: [SWITCH] }));
  // Added and removed addresses have the warning about this server in common.
  const unique = [...new Set(effects)];
  return values === undefined || values[SWITCH] === "true" ? unique : [NOT_APPLIED, ...unique];
}
const SWITCH = "enableIpAccessLists";
const NOT_APPLIED = others(say`IP access lists are turned off in this workspace. From when they are turned on:`);

const listObject = ({ list_id, label, list_type, enabled, address_count }: api.IpAccessList): AffectedObject => ({
  kind: "IP access list",
  name: label,
  id: list_id,
  details: { type: list_type, state: enabled ? "enabled" : "disabled", addresses: address_count },
});

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
  covers: "ipAccessLists.create",
  affects: async ({ label, list_type, ip_addresses }, ctx) => ({
    effect: "Create",
    objects: [{ kind: "IP access list", name: label, details: { type: list_type } }],
    consequences: await whenApplied(ctx, reach(list_type, ip_addresses)),
  }),
  run: async (ctx, args) => listSummary(await api.createIpAccessList(ctx.client, args)),
});

export const updateIpAccessList = ipAccessLists.tool({
  name: "update_ip_access_list",
  title: "Update an IP access list",
  description: "Changes the given fields of an IP access list. The addresses are replaced as a whole.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    list_id: listId,
    label: label.optional().describe("New name"),
    list_type: listType.optional().describe("Whether to allow or block the addresses"),
    ip_addresses: addresses("All IP addresses or CIDR ranges of the list").optional(),
    enabled: z.boolean().optional().describe("Whether the list applies"),
  }),
  output: z.object({ ...listDetails.fields, updated: z.literal(true) }),
  aliases: { id: "list_id", ip_access_list_id: "list_id" },
  covers: "ipAccessLists.update",
  async affects({ list_id, ...changes }, ctx) {
    if (Object.keys(changes).length === 0) throw nothingToUpdate();
    const found = await api.getIpAccessList(ctx.client, { list_id });
    const consequences = await whenApplied(ctx, listChanges(found, changes));
    return { effect: "Change", objects: [listObject(found)], consequences };
  },
  async run(ctx, args) {
    const { list_id, ...changes } = args;
    if (Object.keys(changes).length === 0) throw nothingToUpdate();
    await api.updateIpAccessList(ctx.client, args);
    ctx.accepted({ what: "The list was changed", ids: { list_id }, followUp: "get_ip_access_list" });
    return { ...listDetails(await api.getIpAccessList(ctx.client, { list_id })), updated: true as const };
  },
});

export const deleteIpAccessList = ipAccessLists.tool({
  name: "delete_ip_access_list",
  title: "Delete an IP access list",
  description:
    "Permanently deletes an IP access list. To only suspend it, use update_ip_access_list with enabled: false.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ list_id: listId }),
  output: z.object({ list_id: z.string(), name: objectName, deleted: z.literal(true) }),
  aliases: { id: "list_id", ip_access_list_id: "list_id" },
  covers: "ipAccessLists.delete",
  async affects(args, ctx) {
    const found = await api.getIpAccessList(ctx.client, args);
    return {
      effect: "Permanently delete",
      objects: [listObject(found)],
      consequences: [
        { reason: "loss", text: say`The list is permanently lost.` },
        ...(await whenApplied(ctx, outOfReach(found.list_type, found.ip_addresses ?? []))),
      ],
    };
  },
  async run(ctx, args) {
    await api.deleteIpAccessList(ctx.client, args);
    return { list_id: args.list_id, deleted: true as const };
  },
});

/** The effect of a change on addresses, field by field. A new label changes nothing for anyone. */
function listChanges(found: api.IpAccessList, changes: api.IpAccessListFields): Consequence[] {
  const before = found.ip_addresses ?? [];
  const { list_type = found.list_type, ip_addresses = before, enabled = found.enabled === true } = changes;
  const turned = list_type !== found.list_type;
  const applied = enabled !== (found.enabled === true);
  if (applied && !enabled) return [others(say`The list is disabled.`), ...outOfReach(found.list_type, before)];
  const added = turned || applied ? ip_addresses : ip_addresses.filter((address) => !before.includes(address));
  const removed = turned ? before : before.filter((address) => !ip_addresses.includes(address));
  return [
    ...(turned ? [others(say`It becomes a list of type ${list_type ?? ""} instead of ${found.list_type ?? ""}.`)] : []),
    ...(applied ? [others(say`The list is enabled.`)] : []),
    ...reach(list_type, added),
    ...outOfReach(found.list_type, removed),
  ];
}

const nothingToUpdate = (): ToolError =>
  new ToolError("No change was given; nothing was sent.", { next: "Give at least one field to change." });
