import * as z from "zod";
import type { PageQuery } from "../../api/catalog/securables.ts";
import type { Client } from "../../api/http/client.ts";
import { firstNonEmptyPage, type Page } from "../../api/http/paging.ts";
import { getRecipient, listSharesOfRecipient } from "../../api/sharing/recipients.ts";
import { getShare, listShareRecipients } from "../../api/sharing/shares.ts";
import type { Context } from "../../core/calls/context.ts";
import { pageToken } from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";

export const sharing = defineToolset({
  id: "sharing",
  title: "Delta Sharing",
  summary: "Shares, their recipients and providers: which data is shared with whom.",
  default: false,
  finders: "list_shares, list_recipients or list_providers",
});

const PAGE = 100;
export const nameOf = (what: string) => z.string().min(1).max(255).describe(`Name of the ${what}`);
export const comment = z.string().max(65_536).optional().describe("Comment");
export const owner = z.string().min(1).max(255).optional().describe("New owner");
export const newName = z.string().min(1).max(255).optional().describe("New name");
export const page = z.strictObject({ page_token: pageToken });
export const deleted = z.object({ name: z.string(), deleted: z.literal(true) });

/** The first page with items, as list tools return it. */
export const pageOf = <T>(
  list: (client: Client, query: PageQuery) => Promise<Page<T>>,
  { client }: Context,
  page_token: string | undefined,
) => firstNonEmptyPage(list, client, { max_results: PAGE, page_token });

/** A share, and the names of the recipients that can read it. */
export const shareWithReaders = (client: Client, share: { readonly name: string }) =>
  Promise.all([getShare(client, share), listShareRecipients(client, share)]);

/** A recipient, and the names of the shares that it can read. */
export const recipientWithShares = (client: Client, recipient: { readonly name: string }) =>
  Promise.all([getRecipient(client, recipient), listSharesOfRecipient(client, recipient)]);
