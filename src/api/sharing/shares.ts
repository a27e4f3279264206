import * as z from "zod";
import type { PageQuery } from "../catalog/securables.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const sharedObject = z.looseObject({
  name: z.string(),
  data_object_type: text,
  shared_as: text,
  string_shared_as: text,
  status: text,
  comment: text,
  partitions: z.array(z.looseObject({ values: z.array(z.looseObject({})).nullish() })).nullish(),
  cdf_enabled: z.boolean().nullish(),
  history_data_sharing_status: text,
  start_version: int64.nullish(),
});

const share = z.looseObject({
  name: z.string(),
  comment: text,
  owner: text,
  created_at: int64.nullish(),
  created_by: text,
  updated_at: int64.nullish(),
  objects: z.array(sharedObject).nullish(),
});
/** A share: objects that recipients can read. */
export type Share = z.output<typeof share>;

const page = z.looseObject({ shares: z.array(share).nullish(), next_page_token: text });

/** One page of shares, without their objects. `GET /api/2.1/unity-catalog/shares` */
export async function listShares(client: Client, query: PageQuery): Promise<Page<Share>> {
  const url = "/api/2.1/unity-catalog/shares";
  const { shares, next_page_token } = await client.get("shares.listShares", url, page, { query: { ...query } });
  return { items: shares ?? [], next: next_page_token || undefined };
}

/**
 * One share with its objects. `GET /api/2.1/unity-catalog/shares/{name}`
 * @throws {ApiError} `not-found` if it does not exist or is hidden from the caller
 */
export const getShare = (client: Client, { name }: { name: string }) =>
  client.get("shares.get", path`/api/2.1/unity-catalog/shares/${name}`, share, {
    query: { include_shared_data: true },
  });

const assignment = z.looseObject({ principal: text, privileges: z.array(z.string()).nullish() });
const permissions = z.looseObject({ privilege_assignments: z.array(assignment).nullish() });

/** The recipients of a share, by name. `GET /api/2.1/unity-catalog/shares/{name}/permissions` */
export async function listShareRecipients(client: Client, { name }: { name: string }): Promise<readonly string[]> {
  const url = path`/api/2.1/unity-catalog/shares/${name}/permissions`;
  const { privilege_assignments } = await client.get("shares.sharePermissions", url, permissions);
  const readers = (privilege_assignments ?? []).filter(({ privileges }) => privileges?.includes("SELECT"));
  return readers.flatMap(({ principal }) => principal ?? []);
}

/** An object to share, as `SharedDataObject` of the REST API. */
export type ObjectToShare = Readonly<Record<string, unknown>> & { readonly name: string };

interface ShareFields {
  readonly comment?: string | undefined;
  readonly owner?: string | undefined;
  readonly new_name?: string | undefined;
}

/** `POST /api/2.1/unity-catalog/shares`: creates a share without objects. @throws {ApiError} `conflict` if it exists */
export const createShare = (client: Client, body: { name: string; comment?: string | undefined }) =>
  client.post("shares.create", "/api/2.1/unity-catalog/shares", share, { body });

/**
 * Changes a share, and adds objects to it or removes them. `PATCH /api/2.1/unity-catalog/shares/{name}`
 * @throws {ApiError} `not-found`, `permission`, `conflict` if an object is already shared
 */
export const updateShare = (
  client: Client,
  { name }: { name: string },
  { add, remove, ...fields }: ShareFields & { add: readonly ObjectToShare[]; remove: readonly ObjectToShare[] },
) => {
  const updates = [
    ...remove.map((data_object) => ({ action: "REMOVE", data_object })),
    ...add.map((data_object) => ({ action: "ADD", data_object })),
  ];
  return client.patch("shares.update", path`/api/2.1/unity-catalog/shares/${name}`, share, {
    body: { ...fields, ...(updates.length > 0 && { updates }) },
  });
};

/** Deletes a share. `DELETE /api/2.1/unity-catalog/shares/{name}` @throws {ApiError} `not-found`, `permission` */
export const deleteShare = (client: Client, { name }: { name: string }) =>
  client.delete("shares.delete", path`/api/2.1/unity-catalog/shares/${name}`, nothing);

/**
 * Gives a share to recipients, and takes it from others. `PATCH /api/2.1/unity-catalog/shares/{name}/permissions`
 * @throws {ApiError} `not-found` for an unknown share or recipient
 */
export const updateShareRecipients = (
  client: Client,
  { name }: { name: string },
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
) =>
  client.patch("shares.updatePermissions", path`/api/2.1/unity-catalog/shares/${name}/permissions`, nothing, {
    body: {
      changes: [
        ...add.map((principal) => ({ principal, add: ["SELECT"] })),
        ...remove.map((principal) => ({ principal, remove: ["SELECT"] })),
      ],
    },
  });
