import * as z from "zod";
import * as api from "../../api/sharing/recipients.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE, restBody } from "../api/body.ts";
import { inSettings } from "../catalog/toolset.ts";
import { recipientFacts } from "./share-facts.ts";
import { recipientRowView, recipientView } from "./share-view.ts";
import { comment, deleted, nameOf, newName, owner, page, pageOf, recipientWithShares, sharing } from "./toolset.ts";

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
    const { items, next } = await pageOf(api.listRecipients, ctx, page_token);
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
  run: async (ctx, args) => recipientView(...(await recipientWithShares(ctx.client, args))),
});

const settings = restBody("name", "comment", "owner", "new_name", "authentication_type").optional();
const settingAliases = inSettings("ip_access_list", "properties_kvpairs", "expiration_time");

export const createRecipient = sharing.tool({
  name: "create_recipient",
  title: "Create a recipient",
  description:
    "Creates a recipient. Its activation link (TOKEN) is not returned: the user copies it from Catalog Explorer.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: nameOf("recipient"),
    authentication_type: z.enum(["DATABRICKS", "TOKEN", "OIDC_FEDERATION"]).describe("Sign-in"),
    comment,
    settings: settings.describe("data_recipient_global_metastore_id, ip_access_list, …"),
  }),
  aliases: { ...settingAliases, ...inSettings("data_recipient_global_metastore_id", "sharing_code") },
  output: recipientRowView.schema,
  covers: "recipients.create",
  affects: ({ name, authentication_type, settings: fields = {} }) => ({
    effect: "Create",
    objects: [{ kind: "recipient", name }],
    consequences: [
      {
        reason: "outbound",
        text: say`Shares can then be given to it, outside of this metastore (${authentication_type}).`,
      },
      ...Object.keys(fields).flatMap((field) => settingOf(fields, field, "outbound")),
    ],
  }),
  run: async (ctx, { settings: fields, ...args }) =>
    recipientRowView(await api.createRecipient(ctx.client, { ...fields, ...args })),
});

export const updateRecipient = sharing.tool({
  name: "update_recipient",
  title: "Update a recipient",
  description: "Changes a recipient. Fields that are not given keep their value.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      name: nameOf("recipient"),
      comment,
      owner,
      new_name: newName,
      settings: settings.describe("ip_access_list, expiration_time, …"),
    })
    .refine(hasChanges("name"), NO_CHANGE),
  aliases: settingAliases,
  output: recipientView.schema,
  covers: "recipients.update",
  affects: ({ name, settings: fields, ...change }, ctx) => recipientFacts(ctx, name, compact({ ...fields, ...change })),
  async run(ctx, { name, settings: fields, ...change }) {
    await api.updateRecipient(ctx.client, { name }, { ...fields, ...compact(change) });
    return recipientView(...(await recipientWithShares(ctx.client, { name: change.new_name ?? name })));
  },
});

export const deleteRecipient = sharing.tool({
  name: "delete_recipient",
  title: "Delete a recipient",
  description: "Deletes a recipient. Its access to all shares ends.",
  access: "destructive",
  input: z.strictObject({ name: nameOf("recipient") }),
  output: deleted,
  covers: "recipients.delete",
  affects: ({ name }, ctx) => recipientFacts(ctx, name, undefined),
  async run(ctx, args) {
    await api.deleteRecipient(ctx.client, args);
    return { name: args.name, deleted: true as const };
  },
});
