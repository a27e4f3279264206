import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const flag = z.boolean().nullish();

const credential = z.looseObject({
  name: z.string(),
  id: text,
  aws_iam_role: z.looseObject({ role_arn: text }).nullish(),
  azure_managed_identity: z.looseObject({ access_connector_id: text, managed_identity_id: text }).nullish(),
  azure_service_principal: z.looseObject({ directory_id: text, application_id: text }).nullish(),
  databricks_gcp_service_account: z.looseObject({ email: text }).nullish(),
  cloudflare_api_token: z.looseObject({ account_id: text }).nullish(),
  read_only: flag,
  used_for_managed_storage: flag,
  isolation_mode: text,
  owner: text,
  comment: text,
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
});
/**
 * A storage credential: the fields we read. One of the cloud identities is set; the keys and secrets the platform may
 * send with it are not part of this type.
 */
export type StorageCredential = z.output<typeof credential>;

const page = z.looseObject({ storage_credentials: z.array(credential).nullish(), next_page_token: text });

/** One page of storage credentials. `GET /api/2.1/unity-catalog/storage-credentials` */
export async function listStorageCredentials(client: Client, query: PageQuery): Promise<Page<StorageCredential>> {
  const where = "/api/2.1/unity-catalog/storage-credentials";
  const { storage_credentials, next_page_token } = await client.get("storageCredentials.list", where, page, {
    query: { ...query },
  });
  return { items: storage_credentials ?? [], next: next_page_token || undefined };
}

/**
 * One storage credential. `GET /api/2.1/unity-catalog/storage-credentials/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getStorageCredential = (client: Client, { name }: { name: string }) =>
  client.get("storageCredentials.get", path`/api/2.1/unity-catalog/storage-credentials/${name}`, credential);
