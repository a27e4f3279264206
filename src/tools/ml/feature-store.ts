import * as z from "zod";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import * as api from "../../api/ml/feature-store.ts";
import { count, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { fullName, inSchema } from "../catalog/toolset.ts";

const featureStore = defineToolset({
  id: "feature-store",
  title: "Feature store",
  summary: "Features in Unity Catalog and the online stores that serve them. Changes go through call_api.",
  default: false,
  finders: "list_features or list_online_stores",
});

const storeView = view(
  { name: z.string(), state: text, capacity: text, read_replica_count: count, creator: text, creation_time: text },
  ({ name, state, capacity, read_replica_count, creator, creation_time }: api.OnlineStore) => ({
    name,
    state,
    capacity,
    read_replica_count,
    creator,
    creation_time,
  }),
);

const rowView = view(
  { full_name: z.string(), description: text, source_table_full_name: text },
  ({ full_name, description, source }: api.FeatureDefinition) => ({
    full_name,
    description,
    source_table_full_name: source?.delta_table_source?.full_name,
  }),
);

const some = z.record(z.string(), z.unknown()).optional();
const featureView = view(
  {
    ...rowView.fields,
    entities: texts,
    inputs: texts,
    function: some,
    time_window: some,
    filter_condition: text,
    created_by: text,
  },
  (feature: api.FeatureDefinition) => ({
    ...rowView(feature),
    entities: feature.entities?.flatMap(({ name }) => name ?? []),
    inputs: feature.inputs,
    function: feature.function,
    time_window: feature.time_window,
    filter_condition: feature.filter_condition,
    created_by: feature.created_by,
  }),
);

const PAGE = 50;

export const listOnlineStores = featureStore.tool({
  name: "list_online_stores",
  title: "List online stores",
  description: "Lists the online stores that serve features at low latency.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ stores: z.array(storeView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const query = { page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listOnlineStores, ctx.client, query);
    return { stores: items.map((item) => storeView(item)), next_page_token: next };
  },
});

export const listFeatures = featureStore.tool({
  name: "list_features",
  title: "List features",
  description: "Lists the features of a schema.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema"),
    page_token: params.pageToken,
  }),
  output: z.object({ features: z.array(rowView.schema), next_page_token: text }),
  async run(ctx, { page_token, full_name }) {
    const query = { ...inSchema(full_name), page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listFeatures, ctx.client, query);
    return { features: items.map((item) => rowView(item)), next_page_token: next };
  },
});

export const getFeature = featureStore.tool({
  name: "get_feature",
  title: "Get a feature",
  description: "Returns how one feature is computed.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: fullName("catalog.schema.feature") }),
  output: featureView.schema,
  run: async (ctx, args) => featureView(await api.getFeature(ctx.client, args)),
});
