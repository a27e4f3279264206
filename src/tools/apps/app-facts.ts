import type { App } from "../../api/apps/apps.ts";
import { type AffectedObject, type Consequence, say } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";
import { grantingFields, leaves } from "../admin/granting-fields.ts";

type Settings = Readonly<Record<string, unknown>>;

/** Resources are grants to the app's service principal; scopes let the app act on behalf of its users. */
export const grantingAppFields = grantingFields({ resources: "others", user_api_scopes: "identity" });
/** Fields that decide what the app's compute costs. */
export const billedAppFields = grantingFields({
  compute_size: "cost",
  compute_min_instances: "cost",
  compute_max_instances: "cost",
});

/** An app as a question names it, and `--protect` knows it. */
export const appObject = ({ name, url, compute_status, creator }: App): AffectedObject => ({
  kind: "app",
  name,
  details: { state: compute_status?.state, url, creator },
});

/** Resources and scopes that the app loses: lists are replaced as a whole. */
export function withdrawn({ resources, user_api_scopes }: App, settings: Settings): Consequence[] {
  const names = (list: unknown): unknown[] =>
    Array.isArray(list) ? list.map((item) => (isRecord(item) ? item.name : item)) : [];
  const given = new Set(names(settings.resources));
  const lost = "resources" in settings ? (resources ?? []).filter(({ name }) => !given.has(name)) : [];
  const scopes = new Set(names(settings.user_api_scopes));
  const ended = "user_api_scopes" in settings ? (user_api_scopes ?? []).filter((scope) => !scopes.has(scope)) : [];
  return [
    ...lost.map(
      (resource): Consequence => ({
        reason: "replacement",
        text: say`It loses access to resource ${leaves("", resource)
          .map(([, value]) => value)
          .join(" ")}.`,
      }),
    ),
    ...ended.map((scope): Consequence => ({ reason: "replacement", text: say`It loses the scope ${scope}.` })),
  ];
}
