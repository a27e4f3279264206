import * as z from "zod";
import type { PageQuery } from "../catalog/securables.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";

const provider = z.looseObject({
  name: z.string(),
  authentication_type: text,
  comment: text,
  owner: text,
  cloud: text,
  region: text,
  created_at: int64.nullish(),
});
/** An organization or a metastore that shares data with this metastore. */
export type DataProvider = z.output<typeof provider>;

const page = z.looseObject({ providers: z.array(provider).nullish(), next_page_token: text });

/** One page of providers. `GET /api/2.1/unity-catalog/providers` */
export async function listProviders(client: Client, query: PageQuery): Promise<Page<DataProvider>> {
  const url = "/api/2.1/unity-catalog/providers";
  const { providers, next_page_token } = await client.get("providers.list", url, page, { query: { ...query } });
  return { items: providers ?? [], next: next_page_token || undefined };
}
