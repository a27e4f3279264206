import * as z from "zod";
import type { PageQuery } from "../catalog/securables.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** Its `activation_url` is as good as a credential, and is not read. */
const token = z.object({ id: text, created_at: int64.nullish(), expiration_time: int64.nullish() });

const recipient = z.looseObject({
  name: z.string(),
  authentication_type: text,
  activated: z.boolean().nullish(),
  comment: text,
  owner: text,
  cloud: text,
  region: text,
  data_recipient_global_metastore_id: text,
  ip_access_list: z.looseObject({ allowed_ip_addresses: z.array(z.string()).nullish() }).nullish(),
  tokens: z.array(token).nullish(),
  created_at: int64.nullish(),
  updated_at: int64.nullish(),
});
/** An organization or a metastore that shares are given to. */
export type Recipient = z.output<typeof recipient>;

const page = z.looseObject({ recipients: z.array(recipient).nullish(), next_page_token: text });

/** One page of recipients. `GET /api/2.1/unity-catalog/recipients` */
export async function listRecipients(client: Client, query: PageQuery): Promise<Page<Recipient>> {
  const url = "/api/2.1/unity-catalog/recipients";
  const { recipients, next_page_token } = await client.get("recipients.list", url, page, { query: { ...query } });
  return { items: recipients ?? [], next: next_page_token || undefined };
}

/**
 * One recipient. `GET /api/2.1/unity-catalog/recipients/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getRecipient = (client: Client, { name }: { name: string }) =>
  client.get("recipients.get", path`/api/2.1/unity-catalog/recipients/${name}`, recipient);

const permissions = z.looseObject({ permissions_out: z.array(z.looseObject({ share_name: text })).nullish() });

/** The shares that a recipient can read, by name. `GET /api/2.1/unity-catalog/recipients/{name}/share-permissions` */
export async function listSharesOfRecipient(client: Client, { name }: { name: string }): Promise<readonly string[]> {
  const url = path`/api/2.1/unity-catalog/recipients/${name}/share-permissions`;
  const { permissions_out } = await client.get("recipients.sharePermissions", url, permissions);
  return (permissions_out ?? []).flatMap(({ share_name }) => share_name ?? []);
}

type Fields = Readonly<Record<string, unknown>>;

/** `POST /api/2.1/unity-catalog/recipients`: creates a recipient; the link that activates it is not read. @throws {ApiError} `conflict` */
export const createRecipient = (client: Client, body: Fields & { name: string; authentication_type: string }) =>
  client.post("recipients.create", "/api/2.1/unity-catalog/recipients", recipient, { body });

/** Changes a recipient. `PATCH /api/2.1/unity-catalog/recipients/{name}` @throws {ApiError} `not-found`, `permission` */
export const updateRecipient = (client: Client, { name }: { name: string }, body: Fields) =>
  client.patch("recipients.update", path`/api/2.1/unity-catalog/recipients/${name}`, nothing, { body });

/** Deletes a recipient. `DELETE /api/2.1/unity-catalog/recipients/{name}` @throws {ApiError} `not-found`, `permission` */
export const deleteRecipient = (client: Client, { name }: { name: string }) =>
  client.delete("recipients.delete", path`/api/2.1/unity-catalog/recipients/${name}`, nothing);
