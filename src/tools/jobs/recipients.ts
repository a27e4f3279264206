import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { leaves } from "../admin/granting-fields.ts";
import { ownIdentity } from "../admin/own-identity.ts";

const addressesIn = (settings: unknown): readonly string[] =>
  leaves("", settings).flatMap(([path, value]) =>
    /\bemail_(notifications|recipients)\b/.test(path) && value.includes("@") ? [value] : [],
  );

const domainOf = (address: string | null | undefined): string | undefined => address?.toLowerCase().split("@")[1];

/** Addresses of another domain than that of the server's identity: the rule for every tool that sends notifications. */
export async function outsideAddresses(ctx: Context, addresses: readonly string[]): Promise<readonly string[]> {
  if (addresses.length === 0) return [];
  const domain = domainOf((await ownIdentity(ctx))?.user_name);
  return addresses.filter((address) => domain === undefined || domainOf(address) !== domain);
}

/** New recipients of notifications whose addresses are outside. */
export async function outsideRecipients(ctx: Context, given: unknown, current?: unknown): Promise<Consequence[]> {
  const known = addressesIn(current);
  const added = [...new Set(addressesIn(given))].filter((address) => !known.includes(address));
  return (await outsideAddresses(ctx, added)).map((address) => ({
    reason: "outbound",
    text: say`Notifications are sent to ${address}.`,
  }));
}
