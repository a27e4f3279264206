import * as z from "zod";
import type { PageQuery } from "../catalog/securables.ts";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

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

/** One provider, without its credential. `GET /api/2.1/unity-catalog/providers/{name}` @throws {ApiError} `not-found` */
export const getProvider = (client: Client, { name }: { name: string }) =>
  client.get("providers.get", path`/api/2.1/unity-catalog/providers/${name}`, provider);

const sharePage = z.looseObject({ shares: z.array(z.looseObject({ name: text })).nullish(), next_page_token: text });

/** One page of the names of a provider's shares. `GET /api/2.1/unity-catalog/providers/{name}/shares` */
export async function listProviderShares(
  client: Client,
  { name, ...query }: PageQuery & { name: string },
): Promise<Page<string>> {
  const url = path`/api/2.1/unity-catalog/providers/${name}/shares`;
  const { shares, next_page_token } = await client.get("providers.listShares", url, sharePage, { query: { ...query } });
  return { items: (shares ?? []).flatMap((one) => one.name ?? []), next: next_page_token || undefined };
}

const asset = z.looseObject({ name: text, schema: text });
const assets = z.array(asset).nullish();
const shareAssets = z.looseObject({ tables: assets, volumes: assets, functions: assets, notebooks: assets });
/** The tables and other objects in a share of a provider. */
export type ProviderAssets = z.output<typeof shareAssets>;

/** The objects in a share of a provider. `GET /api/2.1/data-sharing/providers/{provider_name}/shares/{share_name}` */
export const listProviderAssets = (client: Client, of: { provider_name: string; share_name: string }) =>
  client.get(
    "providers.listProviderShareAssets",
    path`/api/2.1/data-sharing/providers/${of.provider_name}/shares/${of.share_name}`,
    shareAssets,
  );
