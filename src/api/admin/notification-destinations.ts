import * as z from "zod";
import { isRecord } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const BASE = "/api/2.0/notification-destinations";

/** Types of configuration. A `config` has exactly one of them. */
export const CONFIG_KINDS = ["email", "slack", "microsoft_teams", "pagerduty", "generic_webhook"] as const;

const destination = z.looseObject({
  id: z.string(),
  display_name: z.string().nullish(),
  destination_type: z.string().nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
/** A notification destination; a list has no `config`. */
export type NotificationDestination = z.output<typeof destination>;

/** Fields of a destination to create or change. */
export interface DestinationFields {
  readonly display_name?: string | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}

/** One page of destinations, without their configuration. `GET /api/2.0/notification-destinations` */
export async function listNotificationDestinations(
  client: Client,
  query: { page_size: number; page_token?: string | undefined },
): Promise<Page<NotificationDestination>> {
  const response = z.looseObject({ results: z.array(destination).nullish(), next_page_token: z.string().nullish() });
  const { results, next_page_token } = await client.get("notificationDestinations.list", BASE, response, { query });
  return { items: results ?? [], ...(next_page_token && { next: next_page_token }) };
}

/** One destination. `GET /api/2.0/notification-destinations/{id}` @throws {ApiError} `not-found` */
export const getNotificationDestination = (client: Client, { id }: { id: string }) =>
  withListTool(client.get("notificationDestinations.get", path`/api/2.0/notification-destinations/${id}`, destination));

/** Creates a destination and returns it. `POST /api/2.0/notification-destinations` */
export const createNotificationDestination = (client: Client, body: DestinationFields) =>
  client.post("notificationDestinations.create", BASE, destination, { body });

/**
 * Changes the given fields and returns the destination. `PATCH /api/2.0/notification-destinations/{id}`
 *
 * @throws {ApiError} `not-found`
 */
export const updateNotificationDestination = (client: Client, { id, ...body }: DestinationFields & { id: string }) =>
  withListTool(
    client.patch("notificationDestinations.update", path`/api/2.0/notification-destinations/${id}`, destination, {
      body,
      replay: "safe",
    }),
  );

/** Deletes a destination. `DELETE /api/2.0/notification-destinations/{id}` @throws {ApiError} `not-found` */
export const deleteNotificationDestination = (client: Client, { id }: { id: string }) =>
  withListTool(
    client.delete("notificationDestinations.delete", path`/api/2.0/notification-destinations/${id}`, nothing),
  );

/** The visible part of a configuration: email addresses, and the names of the hidden fields that are set. */
export function visibleConfig(config: Readonly<Record<string, unknown>> | null | undefined) {
  const fields = Object.values(config ?? {}).filter(isRecord);
  const addresses = fields.flatMap((one) => (Array.isArray(one.addresses) ? one.addresses.map(String) : []));
  const configured = fields.flatMap((one) =>
    Object.entries(one).flatMap(([name, value]) =>
      name.endsWith("_set") && value === true ? [name.slice(0, -4)] : [],
    ),
  );
  return { addresses, configured };
}

/** The target of a configuration for a question. Of a webhook it is only the host, because the path is often a secret. */
export function targetInWords(config: Readonly<Record<string, unknown>>): string {
  const [kind = "", fields] = Object.entries(config)[0] ?? [];
  if (!isRecord(fields)) return kind;
  if (Array.isArray(fields.addresses)) return `email to ${fields.addresses.map(String).join(", ")}`;
  if (typeof fields.url !== "string") return kind;
  return `${kind} at ${URL.canParse(fields.url) ? new URL(fields.url).host : "an invalid URL"}`;
}

/** Adds the list tool to a `not-found` error. */
const withListTool = <T>(response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({ next: "Find the destination with list_notification_destinations." });
  });
