import { getWorkspaceId } from "../../api/catalog/metastores.ts";
import { listBindings } from "../../api/catalog/workspace-bindings.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import type { Context } from "../../core/calls/context.ts";
import {
  type AffectedObject,
  type CallFacts,
  type ConsentReason,
  type Consequence,
  say,
} from "../../core/consent/facts.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { unknownPrincipals } from "../admin/known-principals.ts";
import { lostEntries } from "../api/replaced.ts";

/** The fields of an object of Unity Catalog that a question about a change shows. */
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
 * @param object Without its owner, which `find` reads where the question needs it
 * @param more Further consequences of `settings`
 */
export async function changeFacts(
  ctx: Context,
  object: AffectedObject,
  { comment, owner, new_name, settings = {} }: SecurableChange,
  find: () => Promise<Owned & Readonly<Record<string, unknown>>>,
  more: () => Promise<Consequence[]> = async () => [],
): Promise<CallFacts> {
  const fields = Object.keys(settings);
  if (owner === undefined && new_name === undefined && fields.length === 0) {
    return { effect: "Change the comment of", objects: [{ ...object, contents: undefined }], consequences: [] };
  }
  const found = await find();
  const consequences = [
    ...newOwner(found, owner),
    ...(owner === undefined || owner === found.owner ? [] : await unknownPrincipals(ctx, [owner])),
    ...(new_name === undefined ? [] : [renamed(new_name)]),
    ...setFields(settings),
    ...lostEntries(found, settings),
    ...(await more()),
  ];
  const commented = comment === undefined ? [] : settingOf({ comment }, "comment", "others");
  return {
    effect: "Change",
    objects: [{ ...object, details: { ...object.details, owner: found.owner } }],
    consequences: consequences.length === 0 ? [] : [...consequences, ...commented],
  };
}

/** Who loses and who gains the ownership. */
export function newOwner({ owner: before }: Owned, owner: string | undefined): Consequence[] {
  if (owner === undefined || owner === before) return [];
  const text = before
    ? say`${owner} becomes its owner in place of ${before} and can then change and delete it and grant access to it.`
    : say`${owner} becomes its owner and can then change and delete it and grant access to it.`;
  return [{ reason: "others", text }];
}

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

/** The loss of a catalog or schema with its contents; `inside` is in the server's own words, with counts. */
export const lostWith = (inside: string, name?: string): Consequence => ({
  reason: "loss",
  text: say`${name ?? { sentence: "It" }} is deleted with ${{ sentence: inside }}. This cannot be undone.`,
});

export const lostIfEmpty: Consequence = {
  reason: "loss",
  text: say`It is deleted only if it is empty. Its grants and tags are permanently lost.`,
};

/** A volume; protections of its path under /Volumes hold as well. */
export const volumeObject = (full_name: string): AffectedObject => ({ kind: "volume", name: full_name });

/** Privileges, tags and bindings of an object also apply to its contents, which may be protected. */
export const contentsOf = (kind: string): "." | "/" | undefined =>
  kind.startsWith("volume") ? "/" : /^(catalog|schema|metastore)s?$/.test(kind) ? "." : undefined;

/** The id of the current workspace; `undefined` if it cannot be read, for a question that is asked either way. */
export const currentWorkspace = (ctx: Context): Promise<string | undefined> =>
  ctx.remember("workspace id", () => getWorkspaceId(ctx.client)).catch(() => undefined);

/** The effect of isolation on the workspaces that use a catalog. */
export async function isolationOf(ctx: Context, catalog: string): Promise<Consequence[]> {
  const bound = { securable_type: "catalog", securable_name: catalog, max_results: 100 } as const;
  const [{ items }, current] = await Promise.all([
    firstNonEmptyPage(listBindings, ctx.client, bound),
    currentWorkspace(ctx),
  ]);
  const ids = items.map(({ workspace_id }) => workspace_id);
  const left =
    ids.length === 0
      ? say`No workspace can use it any more.`
      : say`Workspaces that can still use it: ${{ sentence: ids.join(", ") }}.`;
  return [
    { reason: "others", text: left },
    ...(current === undefined || ids.includes(current)
      ? []
      : [
          {
            reason: "others" as const,
            text: say`The current workspace ${current} is not bound to it and loses access.`,
          },
        ]),
  ];
}
