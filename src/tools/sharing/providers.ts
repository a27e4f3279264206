import * as z from "zod";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import * as api from "../../api/sharing/providers.ts";
import { text, texts } from "../../core/fields.ts";
import { providerAssetsView, providerRowView } from "./share-view.ts";
import { nameOf, page, pageOf, sharing } from "./toolset.ts";

export const listProviders = sharing.tool({
  name: "list_providers",
  title: "List providers",
  description: "Lists the Delta Sharing providers: organizations that share data with this metastore.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ providers: z.array(providerRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(api.listProviders, ctx, page_token);
    return { providers: items.map((one) => providerRowView(one)), next_page_token: next };
  },
});

const MAX_SHARES = 100;

export const getProvider = sharing.tool({
  name: "get_provider",
  title: "Get a provider",
  description: "Returns one provider with its shares, or with `share_name` also the objects of one.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: nameOf("provider"),
    share_name: z.string().min(1).max(255).optional().describe("Share of the provider"),
  }),
  output: z.object({ ...providerRowView.fields, shares: texts, ...providerAssetsView.fields, note: text }),
  async run(ctx, { name, share_name }) {
    // The assets come first: their request can refuse the names before the others are sent.
    const [assets, provider, shares] = await Promise.all([
      share_name === undefined ? {} : api.listProviderAssets(ctx.client, { provider_name: name, share_name }),
      api.getProvider(ctx.client, { name }),
      firstNonEmptyPage(api.listProviderShares, ctx.client, { name, max_results: MAX_SHARES }),
    ]);
    return {
      ...providerRowView(provider),
      shares: [...shares.items],
      ...providerAssetsView(assets),
      note: shares.next ? `Only the first ${shares.items.length} shares.` : undefined,
    };
  },
});
