import * as z from "zod";
import type { DataProvider, ProviderAssets } from "../../api/sharing/providers.ts";
import type { Recipient } from "../../api/sharing/recipients.ts";
import type { Share } from "../../api/sharing/shares.ts";
import { flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

type SharedObject = NonNullable<Share["objects"]>[number];

/** A share in a list. */
export const shareRowView = view(
  { name: z.string(), owner: text, comment: text },
  ({ name, owner, comment }: Share) => ({ name, owner, comment }),
);

/** An object of a share. Without `partitions`, all its rows are shared. */
const sharedObjectView = view(
  {
    name: z.string(),
    data_object_type: text,
    shared_as: text,
    status: text,
    comment: text,
    partitions: z.array(z.record(z.string(), z.unknown())).optional().describe("only these rows are shared"),
    history_data_sharing_status: text,
    cdf_enabled: flag,
    start_version: z.number().optional(),
  },
  ({ name, data_object_type, status, comment, ...one }: SharedObject) => ({
    name,
    data_object_type,
    shared_as: one.shared_as ?? one.string_shared_as,
    status,
    comment,
    partitions: one.partitions?.length ? one.partitions : undefined,
    history_data_sharing_status: one.history_data_sharing_status,
    cdf_enabled: one.cdf_enabled,
    start_version: one.start_version,
  }),
);

/** A share with its objects and the recipients that can read it. */
export const shareView = view(
  {
    ...shareRowView.fields,
    objects: z.array(sharedObjectView.schema).optional(),
    recipients: texts,
    created_at: text,
    created_by: text,
    updated_at: text,
  },
  (share: Share, recipients: readonly string[]) => ({
    ...shareRowView(share),
    objects: share.objects?.map((one) => sharedObjectView(one)),
    recipients: [...recipients],
    created_at: isoTime(share.created_at),
    created_by: share.created_by,
    updated_at: isoTime(share.updated_at),
  }),
);

/** A recipient in a list. */
export const recipientRowView = view(
  { name: z.string(), authentication_type: text, activated: flag, owner: text, comment: text },
  ({ name, authentication_type, activated, owner, comment }: Recipient) => ({
    name,
    authentication_type,
    activated,
    owner,
    comment,
  }),
);

const recipientTokenView = view(
  { id: text, created_at: text, expiration_time: text },
  ({ id, created_at, expiration_time }: NonNullable<Recipient["tokens"]>[number]) => ({
    id,
    created_at: isoTime(created_at),
    expiration_time: isoTime(expiration_time),
  }),
);

/** A recipient with the shares that it can read, without the links that activate its tokens. */
export const recipientView = view(
  {
    ...recipientRowView.fields,
    shares: texts,
    tokens: z.array(recipientTokenView.schema).optional(),
    allowed_ip_addresses: texts,
    cloud: text,
    region: text,
    metastore_id: text.describe("Metastore of the recipient"),
    created_at: text,
  },
  (recipient: Recipient, shares: readonly string[]) => ({
    ...recipientRowView(recipient),
    shares: [...shares],
    tokens: recipient.tokens?.map((one) => recipientTokenView(one)),
    allowed_ip_addresses: recipient.ip_access_list?.allowed_ip_addresses,
    cloud: recipient.cloud,
    region: recipient.region,
    metastore_id: recipient.data_recipient_global_metastore_id,
    created_at: isoTime(recipient.created_at),
  }),
);

/** A provider in a list. */
export const providerRowView = view(
  { name: z.string(), authentication_type: text, cloud: text, region: text, owner: text, comment: text },
  ({ name, authentication_type, cloud, region, owner, comment }: DataProvider) => ({
    name,
    authentication_type,
    cloud,
    region,
    owner,
    comment,
  }),
);

/** A share with its objects and recipients, by their names. */
export const sharedWithView = view(
  { name: z.string(), owner: text, objects: texts, recipients: texts },
  ({ name, owner, objects }: Share, recipients: readonly string[]) => ({
    name,
    owner,
    objects: (objects ?? []).map(objectWords),
    recipients: [...recipients],
  }),
);

/** `main.sales.orders`, `main.sales.top (VIEW)` or `main.sales.orders (only some partitions)`. */
function objectWords({ name, data_object_type, partitions }: SharedObject): string {
  const limits = [
    ...(data_object_type === "TABLE" ? [] : [data_object_type ?? "unknown type"]),
    ...(partitions?.length ? ["only some partitions"] : []),
  ];
  return limits.length > 0 ? `${name} (${limits.join(", ")})` : name;
}

/** The objects in a share of a provider: `schema.name` each. */
export const providerAssetsView = view(
  { tables: texts, volumes: texts, functions: texts, notebooks: texts },
  ({ tables, volumes, functions, notebooks }: Partial<ProviderAssets>) => ({
    tables: namesOf(tables),
    volumes: namesOf(volumes),
    functions: namesOf(functions),
    notebooks: namesOf(notebooks),
  }),
);

const namesOf = (assets: ProviderAssets["tables"]): string[] =>
  (assets ?? []).map(({ schema, name }) => [schema, name].filter(Boolean).join("."));
