import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const BASE = "/api/2.0/ip-access-lists";

/** Types of a list. BLOCK lists take precedence. */
export const LIST_TYPES = ["ALLOW", "BLOCK"] as const;

const list = z.looseObject({
  list_id: z.string(),
  label: z.string().nullish(),
  list_type: z.string().nullish(),
  enabled: z.boolean().nullish(),
  address_count: z.number().nullish(),
  ip_addresses: z.array(z.string()).nullish(),
  updated_at: int64.nullish(),
});
/** An IP access list. A list of lists has no `ip_addresses`. `updated_at` is in epoch milliseconds. */
export type IpAccessList = z.output<typeof list>;

/** Fields of a list to create or change. */
export interface IpAccessListFields {
  readonly label?: string | undefined;
  readonly list_type?: (typeof LIST_TYPES)[number] | undefined;
  readonly ip_addresses?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

const response = z.looseObject({ ip_access_list: list });

/** All lists, without their addresses. `GET /api/2.0/ip-access-lists` */
export async function listIpAccessLists(client: Client): Promise<readonly IpAccessList[]> {
  return (
    (await client.get("ipAccessLists.list", BASE, z.looseObject({ ip_access_lists: z.array(list).nullish() })))
      .ip_access_lists ?? []
  );
}

/** One list with its addresses. `GET /api/2.0/ip-access-lists/{ip_access_list_id}` @throws {ApiError} `not-found` */
export const getIpAccessList = async (client: Client, { list_id }: { list_id: string }): Promise<IpAccessList> =>
  (await withNextStep(client.get("ipAccessLists.get", path`/api/2.0/ip-access-lists/${list_id}`, response)))
    .ip_access_list;

/**
 * Creates a list and returns it. `POST /api/2.0/ip-access-lists`
 *
 * @throws {ApiError} If the list would block the caller (`INVALID_STATE`) or exceeds the quota (`QUOTA_EXCEEDED`)
 */
export const createIpAccessList = async (
  client: Client,
  body: Omit<IpAccessListFields, "enabled">,
): Promise<IpAccessList> =>
  (await withNextStep(client.post("ipAccessLists.create", BASE, response, { body }))).ip_access_list;

/**
 * Changes the given fields. `PATCH /api/2.0/ip-access-lists/{ip_access_list_id}`
 *
 * @throws {ApiError} `not-found`, or as when creating
 */
export const updateIpAccessList = (client: Client, { list_id, ...body }: IpAccessListFields & { list_id: string }) =>
  withNextStep(
    client.patch("ipAccessLists.update", path`/api/2.0/ip-access-lists/${list_id}`, nothing, { body, replay: "safe" }),
  );

/** Deletes a list. `DELETE /api/2.0/ip-access-lists/{ip_access_list_id}` @throws {ApiError} `not-found` */
export const deleteIpAccessList = (client: Client, { list_id }: { list_id: string }) =>
  withNextStep(client.delete("ipAccessLists.delete", path`/api/2.0/ip-access-lists/${list_id}`, nothing));

/** Adds a next step to the errors of this service. */
const withNextStep = <T>(response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "not-found") throw error.with({ next: "Find the list with list_ip_access_lists." });
    if (error.errorCode === "INVALID_STATE") {
      throw error.with({
        next: "The change would block this server. Make the lists allow the address it calls from.",
      });
    }
    if (error.errorCode === "QUOTA_EXCEEDED") {
      throw error.with({
        next: "All lists together can hold at most 1,000 values. Use wider CIDR ranges or delete lists.",
      });
    }
    throw error;
  });
