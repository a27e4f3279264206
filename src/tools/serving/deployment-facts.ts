import { maskGiven } from "../../api/reference/mask.ts";
import type { ServingEndpoint } from "../../api/serving/endpoints.ts";
import { type AffectedObject, type Consequence, type Sentence, type ShownCode, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { isRecord } from "../../records.ts";
import { entityInWords, servedEntities } from "./endpoint-view.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An endpoint as a question names it. */
export const endpointObject = ({ name, id, state, creator }: ServingEndpoint): AffectedObject => ({
  kind: "serving endpoint",
  name,
  id,
  details: { state: state?.ready, creator },
});

const routesOf = (traffic: unknown): readonly Fields[] => {
  const routes = isRecord(traffic) ? traffic.routes : undefined;
  return Array.isArray(routes) ? routes.filter(isRecord) : [];
};

const targetOf = (route: Fields): string => String(route.served_entity_name ?? route.served_model_name ?? "");

/** Checks what the platform would refuse after the user was asked. @throws {ToolError} For a split that is not 100 % */
export function checkTraffic(entities: readonly Fields[], traffic: unknown): void {
  if (traffic === undefined) {
    if (entities.length === 1) return;
    throw new ToolError("Several entities require a traffic split; nothing was sent.", {
      next: "Give traffic_config: {routes: [{served_model_name, traffic_percentage}]}.",
    });
  }
  const routes = routesOf(traffic);
  const total = routes.reduce((sum, { traffic_percentage }) => sum + Number(traffic_percentage), 0);
  if (routes.length === 0 || total === 100) return;
  throw new ToolError(`The traffic percentages add up to ${total}, not to 100; nothing was sent.`, {
    next: "Correct traffic_percentage of the routes.",
  });
}

/** Where traffic goes: `"churn-3" (80 %), "churn-2" (20 %)`. */
function split(routes: readonly Fields[]): Sentence {
  const parts = routes.map((route) => say`${targetOf(route)} (${Number(route.traffic_percentage)} %)`.sentence);
  return { sentence: parts.join(", ") };
}

/** The traffic split before and after; of one entity, it is all of it. */
export function trafficChange(traffic: unknown, endpoint?: ServingEndpoint): Consequence[] {
  const [after, before] = [routesOf(traffic), routesOf(endpoint?.config?.traffic_config)];
  if (after.length === 0) return [];
  const text =
    before.length === 0
      ? say`Traffic goes to ${split(after)}.`
      : say`Traffic goes to ${split(after)}; now it goes to ${split(before)}.`;
  return [{ reason: "others", text }];
}

const nameOf = (entity: Fields): string => String(entity.name ?? entity.entity_name ?? "");

/** Models outside the workspace that get the requests of the endpoint's users. */
function sentOutside(entities: readonly Fields[], settings: unknown): Consequence[] {
  const models = entities.flatMap(({ external_model: model }) => (isRecord(model) ? [model] : []));
  const outbound = (text: Sentence): Consequence => ({ reason: "outbound", text });
  if (models.length === 0 && JSON.stringify(settings ?? null).includes('"external_model":')) {
    return [outbound(say`Requests of its users leave the workspace.`)];
  }
  return models.map(({ provider, name }) =>
    outbound(
      say`Requests of its users leave the workspace: they are sent to ${[provider, name].filter(Boolean).join(" ")}.`,
    ),
  );
}

/** Entities that are billed while they are idle, and were not before. */
function alwaysOn(entities: readonly Fields[], endpoint?: ServingEndpoint): Consequence[] {
  const before = endpoint ? servedEntities(endpoint) : [];
  const isOn = (entity: Fields): boolean =>
    entity.scale_to_zero_enabled === false ||
    Number(entity.provisioned_model_units ?? 0) > 0 ||
    Number(entity.min_provisioned_throughput ?? 0) > 0;
  return entities
    .filter((entity) => isOn(entity) && !before.some((one) => one.entity_name === entity.entity_name && isOn(one)))
    .map((entity) => ({
      reason: "cost",
      text: say`Entity ${nameOf(entity)} does not scale to zero: it is billed until the endpoint is changed or deleted.`,
    }));
}

/** The effects of serving these entities, apart from the replacement of others. */
export function servingConsequences(
  entities: readonly Fields[],
  settings?: unknown,
  endpoint?: ServingEndpoint,
): Consequence[] {
  const profiles = entities.flatMap((entity): Consequence[] =>
    typeof entity.instance_profile_arn === "string"
      ? [{ reason: "identity", text: say`Entity ${nameOf(entity)} acts as ${entity.instance_profile_arn}.` }]
      : [],
  );
  return [...sentOutside(entities, settings), ...alwaysOn(entities, endpoint), ...profiles];
}

/** The entities that the endpoint serves now and no longer will. */
export function replacedEntities(endpoint: ServingEndpoint, entities: readonly Fields[]): Consequence[] {
  const kept = entities.map((entity) => [entity.entity_name, entity.entity_version].join(" "));
  return servedEntities(endpoint)
    .filter((entity) => !kept.includes([entity.entity_name, entity.entity_version].join(" ")))
    .map((entity) => ({ reason: "replacement", text: say`It no longer serves ${entityInWords(entity)}.` }));
}

/** The whole configuration to deploy, credentials masked. */
export const configurationCode = (configuration: Fields): ShownCode => ({
  title: "new configuration",
  text: JSON.stringify(maskGiven(configuration), null, 1),
});
