import * as z from "zod";
import * as api from "../../api/admin/notification-destinations.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";

const destinations = defineToolset({
  id: "notification-destinations",
  title: "Notification destinations",
  summary: "Where alerts and jobs send to: e-mail, Slack, Teams, PagerDuty, webhooks; an admin's.",
  default: false,
});

const id = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an id, from list_notification_destinations")
  .describe("From list_notification_destinations");
const displayName = z.string().min(1).max(255).describe("Name");

const isKind = (kind: string): boolean => api.CONFIG_KINDS.some((known) => known === kind);
const config = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .refine(
    (one) => {
      const kinds = Object.keys(one);
      return kinds.length === 1 && kinds.every(isKind);
    },
    `must hold one of ${api.CONFIG_KINDS.join(", ")}`,
  )
  .refine((one) => !JSON.stringify(one).includes("[redacted]"), "holds a value that was masked: give the true one");

const names = { id: z.string(), display_name: text, destination_type: text };
const namesView = ({ id, display_name, destination_type }: api.NotificationDestination) => ({
  id,
  ...compact({ display_name, destination_type }),
});

export const listNotificationDestinations = destinations.tool({
  name: "list_notification_destinations",
  title: "List notification destinations",
  description: "Lists notification destinations.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ destinations: z.array(z.object(names)), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listNotificationDestinations(ctx.client, { page_size: limit, page_token });
    return { destinations: items.map(namesView), ...compact({ next_page_token: next }) };
  },
});

export const getNotificationDestination = destinations.tool({
  name: "get_notification_destination",
  title: "Get a notification destination",
  description: "Returns a destination; of webhooks only which fields are set.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id }),
  output: z.object({
    ...names,
    addresses: z.array(z.string()).optional(),
    configured: z.array(z.string()).optional(),
  }),
  async run(ctx, args) {
    const found = await api.getNotificationDestination(ctx.client, args);
    return { ...namesView(found), ...compact(api.configView(found.config)) };
  },
});

export const createNotificationDestination = destinations.tool({
  name: "create_notification_destination",
  title: "Create a notification destination",
  description: "Creates a destination that alerts and jobs can send to.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: displayName,
    config: config.describe(
      "{email: {addresses}}, {slack: {url}}, {microsoft_teams: {url}}, {pagerduty: {integration_key}} or {generic_webhook: {url, username, password}}",
    ),
  }),
  output: z.object(names),
  confirm: ({ display_name, config }) =>
    `Create the notification destination "${oneLine(display_name)}", ${oneLine(api.configTarget(config), 4000)}? What alerts and jobs report leaves the workspace there.`,
  run: async (ctx, args) => namesView(await api.createNotificationDestination(ctx.client, args)),
});

export const updateNotificationDestination = destinations.tool({
  name: "update_notification_destination",
  title: "Update a notification destination",
  description: "Changes a destination's name or configuration.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    id,
    display_name: displayName.optional(),
    config: config.optional().describe("As when created"),
  }),
  output: z.object(names),
  async confirm({ id, display_name, config }, ctx) {
    const what = [
      ...(display_name === undefined ? [] : [`call it "${oneLine(display_name)}"`]),
      ...(config === undefined ? [] : [`send to ${oneLine(api.configTarget(config), 4000)}`]),
    ];
    // `run` says what is missing.
    if (what.length === 0) return null;
    return `Change ${named(await api.getNotificationDestination(ctx.client, { id }))}: ${what.join("; ")}?`;
  },
  async run(ctx, args) {
    if (args.display_name === undefined && args.config === undefined) {
      throw new ToolError("Nothing to change was given.", { next: "Give display_name or config." });
    }
    return namesView(await api.updateNotificationDestination(ctx.client, args));
  },
});

export const deleteNotificationDestination = destinations.tool({
  name: "delete_notification_destination",
  title: "Delete a notification destination",
  description: "Deletes a destination for good.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ id }),
  output: z.object({ id: z.string(), deleted: z.literal(true) }),
  confirm: async (args, ctx) =>
    `Delete ${named(await api.getNotificationDestination(ctx.client, args))}? Alerts and jobs that send to it fall silent.`,
  async run(ctx, args) {
    await api.deleteNotificationDestination(ctx.client, args);
    return { id: args.id, deleted: true as const };
  },
});

const named = ({ id, display_name, destination_type }: api.NotificationDestination): string =>
  `the ${oneLine(destination_type ?? "", 40)} notification destination "${oneLine(display_name ?? "", 200)}" (${oneLine(id, 64)})`;
