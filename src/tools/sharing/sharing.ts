import * as z from "zod";
import { firstNonEmptyPage, type PageQuery } from "../../api/catalog/securables.ts";
import type { Client } from "../../api/http/client.ts";
import type { Page } from "../../api/http/paging.ts";
import * as providers from "../../api/sharing/providers.ts";
import * as recipients from "../../api/sharing/recipients.ts";
import * as shares from "../../api/sharing/shares.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { providerRowView, recipientRowView, recipientView, shareRowView, shareView } from "./share-view.ts";

const sharing = defineToolset({
  id: "sharing",
  title: "Delta Sharing",
  summary: "Shares, their recipients and providers: which data is shared with whom. Changes go through call_api.",
  default: false,
  finders: "list_shares, list_recipients or list_providers",
});

const PAGE = 100;
const nameOf = (what: string) => z.string().min(1).max(255).describe(`Name of the ${what}`);
const page = z.strictObject({ page_token: params.pageToken });

const pageOf = <T>(
  list: (client: Client, query: PageQuery) => Promise<Page<T>>,
  { client }: Context,
  page_token: string | undefined,
) => firstNonEmptyPage(list, client, { max_results: PAGE, page_token });

export const listShares = sharing.tool({
  name: "list_shares",
  title: "List shares",
  description: "Lists the Delta Sharing shares of the metastore.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ shares: z.array(shareRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(shares.listShares, ctx, page_token);
    return { shares: items.map((one) => shareRowView(one)), next_page_token: next };
  },
});

export const getShare = sharing.tool({
  name: "get_share",
  title: "Get a share",
  description: "Returns one share: its tables and other objects, and the recipients that can read it.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: nameOf("share") }),
  output: shareView.schema,
  async run(ctx, args) {
    const [share, readers] = await Promise.all([
      shares.getShare(ctx.client, args),
      shares.listShareRecipients(ctx.client, args),
    ]);
    return shareView(share, readers);
  },
});

export const listRecipients = sharing.tool({
  name: "list_recipients",
  title: "List recipients",
  description:
    "Lists the Delta Sharing recipients: who data can be shared with, and whether their access is activated.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ recipients: z.array(recipientRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(recipients.listRecipients, ctx, page_token);
    return { recipients: items.map((one) => recipientRowView(one)), next_page_token: next };
  },
});

export const getRecipient = sharing.tool({
  name: "get_recipient",
  title: "Get a recipient",
  description: "Returns one recipient: the shares it can read, allowed IP addresses and token expiry.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: nameOf("recipient") }),
  output: recipientView.schema,
  async run(ctx, args) {
    const [recipient, given] = await Promise.all([
      recipients.getRecipient(ctx.client, args),
      recipients.listSharesOfRecipient(ctx.client, args),
    ]);
    return recipientView(recipient, given);
  },
});

export const listProviders = sharing.tool({
  name: "list_providers",
  title: "List providers",
  description: "Lists the Delta Sharing providers: organizations that share data with this metastore.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ providers: z.array(providerRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(providers.listProviders, ctx, page_token);
    return { providers: items.map((one) => providerRowView(one)), next_page_token: next };
  },
});
