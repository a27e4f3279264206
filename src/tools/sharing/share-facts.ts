import { getRecipient } from "../../api/sharing/recipients.ts";
import type { ObjectToShare } from "../../api/sharing/shares.ts";
import type { Context } from "../../core/calls/context.ts";
import {
  type AffectedObject,
  type CallFacts,
  type Consequence,
  listed,
  type Sentence,
  say,
} from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { lostEntries } from "../api/replaced.ts";
import { newOwner } from "../catalog/securable-facts.ts";
import { recipientWithShares, shareWithReaders } from "./toolset.ts";

/** A share as it is now, with the recipients that can read it. */
async function current(ctx: Context, name: string) {
  const [share, readers] = await shareWithReaders(ctx.client, { name });
  return { share, readers, object: { kind: "share", name: share.name, details: { owner: share.owner } } };
}

const others = (text: Sentence): Consequence => ({ reason: "others", text });
const outbound = (text: Sentence): Consequence => ({ reason: "outbound", text });
const all = (readers: readonly string[], otherwise: Sentence): Sentence =>
  readers.length === 0 ? otherwise : say`Recipients: ${listed(readers)}.`;

interface ShareChange {
  readonly name: string;
  readonly add: readonly ObjectToShare[];
  readonly remove: readonly string[];
  readonly new_name?: string | undefined;
  readonly owner?: string | undefined;
  readonly comment?: string | undefined;
}

/** Who can read what after a change of a share, and who no longer can. The shared objects are affected as well. */
export async function shareChangeFacts(ctx: Context, change: ShareChange): Promise<CallFacts> {
  const { share, readers, object } = await current(ctx, change.name);
  const known = new Map((share.objects ?? []).map((one) => [one.name, one]));
  const unknown = change.remove.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new ToolError(`The share has no object ${unknown.map((name) => oneLine(name)).join(", ")}.`, {
      next: "See its objects with get_share.",
    });
  }
  const added = change.add.map(({ name, ...settings }) => ({
    kind: kindOf(settings.data_object_type),
    name,
    settings,
  }));
  const objects: AffectedObject[] = [object, ...added.map(({ kind, name }) => ({ kind, name }))];
  const consequences = [
    ...added.flatMap(({ kind, name, settings }) => [
      outbound(say`It shares ${{ sentence: kind }} ${name}.`),
      ...Object.keys(settings).flatMap((field) => settingOf(settings, field, "outbound")),
    ]),
    ...(added.length > 0 ? [outbound(all(readers, say`No recipient can read the share yet.`))] : []),
    ...change.remove.map((name) => others(say`It no longer shares ${name}.`)),
    ...(change.remove.length > 0 ? [others(all(readers, say`No recipient can read the share.`))] : []),
    ...newOwner(share, change.owner),
    ...(change.new_name === undefined
      ? []
      : [others(say`It is renamed to ${change.new_name}. Recipients read it under its new name only.`)]),
  ];
  return { effect: "Change", objects, consequences };
}

const kindOf = (type: unknown): string =>
  typeof type === "string" && /^[A-Z_]{1,40}$/.test(type) ? type.toLowerCase().replaceAll("_", " ") : "table";

/** Gains and losses of recipients when the readers of a share change. */
export async function shareRecipientsFacts(
  ctx: Context,
  { name, add, remove }: { readonly name: string; readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<CallFacts> {
  const { share, readers, object } = await current(ctx, name);
  const found = await Promise.all(add.map((one) => getRecipient(ctx.client, { name: one })));
  const objects = share.objects ?? [];
  const shared =
    objects.length === 0
      ? say`The share has no objects yet.`
      : say`Objects of the share: ${listed(objects.map((one) => one.name))}.`;
  const gaining = found.filter((one) => !readers.includes(one.name));
  const losing = remove.filter((one) => readers.includes(one));
  return {
    effect: "Change who can read",
    objects: [object, ...gaining.map((one) => ({ kind: "recipient", name: one.name }))],
    consequences: [
      ...gaining.map(({ name: one, authentication_type: type, data_recipient_global_metastore_id: metastore }) =>
        outbound(
          metastore
            ? say`Recipient ${one} (metastore ${metastore}) can then read everything in the share.`
            : say`Recipient ${one} (${type ?? "unknown type"}) can then read everything in the share.`,
        ),
      ),
      ...losing.map((one) => others(say`Recipient ${one} can no longer read it.`)),
      ...(gaining.length > 0 ? [outbound(shared)] : []),
    ],
  };
}

/** Who loses a share that is deleted. */
export async function deleteShareFacts(ctx: Context, name: string): Promise<CallFacts> {
  const { share, readers, object } = await current(ctx, name);
  const count = share.objects?.length ?? 0;
  return {
    effect: "Delete",
    objects: [object],
    consequences: [
      others(say`Its ${count} objects are no longer shared; the objects themselves stay.`),
      others(all(readers, say`No recipient can read it.`)),
    ],
  };
}

/** The effects of deleting or changing a recipient. */
export async function recipientFacts(
  ctx: Context,
  name: string,
  change: Readonly<Record<string, unknown>> | undefined,
): Promise<CallFacts> {
  const [recipient, shares] = await recipientWithShares(ctx.client, { name });
  const objects = [{ kind: "recipient", name: recipient.name, details: { owner: recipient.owner } }];
  const reads = shares.length === 0 ? say`It can read no share.` : say`Shares that it can read: ${listed(shares)}.`;
  if (change === undefined) {
    const lost = say`Its access ends, and its tokens stop working. This cannot be undone.`;
    return { effect: "Delete", objects, consequences: [{ reason: "loss", text: lost }, others(reads)] };
  }
  const { owner, comment: _, ...fields } = change;
  const consequences = [
    ...newOwner(recipient, typeof owner === "string" ? owner : undefined),
    ...Object.keys(fields).flatMap((field) => settingOf(fields, field, "others")),
    ...lostEntries(recipient, fields),
  ];
  return { effect: "Change", objects, consequences: consequences.length === 0 ? [] : [...consequences, others(reads)] };
}
