import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { PageQuery } from "./securables.ts";

const flag = z.boolean().nullish();

/**
 * A storage credential: the fields we read, one cloud block among them. Of the blocks only what identifies is listed,
 * so that a key or secret the platform might send never leaves this module.
 */
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
export type StorageCredential = z.output<typeof credential>;

const page = z.looseObject({ storage_credentials: z.array(credential).nullish(), next_page_token: text });

/** `GET /api/2.1/unity-catalog/storage-credentials` */
export async function listStorageCredentials(client: Client, query: PageQuery): Promise<Page<StorageCredential>> {
  const where = "/api/2.1/unity-catalog/storage-credentials";
  const { storage_credentials, next_page_token } = await client.get("storageCredentials.list", where, page, {
    query: { ...query },
  });
  return { items: storage_credentials ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.1/unity-catalog/storage-credentials/{name}` */
export const getStorageCredential = (client: Client, { name }: { name: string }) =>
  client.get("storageCredentials.get", path`/api/2.1/unity-catalog/storage-credentials/${name}`, credential);

/** Who the credential is in its cloud, e.g. `AWS role arn:aws:iam::1:role/x`. */
function identity(found: StorageCredential): string | undefined {
  const { aws_iam_role, azure_managed_identity, azure_service_principal, databricks_gcp_service_account } = found;
  if (aws_iam_role) return `AWS role ${aws_iam_role.role_arn ?? ""}`;
  if (azure_managed_identity) {
    const { access_connector_id, managed_identity_id } = azure_managed_identity;
    return `Azure managed identity ${managed_identity_id || access_connector_id || ""}`;
  }
  if (azure_service_principal) return `Azure service principal ${azure_service_principal.application_id ?? ""}`;
  if (databricks_gcp_service_account) return `Google service account ${databricks_gcp_service_account.email ?? ""}`;
  return found.cloudflare_api_token ? `Cloudflare account ${found.cloudflare_api_token.account_id ?? ""}` : undefined;
}

/** A credential in a list: no secret is in it. */
export const credentialRow = (found: StorageCredential) => ({
  name: found.name,
  ...compact({ identity: identity(found), read_only: found.read_only || undefined, comment: found.comment }),
});

/** One credential in full, without its secrets. */
export const credentialDetails = (found: StorageCredential) => ({
  ...credentialRow(found),
  ...compact({
    id: found.id,
    used_for_managed_storage: found.used_for_managed_storage || undefined,
    isolation_mode: found.isolation_mode,
    owner: found.owner,
    created_at: isoTime(found.created_at),
    created_by: found.created_by,
    updated_at: isoTime(found.updated_at),
  }),
});
