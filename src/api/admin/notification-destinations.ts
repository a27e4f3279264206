import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const BASE = "/api/2.0/notification-destinations";

/** What a destination's `config` may hold, one of them. */
export const CONFIG_KINDS = ["email", "slack", "microsoft_teams", "pagerduty", "generic_webhook"] as const;

const destination = z.looseObject({
  id: z.string(),
  display_name: z.string().nullish(),
  destination_type: z.string().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
export type NotificationDestination = z.output<typeof destination>;

export interface DestinationFields {
  readonly display_name?: string | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** Without their configuration. `GET /api/2.0/notification-destinations` */
export async function listNotificationDestinations(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<NotificationDestination>> {
  const answer = z.looseObject({ results: z.array(destination).nullish(), next_page_token: z.string().nullish() });
  const { results, next_page_token } = await client.get("notificationDestinations.list", BASE, answer, { query });
  return { items: results ?? [], ...(next_page_token && { next: next_page_token }) };
}

/** `GET /api/2.0/notification-destinations/{id}` */
export const getNotificationDestination = (client: Client, { id }: { id: string }) =>
  located(client.get("notificationDestinations.get", path`/api/2.0/notification-destinations/${id}`, destination));

/** `POST /api/2.0/notification-destinations` */
export const createNotificationDestination = (client: Client, body: DestinationFields) =>
  client.post("notificationDestinations.create", BASE, destination, { body });

/** Fields left out stay. `PATCH /api/2.0/notification-destinations/{id}` */
export const updateNotificationDestination = (client: Client, { id, ...body }: DestinationFields & { id: string }) =>
  located(
    client.patch("notificationDestinations.update", path`/api/2.0/notification-destinations/${id}`, destination, {
      body,
      replay: "safe",
    }),
  );

/** `DELETE /api/2.0/notification-destinations/{id}` */
export const deleteNotificationDestination = (client: Client, { id }: { id: string }) =>
  located(client.delete("notificationDestinations.delete", path`/api/2.0/notification-destinations/${id}`, nothing));

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What may be known of a configuration: e-mail addresses, and which of the hidden fields are set. */
export function configView(config: Readonly<Record<string, unknown>> | null | undefined) {
  const fields = Object.values(config ?? {}).filter(isFields);
  const addresses = fields.flatMap((one) => (Array.isArray(one.addresses) ? one.addresses.map(String) : []));
  const configured = fields.flatMap((one) =>
    Object.entries(one).flatMap(([name, value]) =>
      name.endsWith("_set") && value === true ? [name.slice(0, -4)] : [],
    ),
  );
  return { addresses, configured };
}

/** Where a configuration sends to, as a person is asked: of a webhook the host, because its path is often its secret. */
export function configTarget(config: Readonly<Record<string, unknown>>): string {
  const [kind = "", fields] = Object.entries(config)[0] ?? [];
  if (!isFields(fields)) return kind;
  if (Array.isArray(fields.addresses)) return `e-mail to ${fields.addresses.map(String).join(", ")}`;
  if (typeof fields.url !== "string") return kind;
  return `${kind} at ${URL.canParse(fields.url) ? new URL(fields.url).host : "an address that is none"}`;
}

const located = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the destination with list_notification_destinations." });
  });
