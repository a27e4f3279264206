import * as z from "zod";
import type { StorageCredential } from "../../api/catalog/storage-credentials.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A storage credential in a list. */
export const credentialRowView = view(
  { name: z.string(), identity: text, read_only: flag, comment: text },
  (credential: StorageCredential) => ({
    name: credential.name,
    identity: identityOf(credential),
    read_only: credential.read_only || undefined,
    comment: credential.comment,
  }),
);

/** One storage credential in full, without its secrets. */
export const credentialView = view(
  {
    ...credentialRowView.fields,
    id: text,
    used_for_managed_storage: flag,
    isolation_mode: text,
    owner: text,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  (credential: StorageCredential) => ({
    ...credentialRowView(credential),
    id: credential.id,
    used_for_managed_storage: credential.used_for_managed_storage || undefined,
    isolation_mode: credential.isolation_mode,
    owner: credential.owner,
    created_at: isoTime(credential.created_at),
    created_by: credential.created_by,
    updated_at: isoTime(credential.updated_at),
  }),
);

/** The credential's identity in its cloud, e.g. `AWS role arn:aws:iam::1:role/x`. */
function identityOf(credential: StorageCredential): string | undefined {
  const { aws_iam_role, azure_managed_identity, azure_service_principal, databricks_gcp_service_account } = credential;
  if (aws_iam_role) return `AWS role ${aws_iam_role.role_arn ?? ""}`;
  if (azure_managed_identity) {
    const { access_connector_id, managed_identity_id } = azure_managed_identity;
    return `Azure managed identity ${managed_identity_id || access_connector_id || ""}`;
  }
  if (azure_service_principal) return `Azure service principal ${azure_service_principal.application_id ?? ""}`;
  if (databricks_gcp_service_account) return `Google service account ${databricks_gcp_service_account.email ?? ""}`;
  const { cloudflare_api_token } = credential;
  return cloudflare_api_token ? `Cloudflare account ${cloudflare_api_token.account_id ?? ""}` : undefined;
}
