import * as z from "zod";
import * as api from "../../api/sharing/shares.ts";
import { text } from "../../core/fields.ts";
import type { Coverage } from "../../core/tool.ts";
import { compact, isRecord } from "../../records.ts";
import { hasChanges, NO_CHANGE, restFields } from "../api/body.ts";
import { inTurn } from "../in-turn.ts";
import { deleteShareFacts, shareChangeFacts, shareRecipientsFacts } from "./share-facts.ts";
import { sharedWithView, shareRowView, shareView } from "./share-view.ts";
import { comment, deleted, nameOf, newName, owner, page, pageOf, shareWithReaders, sharing } from "./toolset.ts";

export const listShares = sharing.tool({
  name: "list_shares",
  title: "List shares",
  description: "Lists the Delta Sharing shares of the metastore.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ shares: z.array(shareRowView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(api.listShares, ctx, page_token);
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
  run: async (ctx, args) => shareView(...(await shareWithReaders(ctx.client, args))),
});

/** Shares of one answer, two requests each. */
const AUDITED = 40;

export const auditSharing = sharing.tool({
  name: "audit_sharing",
  title: "Audit what is shared with whom",
  description: "Returns every share with its objects and recipients: what is shared with whom.",
  access: "read",
  untrusted: true,
  input: page,
  output: z.object({ shares: z.array(sharedWithView.schema), next_page_token: text }),
  async run(ctx, { page_token }) {
    const { items, next } = await pageOf(
      (client, query) => api.listShares(client, { ...query, max_results: AUDITED }),
      ctx,
      page_token,
    );
    const shares = await inTurn(items, (one) => shareWithReaders(ctx.client, one));
    return { shares: shares.map((one) => sharedWithView(...one)), next_page_token: next };
  },
});

export const createShare = sharing.tool({
  name: "create_share",
  title: "Create a share",
  description: "Creates an empty share. update_share adds objects.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name: nameOf("share"), comment }),
  output: shareRowView.schema,
  covers: "shares.create",
  affects: ({ name }) => ({ effect: "Create", objects: [{ kind: "share", name }], consequences: [] }),
  run: async (ctx, args) => shareRowView(await api.createShare(ctx.client, args)),
});

const MAX_OBJECTS = 40;
const sharedObject = restFields.and(z.object({ name: z.string().min(1).max(1024) }));

/** `updates` of the REST body. A change of an object that is already shared has no argument here. */
const fromUpdates: Coverage = {
  operation: "shares.update",
  args({ updates, ...fields }) {
    const given = Array.isArray(updates) ? updates.filter(isRecord) : [];
    const of = (action: string) => given.filter((one) => one.action === action).map((one) => one.data_object);
    if (given.some(({ action }) => action !== "ADD" && action !== "REMOVE")) return undefined;
    return [{ ...fields, add: of("ADD"), remove: of("REMOVE").map((one) => (isRecord(one) ? one.name : one)) }];
  },
};

export const updateShare = sharing.tool({
  name: "update_share",
  title: "Change a share",
  description: "Adds tables and other objects to a share or removes them, or changes its name, owner or comment.",
  access: "destructive",
  untrusted: true,
  input: z
    .strictObject({
      name: nameOf("share"),
      add: z
        .array(sharedObject)
        .max(MAX_OBJECTS)
        .default([])
        .describe("Objects: name, data_object_type (default TABLE), shared_as, partitions"),
      remove: z.array(z.string().min(1).max(1024)).max(MAX_OBJECTS).default([]).describe("Object names"),
      comment,
      owner,
      new_name: newName,
    })
    .refine(({ add, remove, ...rest }) => add.length + remove.length > 0 || hasChanges("name")(rest), NO_CHANGE),
  output: shareView.schema,
  alsoCovers: [fromUpdates],
  affects: (args, ctx) => shareChangeFacts(ctx, args),
  async run(ctx, { name, add, remove, ...fields }) {
    const types = new Map(
      remove.length === 0
        ? []
        : ((await api.getShare(ctx.client, { name })).objects ?? []).map((one) => [one.name, one.data_object_type]),
    );
    await api.updateShare(
      ctx.client,
      { name },
      {
        ...compact(fields),
        add: add.map((one) => ({ data_object_type: "TABLE", ...one })),
        remove: remove.map((one) => ({ name: one, ...compact({ data_object_type: types.get(one) }) })),
      },
    );
    return shareView(...(await shareWithReaders(ctx.client, { name: fields.new_name ?? name })));
  },
});

export const deleteShare = sharing.tool({
  name: "delete_share",
  title: "Delete a share",
  description: "Deletes a share. Its recipients can no longer read its objects, which stay.",
  access: "destructive",
  input: z.strictObject({ name: nameOf("share") }),
  output: deleted,
  covers: "shares.delete",
  affects: ({ name }, ctx) => deleteShareFacts(ctx, name),
  async run(ctx, args) {
    await api.deleteShare(ctx.client, args);
    return { name: args.name, deleted: true as const };
  },
});

const recipients = z.array(z.string().min(1).max(255)).max(MAX_OBJECTS).default([]);

/** `changes` of the REST body: SELECT is the only privilege on a share. */
const fromChanges: Coverage = {
  operation: "shares.updatePermissions",
  args({ changes, name, ...others }) {
    if (!Array.isArray(changes) || Object.keys(others).some((field) => field !== "omit_permissions_list"))
      return undefined;
    const given = changes.filter(isRecord);
    const has = (list: unknown) => Array.isArray(list) && list.length > 0;
    return [
      {
        name,
        add: given.filter((one) => has(one.add)).map((one) => one.principal),
        remove: given.filter((one) => has(one.remove)).map((one) => one.principal),
      },
    ];
  },
};

export const updateShareRecipients = sharing.tool({
  name: "update_share_recipients",
  title: "Change who can read a share",
  description: "Gives a share to recipients or takes it from them.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      name: nameOf("share"),
      add: recipients.describe("Recipients"),
      remove: recipients.describe("Recipients"),
    })
    .refine(({ add, remove }) => add.length + remove.length > 0, NO_CHANGE),
  output: shareView.schema,
  alsoCovers: [fromChanges],
  affects: (args, ctx) => shareRecipientsFacts(ctx, args),
  async run(ctx, { name, ...change }) {
    await api.updateShareRecipients(ctx.client, { name }, change);
    return shareView(...(await shareWithReaders(ctx.client, { name })));
  },
});
