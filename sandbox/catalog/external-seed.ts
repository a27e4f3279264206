/** Objects that connect the metastore to a cloud. They can only be read, because this workspace has no cloud. */
export interface ExternalData {
  readonly locations: readonly { readonly name: string; readonly url: string; readonly [field: string]: unknown }[];
  readonly credentials: readonly { readonly name: string; readonly [field: string]: unknown }[];
  readonly connections: readonly { readonly name: string; readonly [field: string]: unknown }[];
}

export const seedExternalData = (): ExternalData => ({
  locations: [
    {
      name: "landing",
      url: "s3://acme-landing/",
      credential_name: "acme-lake",
      read_only: false,
      fallback: false,
      isolation_mode: "ISOLATION_MODE_OPEN",
      comment: "Where other systems leave their files",
    },
    {
      name: "archive",
      url: "s3://acme-archive/",
      credential_name: "acme-lake",
      read_only: true,
      fallback: false,
      isolation_mode: "ISOLATION_MODE_OPEN",
    },
  ],
  credentials: [
    {
      name: "acme-lake",
      id: "5b0c3f0e-7d6a-4a55-8a57-0f6f1d2f9c11",
      aws_iam_role: {
        role_arn: "arn:aws:iam::123456789012:role/acme-lake",
        external_id: "3d0a5d5e-1b1f-4b83-9d0c-4f1f3c9a7e21",
      },
      read_only: false,
      used_for_managed_storage: false,
      isolation_mode: "ISOLATION_MODE_OPEN",
    },
  ],
  connections: [
    {
      name: "shop-postgres",
      connection_id: "c6b8a3f4-2e6e-4a0d-9d5b-7f0c9b1a4e55",
      connection_type: "POSTGRESQL",
      credential_type: "USERNAME_PASSWORD",
      options: { host: "shop-db.example.com", port: "5432", user: "reader" },
      read_only: true,
      comment: "The shop's own database",
    },
  ],
});
