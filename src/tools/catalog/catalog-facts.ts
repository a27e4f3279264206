import {
  type AffectedObject,
  type CallFacts,
  type ConsentReason,
  type Consequence,
  say,
} from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { settingOf } from "../admin/granting-fields.ts";

/** What a change or deletion needs to know of an object of Unity Catalog. */
interface Owned {
  readonly owner?: string | null | undefined;
}

/** The fields that an object of Unity Catalog can be changed in. */
interface SecurableChange {
  readonly comment?: string | undefined;
  readonly owner?: string | undefined;
  readonly new_name?: string | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The facts of a change to a catalog, schema or volume. A comment changes nothing for others, so that nothing is looked
 * up or asked for it; any other field decides who can use the object, how others find it or where its data is.
 *
 * @param object Without its owner, which is read where the question needs it
 */
export async function changeFacts(
  object: AffectedObject,
  { comment, owner, new_name, settings = {} }: SecurableChange,
  find: () => Promise<Owned>,
): Promise<CallFacts> {
  const fields = Object.keys(settings);
  if (comment === undefined && owner === undefined && new_name === undefined && fields.length === 0) throw noChange();
  if (owner === undefined && new_name === undefined && fields.length === 0) {
    return { effect: "Change the comment of", objects: [{ ...object, contents: undefined }], consequences: [] };
  }
  const found = await find();
  return {
    effect: "Change",
    objects: [{ ...object, details: { ...object.details, owner: found.owner } }],
    consequences: [
      ...(owner === undefined ? [] : [newOwner(found, owner)]),
      ...(new_name === undefined ? [] : [renamed(new_name)]),
      ...setFields(settings),
      ...(comment === undefined ? [] : [{ reason: "replacement" as const, text: say`It sets comment to ${comment}.` }]),
    ],
  };
}

/** Who loses and who gains the ownership. */
export const newOwner = ({ owner: before }: Owned, owner: string): Consequence => ({
  reason: "others",
  text: before
    ? say`${owner} becomes its owner in place of ${before} and can then change and delete it and grant access to it.`
    : say`${owner} becomes its owner and can then change and delete it and grant access to it.`,
});

const renamed = (name: string): Consequence => ({
  reason: "others",
  text: say`It is renamed to ${name}. Queries, jobs and code that use its current name fail.`,
});

/** Why a field asks; all others are asked about because they change what others have. */
const REASON_OF: Readonly<Record<string, ConsentReason>> = {
  properties: "replacement",
  options: "outbound",
  storage_root: "outbound",
  connection_name: "outbound",
  custom_max_retention_hours: "loss",
  enable_predictive_optimization: "cost",
};

/** Every value that a call sets, credentials masked. */
const setFields = (settings: Readonly<Record<string, unknown>>): Consequence[] =>
  Object.keys(settings).flatMap((field) => settingOf(settings, field, REASON_OF[field] ?? "others"));

const noChange = (): ToolError =>
  new ToolError("No field to change was given, nothing was sent.", { next: "Give at least one field to change." });

/** What is lost with a catalog or schema: `inside` is in the server's own words, with counts. */
export const lostWith = (inside: string): Consequence => ({
  reason: "loss",
  text: say`It is deleted with ${{ sentence: inside }}. This cannot be undone.`,
});

export const lostIfEmpty: Consequence = {
  reason: "loss",
  text: say`It is deleted only if it is empty. Its grants and tags are permanently lost.`,
};

/** A volume; protections of its path under /Volumes hold as well. */
export const volumeObject = (full_name: string): AffectedObject => ({ kind: "volume", name: full_name });
