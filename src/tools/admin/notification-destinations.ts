import * as z from "zod";
import * as api from "../../api/admin/notification-destinations.ts";
import { type AffectedObject, type Consequence, listed, type Sentence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { objectName, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";

const destinations = defineToolset({
  id: "notification-destinations",
  title: "Notification destinations",
  summary: "Where alerts and jobs send notifications: email, Slack, Teams, PagerDuty and webhooks (admin only).",
  default: false,
  presets: { admin: "read" },
  finders: "list_notification_destinations",
});

const id = z
  .string()
  .refine((id) => /^[\w-]{1,128}$/.test(id), "must be an ID from list_notification_destinations")
  .describe("ID from list_notification_destinations");
const displayName = z.string().min(1).max(255).describe("Display name");

const isKind = (kind: string): boolean => api.CONFIG_KINDS.some((known) => known === kind);
const config = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .refine(
    (one) => {
      const kinds = Object.keys(one);
      return kinds.length === 1 && kinds.every(isKind);
    },
    `must have exactly one of ${api.CONFIG_KINDS.join(", ")}`,
  )
  .refine((one) => !JSON.stringify(one).includes("[redacted]"), "contains a masked value; give the real value");

/** A destination in a list. */
const destinationSummary = view(
  { id: z.string(), display_name: text, destination_type: text },
  ({ id, display_name, destination_type }: api.NotificationDestination) => ({ id, display_name, destination_type }),
);

/** One destination with its email addresses and the names of its hidden fields. */
const destinationDetails = view(
  { ...destinationSummary.fields, addresses: texts, configured: texts.describe("hidden fields that are set") },
  (found: api.NotificationDestination) => ({ ...destinationSummary(found), ...api.visibleConfig(found.config) }),
);

export const listNotificationDestinations = destinations.tool({
  name: "list_notification_destinations",
  title: "List notification destinations",
  description: "Lists notification destinations without their configuration.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ limit: params.limit(50, 100), page_token: params.pageToken }),
  output: z.object({ destinations: z.array(destinationSummary.schema), next_page_token: text }),
  async run(ctx, { limit, page_token }) {
    const { items, next } = await api.listNotificationDestinations(ctx.client, { page_size: limit, page_token });
    return { destinations: items.map((item) => destinationSummary(item)), next_page_token: next };
  },
});

export const getNotificationDestination = destinations.tool({
  name: "get_notification_destination",
  title: "Get a notification destination",
  servedIn: [],
  description:
    "Returns one destination with its email addresses. For other types it shows only which fields are set, not their values.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ id }),
  aliases: { destination_id: "id" },
  output: destinationDetails.schema,
  run: async (ctx, args) => destinationDetails(await api.getNotificationDestination(ctx.client, args)),
});

export const createNotificationDestination = destinations.tool({
  name: "create_notification_destination",
  title: "Create a notification destination",
  description: "Creates a destination to which alerts and jobs can send notifications.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    display_name: displayName,
    config: config.describe(
      "Configuration of one type: {email: {addresses}}, {slack: {url}}, {microsoft_teams: {url}}, {pagerduty: {integration_key}} or {generic_webhook: {url, username, password}}",
    ),
  }),
  output: destinationSummary.schema,
  aliases: { name: "display_name" },
  covers: "notificationDestinations.create",
  affects: ({ display_name, config }) => ({
    effect: "Create",
    objects: [{ kind: "notification destination", name: display_name }],
    consequences: [sentTo(config)],
  }),
  run: async (ctx, args) => destinationSummary(await api.createNotificationDestination(ctx.client, args)),
});

export const updateNotificationDestination = destinations.tool({
  name: "update_notification_destination",
  title: "Update a notification destination",
  description: "Changes a destination's display name or replaces its configuration.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    id,
    display_name: displayName.optional(),
    config: config.optional().describe("New configuration, as in create_notification_destination"),
  }),
  output: destinationSummary.schema,
  aliases: { name: "display_name", destination_id: "id" },
  covers: "notificationDestinations.update",
  async affects({ id, display_name, config }, ctx) {
    if (display_name === undefined && config === undefined) throw nothingToUpdate();
    const found = await api.getNotificationDestination(ctx.client, { id });
    const renamed: Consequence[] =
      display_name === undefined ? [] : [{ reason: "others", text: say`It is renamed to ${display_name}.` }];
    return {
      effect: config === undefined ? "Rename" : "Replace the configuration of",
      objects: [destinationObject(found)],
      consequences: config === undefined ? [] : [...renamed, sentTo(config), replacedTarget(found)],
    };
  },
  async run(ctx, args) {
    if (args.display_name === undefined && args.config === undefined) throw nothingToUpdate();
    return destinationSummary(await api.updateNotificationDestination(ctx.client, args));
  },
});

export const deleteNotificationDestination = destinations.tool({
  name: "delete_notification_destination",
  title: "Delete a notification destination",
  description: "Permanently deletes a notification destination.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id }),
  output: z.object({ id: z.string(), name: objectName, deleted: z.literal(true) }),
  aliases: { destination_id: "id" },
  covers: "notificationDestinations.delete",
  affects: async (args, ctx) => ({
    effect: "Permanently delete",
    objects: [destinationObject(await api.getNotificationDestination(ctx.client, args))],
    consequences: [
      { reason: "loss", text: say`Its configuration is permanently lost.` },
      { reason: "others", text: say`Alerts and jobs that use it will stop sending notifications.` },
    ],
  }),
  async run(ctx, args) {
    await api.deleteNotificationDestination(ctx.client, args);
    return { id: args.id, deleted: true as const };
  },
});

const destinationObject = ({ id, display_name, destination_type }: api.NotificationDestination): AffectedObject => ({
  kind: "notification destination",
  name: display_name,
  id,
  details: { type: destination_type },
});

/** Where notifications go. Of a webhook it is only the host, because the path is often a secret. */
function sentTo(config: Readonly<Record<string, unknown>>): Consequence {
  const { addresses } = api.visibleConfig(config);
  const target: Sentence =
    addresses.length > 0 ? say`email to ${listed(addresses)}` : say`${api.targetInWords(config)}`;
  return { reason: "outbound", text: say`Notifications sent to it leave the workspace: ${target}.` };
}

const replacedTarget = ({ config, destination_type }: api.NotificationDestination): Consequence => {
  const { addresses } = api.visibleConfig(config);
  return {
    reason: "replacement",
    text:
      addresses.length > 0
        ? say`It no longer sends to ${listed(addresses)}.`
        : say`Its current configuration (${destination_type ?? "of an unknown type"}) is permanently lost.`,
  };
};

const nothingToUpdate = (): ToolError =>
  new ToolError("No change was given; nothing was sent.", { next: "Give display_name or config." });
