import * as z from "zod";
import type { ServedEntity, ServingEndpoint } from "../../api/serving/endpoints.ts";
import { count, flag, text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isRecord } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** The entities that an endpoint serves or, before its first deployment, will serve. */
export function servedEntities({ config, pending_config }: ServingEndpoint): readonly ServedEntity[] {
  for (const one of [config, pending_config]) {
    const served = one?.served_entities ?? one?.served_models;
    if (served && served.length > 0) return served;
  }
  return [];
}

/** A served entity in words: `main.ml.churn 3`, `openai gpt-4o (external)`. */
export function entityInWords(entity: ServedEntity): string {
  const { external_model: external, foundation_model: foundation } = entity;
  if (external) return `${[external.provider, external.name].filter(Boolean).join(" ")} (external)`;
  const model = entity.entity_name ?? entity.model_name ?? foundation?.name ?? entity.name ?? "?";
  const version = entity.entity_version ?? entity.model_version;
  return version ? `${model} ${version}` : model;
}

/** Everything that an endpoint serves, in words. */
export const servedInWords = (endpoint: ServingEndpoint): string =>
  servedEntities(endpoint).map(entityInWords).join(", ") || "nothing yet";

/** State of an endpoint and what it serves. `config_update` is shown only during or after a change. */
export const endpointState = view(
  { name: z.string(), ready: z.string(), config_update: text, serves: texts },
  (endpoint: ServingEndpoint) => {
    const update = endpoint.state?.config_update;
    return {
      name: endpoint.name,
      ready: endpoint.state?.ready ?? "UNKNOWN",
      config_update: update === "NOT_UPDATING" ? undefined : update,
      serves: servedEntities(endpoint).map(entityInWords),
    };
  },
);

/** An endpoint in a list. */
export const endpointSummary = view(
  { ...endpointState.fields, task: text, creator: text },
  (endpoint: ServingEndpoint) => ({
    ...endpointState(endpoint),
    task: endpoint.task,
    creator: endpoint.creator,
  }),
);

type Config = NonNullable<ServingEndpoint["config"]>;

const entityView = view(
  {
    name: z.string(),
    serves: z.string(),
    task: text,
    workload_size: text,
    workload_type: text,
    scale_to_zero_enabled: flag,
    traffic_percentage: count,
    environment_var_names: texts,
    deployment: text,
    deployment_state_message: text,
  },
  (entity: ServedEntity, config: Config) => {
    const routes = config.traffic_config?.routes ?? [];
    const route = routes.find((each) => (each.served_entity_name ?? each.served_model_name) === entity.name);
    return {
      name: entity.name ?? "",
      serves: entityInWords(entity),
      task: entity.external_model?.task,
      workload_size: entity.workload_size,
      workload_type: entity.workload_type,
      scale_to_zero_enabled: entity.scale_to_zero_enabled,
      traffic_percentage: route?.traffic_percentage,
      // Values of environment variables are often credentials, so only the names are shown.
      environment_var_names: Object.keys(entity.environment_vars ?? {}),
      deployment: entity.state?.deployment,
      deployment_state_message: entity.state?.deployment_state_message,
    };
  },
);

const entitiesOf = (config: Config | null | undefined) =>
  config && (config.served_entities ?? config.served_models)?.map((entity) => entityView(entity, config));

/** The table with the logged requests and responses, which AI Gateway writes, or the older setting of a configuration. */
function inferenceTable({ ai_gateway, config }: ServingEndpoint): string | undefined {
  for (const logged of [ai_gateway?.inference_table_config, config?.auto_capture_config]) {
    if (!isRecord(logged) || logged.enabled === false) continue;
    const { catalog_name, schema_name, table_name_prefix: prefix } = logged;
    if (catalog_name && schema_name && prefix) return `${catalog_name}.${schema_name}.${prefix}_payload`;
  }
  return undefined;
}

const { serves: _, ...summaryFields } = endpointSummary.fields;

/** One endpoint in full, with the served entities of its current and its pending configuration. */
export const endpointDetails = view(
  {
    ...summaryFields,
    id: text.describe("object_id for the permissions tools"),
    description: text,
    permission_level: text,
    route_optimized: flag,
    creation_time: text,
    last_updated_time: text,
    config_version: count,
    served_entities: z.array(entityView.schema).optional(),
    pending_entities: z.array(entityView.schema).optional().describe("being deployed"),
    tags: z.record(z.string(), z.string()).optional(),
    ai_gateway: z.record(z.string(), z.unknown()).optional(),
    inference_table: text.describe("logged requests and responses"),
  },
  (endpoint: ServingEndpoint) => {
    const { serves: _, ...summary } = endpointSummary(endpoint);
    return {
      ...summary,
      id: endpoint.id,
      description: endpoint.description,
      permission_level: endpoint.permission_level,
      route_optimized: endpoint.route_optimized || undefined,
      creation_time: isoTime(endpoint.creation_timestamp),
      last_updated_time: isoTime(endpoint.last_updated_timestamp),
      config_version: endpoint.config?.config_version,
      served_entities: entitiesOf(endpoint.config),
      pending_entities: entitiesOf(endpoint.pending_config),
      tags: Object.fromEntries((endpoint.tags ?? []).map(({ key, value }) => [key, value ?? ""])),
      ai_gateway: endpoint.ai_gateway,
      inference_table: inferenceTable(endpoint),
    };
  },
);
