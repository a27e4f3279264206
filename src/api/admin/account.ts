import * as z from "zod";
import type { Client } from "../http/client.ts";
import { path } from "../http/path.ts";

/**
 * The number of workspaces in an account that the caller can list. `GET /api/2.0/accounts/{account_id}/workspaces`
 * @throws {ApiError} `forbidden` if the caller is not an account admin
 */
export async function countAccountWorkspaces(client: Client, account: string): Promise<number> {
  const url = path`/api/2.0/accounts/${account}/workspaces`;
  return (await client.get("workspaces.list", url, z.array(z.unknown()))).length;
}
