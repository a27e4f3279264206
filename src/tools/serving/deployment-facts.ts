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

const FORM = "{routes: [{served_model_name, traffic_percentage}]}";

/** Checks what the platform would refuse after the user was asked. @throws {ToolError} For a split that is not 100 % */
export function checkTraffic(entities: readonly Fields[], traffic: unknown): void {
  if (traffic === undefined) {
    if (entities.length === 1) return;
    throw new ToolError("Several entities require a traffic split; nothing was sent.", {
      next: `Give traffic_config: ${FORM}.`,
    });
  }
  const routes = routesOf(traffic);
  if (routes.length === 0) {
    throw new ToolError(`traffic_config must be ${FORM}; nothing was sent.`, {
      next: "served_model_name is the name of an entity in served_entities.",
    });
  }
  const total = routes.reduce((sum, { traffic_percentage }) => sum + Number(traffic_percentage), 0);
  if (total === 100) return;
  throw new ToolError(`The traffic percentages add up to ${total}, not to 100; nothing was sent.`, {
    next: "Correct traffic_percentage of the routes.",
  });
}

/** @throws {ToolError} For a route to an entity that is not served */
export function checkRoutes(entities: readonly Fields[], traffic: unknown): void {
  const unknown = routesOf(traffic)
    .map(targetOf)
    .find((target) => !entities.some((entity) => isNamed(entity, target)));
  if (unknown === undefined) return;
  throw new ToolError("traffic_config has a route to an entity that is not in served_entities; nothing was sent.", {
    next: "Give the entity that name, or correct the served_model_name of the route.",
    quoted: unknown,
  });
}

/** Whether an entity can have this name. The platform names one after its model and version, or its external model. */
const isNamed = ({ name, entity_version: version }: Fields, target: string): boolean =>
  name === undefined ? version === undefined || target.endsWith(`-${String(version)}`) : name === target;

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
    // The operation itself does not scale to zero by default.
    (entity.scale_to_zero_enabled === null && entity.entity_name !== undefined) ||
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

/** The model of an entity as text, to compare entities. */
function servedBy({ entity_name, entity_version, external_model: model }: Fields): string {
  const external = isRecord(model) ? [model.provider, model.name] : [];
  return [entity_name, entity_version, ...external].join(" ");
}

/** The entities that the endpoint serves now and no longer will. */
export function replacedEntities(endpoint: ServingEndpoint, entities: readonly Fields[]): Consequence[] {
  const kept = entities.map(servedBy);
  return servedEntities(endpoint)
    .filter((entity) => !kept.includes(servedBy(entity)))
    .map((entity) => ({ reason: "replacement", text: say`It no longer serves ${entityInWords(entity)}.` }));
}

/** The whole configuration to deploy, credentials masked. */
export const configurationCode = (configuration: Fields): ShownCode => ({
  title: "new configuration",
  text: JSON.stringify(maskGiven(configuration), null, 1),
});
