import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

interface FeaturePageQuery {
  readonly page_size: number;
  readonly page_token?: string | undefined;
}

const store = z.looseObject({
  name: z.string(),
  capacity: text,
  state: text,
  read_replica_count: z.number().nullish(),
  creator: text,
  creation_time: text,
});
/** Lakebase compute that serves features at low latency. */
export type OnlineStore = z.output<typeof store>;

const stores = z.looseObject({ online_stores: z.array(store).nullish(), next_page_token: text });

/** One page of online stores. `GET /api/2.0/feature-store/online-stores` */
export async function listOnlineStores(client: Client, query: FeaturePageQuery): Promise<Page<OnlineStore>> {
  const found = await client.get("featureStore.listOnlineStores", "/api/2.0/feature-store/online-stores", stores, {
    query: { ...query },
  });
  return { items: found.online_stores ?? [], next: found.next_page_token || undefined };
}

const feature = z.looseObject({
  full_name: z.string(),
  description: text,
  created_by: text,
  filter_condition: text,
  inputs: z.array(z.string()).nullish(),
  entities: z.array(z.looseObject({ name: text })).nullish(),
  source: z.looseObject({ delta_table_source: z.looseObject({ full_name: text }).nullish() }).nullish(),
  function: z.looseObject({}).nullish(),
  time_window: z.looseObject({}).nullish(),
});
/** A feature that is computed from a source. */
export type FeatureDefinition = z.output<typeof feature>;

const features = z.looseObject({ features: z.array(feature).nullish(), next_page_token: text });

/** One page of a schema's features. `GET /api/2.0/feature-engineering/features` */
export async function listFeatures(
  client: Client,
  query: FeaturePageQuery & { catalog_name: string; schema_name: string },
): Promise<Page<FeatureDefinition>> {
  const found = await client.get("featureEngineering.listFeatures", "/api/2.0/feature-engineering/features", features, {
    query: { ...query },
  });
  return { items: found.features ?? [], next: found.next_page_token || undefined };
}

/** One feature. `GET /api/2.0/feature-engineering/features/{full_name}` @throws {ApiError} `not-found` */
export const getFeature = (client: Client, { full_name }: { full_name: string }) =>
  client.get("featureEngineering.getFeature", path`/api/2.0/feature-engineering/features/${full_name}`, feature);
