import type { ServedEntity, ServingAnswer, ServingEndpoint } from "../../api/serving/endpoints.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** What an endpoint serves, now or, before its first deployment, soon. */
export function servedEntities({ config, pending_config }: ServingEndpoint): readonly ServedEntity[] {
  for (const one of [config, pending_config]) {
    const served = one?.served_entities ?? one?.served_models;
    if (served && served.length > 0) return served;
  }
  return [];
}

/** A served entity in words: `main.ml.churn 3`, `openai gpt-4o (external)`. */
export function entityWords(entity: ServedEntity): string {
  const { external_model: outside, foundation_model: foundation } = entity;
  if (outside) return `${[outside.provider, outside.name].filter(Boolean).join(" ")} (external)`;
  const model = entity.entity_name ?? entity.model_name ?? foundation?.name ?? entity.name ?? "?";
  const version = entity.entity_version ?? entity.model_version;
  return version ? `${model} ${version}` : model;
}

/** All that an endpoint serves, in words. */
export const servesWords = (endpoint: ServingEndpoint): string =>
  servedEntities(endpoint).map(entityWords).join(", ") || "nothing yet";

/** Why a request to this endpoint may have an effect beyond a prediction; nothing when it cannot. */
export function reachOf(endpoint: ServingEndpoint): string | undefined {
  const outside = servedEntities(endpoint).filter(({ external_model }) => external_model);
  if (outside.length > 0) return `The request leaves the workspace: it goes to ${outside.map(entityWords).join(", ")}.`;
  return endpoint.task?.startsWith("agent/") ? "It is an agent, which may act on what it is told." : undefined;
}

/** An endpoint in a list. */
export function endpointSummary(endpoint: ServingEndpoint) {
  const { name, state, task, creator } = endpoint;
  const update = state?.config_update;
  return {
    name,
    ready: state?.ready ?? "UNKNOWN",
    ...compact({
      config_update: update === "NOT_UPDATING" ? undefined : update,
      task,
      serves: servedEntities(endpoint).map(entityWords),
      creator,
    }),
  };
}

/** One endpoint in full: what it serves, how that is deployed, and what is on its way. */
export function endpointDetails(endpoint: ServingEndpoint) {
  const { serves: _, ...summary } = endpointSummary(endpoint);
  return {
    ...summary,
    ...compact({
      id: endpoint.id,
      description: endpoint.description,
      permission_level: endpoint.permission_level,
      route_optimized: endpoint.route_optimized || undefined,
      creation_time: isoTime(endpoint.creation_timestamp),
      last_updated_time: isoTime(endpoint.last_updated_timestamp),
      config_version: endpoint.config?.config_version,
      served_entities: entities(endpoint.config),
      pending_entities: entities(endpoint.pending_config),
      tags: Object.fromEntries((endpoint.tags ?? []).map(({ key, value }) => [key, value ?? ""])),
    }),
  };
}

function entities(config: ServingEndpoint["config"]) {
  const routes = config?.traffic_config?.routes ?? [];
  return (config?.served_entities ?? config?.served_models)?.map((entity) => {
    const route = routes.find((each) => (each.served_entity_name ?? each.served_model_name) === entity.name);
    return {
      name: entity.name ?? "",
      serves: entityWords(entity),
      ...compact({
        task: entity.external_model?.task,
        workload_size: entity.workload_size,
        workload_type: entity.workload_type,
        scale_to_zero_enabled: entity.scale_to_zero_enabled,
        traffic_percentage: route?.traffic_percentage,
        // Values of environment variables are credentials too often to be shown.
        environment_var_names: Object.keys(entity.environment_vars ?? {}),
        deployment: entity.state?.deployment,
        deployment_state_message: entity.state?.deployment_state_message,
      }),
    };
  });
}

/** A change of the config is under way. */
export const isUpdating = ({ state }: ServingEndpoint): boolean => state?.config_update === "IN_PROGRESS";

/** What the deployments of a failed change say. */
export const deploymentMessages = ({ config, pending_config }: ServingEndpoint): string =>
  [...(pending_config?.served_entities ?? []), ...(config?.served_entities ?? [])]
    .map(({ name, state }) => state?.deployment_state_message && `${name ?? ""}: ${state.deployment_state_message}`)
    .filter(Boolean)
    .join("\n");

/**
 * What is to be served, and whether it sleeps when nobody asks: as told, as before, else yes, for an endpoint that
 * nobody uses then costs nothing.
 */
export function newEntity(entity: Fields, present: readonly ServedEntity[] = []): Fields {
  if (entity.entity_name === undefined || "provisioned_model_units" in entity) return entity;
  const before = present.find(({ entity_name }) => entity_name === entity.entity_name);
  return { scale_to_zero_enabled: before?.scale_to_zero_enabled ?? true, ...entity };
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether anything in these fields sends requests out of the workspace. */
export const callsOutside = (value: unknown): boolean => JSON.stringify(value ?? null).includes('"external_model":');

/** The part of an answer that its kind of endpoint gives; an answer of no known kind comes whole. */
export function answerView(answer: ServingAnswer) {
  const { predictions, outputs, choices, data, model, usage, ...rest } = answer;
  const known = compact({ model, usage });
  if (predictions !== undefined) return { predictions, ...known };
  if (outputs !== undefined) return { outputs, ...known };
  if (choices) return { choices: choices.map(choiceView), ...known };
  if (data) return { embeddings: data.flatMap(({ embedding }) => (embedding ? [embedding] : [])), ...known };
  return { answer: rest, ...known };
}

const choiceView = ({ message, text, finish_reason, finishReason }: NonNullable<ServingAnswer["choices"]>[number]) =>
  compact({
    content: message ? message.content : text,
    tool_calls: message?.tool_calls,
    finish_reason: finish_reason ?? finishReason,
  });
