import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const BASE = "/api/2.0/ip-access-lists";

export const LIST_TYPES = ["ALLOW", "BLOCK"] as const;

/** Times are epoch milliseconds. */
const list = z.looseObject({
  list_id: z.string(),
  label: z.string().nullish(),
  list_type: z.string().nullish(),
  enabled: z.boolean().nullish(),
  address_count: z.number().nullish(),
  ip_addresses: z.array(z.string()).nullish(),
  updated_at: int64.nullish(),
});
export type IpAccessList = z.output<typeof list>;

export interface IpAccessListFields {
  readonly label?: string | undefined;
  readonly list_type?: (typeof LIST_TYPES)[number] | undefined;
  readonly ip_addresses?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

const one = z.looseObject({ ip_access_list: list });

/** `GET /api/2.0/ip-access-lists` */
export async function listIpAccessLists(client: Client): Promise<readonly IpAccessList[]> {
  return (
    (await client.get("ipAccessLists.list", BASE, z.looseObject({ ip_access_lists: z.array(list).nullish() })))
      .ip_access_lists ?? []
  );
}

/** `GET /api/2.0/ip-access-lists/{ip_access_list_id}` */
export const getIpAccessList = async (client: Client, { list_id }: { list_id: string }): Promise<IpAccessList> =>
  (await explained(client.get("ipAccessLists.get", path`/api/2.0/ip-access-lists/${list_id}`, one))).ip_access_list;

/** `POST /api/2.0/ip-access-lists` */
export const createIpAccessList = async (
  client: Client,
  body: Omit<IpAccessListFields, "enabled">,
): Promise<IpAccessList> => (await explained(client.post("ipAccessLists.create", BASE, one, { body }))).ip_access_list;

/** Fields left out stay. `PATCH /api/2.0/ip-access-lists/{ip_access_list_id}` */
export const updateIpAccessList = (client: Client, { list_id, ...body }: IpAccessListFields & { list_id: string }) =>
  explained(
    client.patch("ipAccessLists.update", path`/api/2.0/ip-access-lists/${list_id}`, nothing, { body, replay: "safe" }),
  );

/** `DELETE /api/2.0/ip-access-lists/{ip_access_list_id}` */
export const deleteIpAccessList = (client: Client, { list_id }: { list_id: string }) =>
  explained(client.delete("ipAccessLists.delete", path`/api/2.0/ip-access-lists/${list_id}`, nothing));

const explained = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "not-found") throw error.with({ next: "Find the list with list_ip_access_lists." });
    if (error.errorCode === "INVALID_STATE") {
      throw error.with({
        next: "It would lock the caller out: let the lists allow the address this server calls from.",
      });
    }
    if (error.errorCode === "QUOTA_EXCEEDED") {
      throw error.with({
        next: "All lists together hold at most 1,000 values: use wider CIDR ranges or delete lists.",
      });
    }
    throw error;
  });
