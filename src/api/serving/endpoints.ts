import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const share = z.looseObject({
  served_model_name: text,
  served_entity_name: text,
  traffic_percentage: z.number().nullish(),
});

/** `ServedEntityOutput`, and its deprecated spelling as a served model. */
const entity = z.looseObject({
  name: text,
  entity_name: text,
  entity_version: text,
  model_name: text,
  model_version: text,
  workload_size: text,
  workload_type: text,
  scale_to_zero_enabled: z.boolean().nullish(),
  environment_vars: z.record(z.string(), z.unknown()).nullish(),
  external_model: z.looseObject({ name: text, provider: text, task: text }).nullish(),
  foundation_model: z.looseObject({ name: text, display_name: text }).nullish(),
  state: z.looseObject({ deployment: text, deployment_state_message: text }).nullish(),
});
export type ServedEntity = z.output<typeof entity>;

const config = z.looseObject({
  served_entities: z.array(entity).nullish(),
  served_models: z.array(entity).nullish(),
  traffic_config: z.looseObject({ routes: z.array(share).nullish() }).nullish(),
  config_version: int64.nullish(),
});

/** `ServingEndpointDetailed`; a list has less of it. Times are epoch milliseconds. */
const endpoint = z.looseObject({
  name: z.string(),
  id: text,
  creator: text,
  description: text,
  task: text,
  creation_timestamp: int64.nullish(),
  last_updated_timestamp: int64.nullish(),
  permission_level: text,
  route_optimized: z.boolean().nullish(),
  state: z.looseObject({ ready: text, config_update: text }).nullish(),
  config: config.nullish(),
  pending_config: config.nullish(),
  tags: z.array(z.looseObject({ key: z.string(), value: text })).nullish(),
});
export type ServingEndpoint = z.output<typeof endpoint>;

type Fields = Readonly<Record<string, unknown>>;
const BASE = "/api/2.0/serving-endpoints";

/** `GET /api/2.0/serving-endpoints`: all of them, those of Databricks' own foundation models too. */
export async function listServingEndpoints(client: Client): Promise<readonly ServingEndpoint[]> {
  return (
    (await client.get("servingEndpoints.list", BASE, z.looseObject({ endpoints: z.array(endpoint).nullish() })))
      .endpoints ?? []
  );
}

/** `GET /api/2.0/serving-endpoints/{name}`. */
export const getServingEndpoint = (client: Client, { name }: { name: string }) =>
  client.get("servingEndpoints.get", path`/api/2.0/serving-endpoints/${name}`, endpoint);

/** `POST /api/2.0/serving-endpoints`: returns at once with the deployment under way. */
export const createServingEndpoint = (client: Client, body: Fields) =>
  client.post("servingEndpoints.create", BASE, endpoint, { body });

/** `PUT /api/2.0/serving-endpoints/{name}/config`: the whole config; refused while another change is under way. */
export const updateServingConfig = (client: Client, { name, ...body }: Fields & { name: string }) =>
  client.put("servingEndpoints.updateConfig", path`/api/2.0/serving-endpoints/${name}/config`, endpoint, { body });

/** `DELETE /api/2.0/serving-endpoints/{name}`. */
export const deleteServingEndpoint = (client: Client, { name }: { name: string }) =>
  client.delete("servingEndpoints.delete", path`/api/2.0/serving-endpoints/${name}`, nothing);

const message = z.looseObject({ content: z.unknown().optional(), tool_calls: z.array(z.unknown()).nullish() });

/** What the kinds of endpoints answer: predictions, feature outputs, chat or text choices, embeddings. */
const answer = z.looseObject({
  predictions: z.unknown().optional(),
  outputs: z.unknown().optional(),
  model: text,
  choices: z
    .array(z.looseObject({ message: message.nullish(), text, finish_reason: text, finishReason: text }))
    .nullish(),
  data: z.array(z.looseObject({ embedding: z.array(z.number()).nullish() })).nullish(),
  usage: z.record(z.string(), z.unknown()).nullish(),
});
export type ServingAnswer = z.output<typeof answer>;

/** `POST /serving-endpoints/{name}/invocations`: at most 16 MB; an endpoint scaled to zero starts first. */
export const queryServingEndpoint = (client: Client, { name, body }: { name: string; body: Fields }) =>
  client.post("servingEndpoints.query", path`/serving-endpoints/${name}/invocations`, answer, { body, lane: "poll" });

/** `GET /api/2.0/serving-endpoints/{name}/openapi`: what a query of it takes and answers. */
export const getServingSchema = (client: Client, { name }: { name: string }) =>
  client.get(
    "servingEndpoints.getOpenApi",
    path`/api/2.0/serving-endpoints/${name}/openapi`,
    z.record(z.string(), z.unknown()),
  );

export interface LogsOf {
  readonly name: string;
  readonly served_model_name: string;
}
const logs = z.looseObject({ logs: text });

/** `GET /api/2.0/serving-endpoints/{name}/served-models/{served_model_name}/logs`. */
export const getServerLogs = (client: Client, { name, served_model_name }: LogsOf) =>
  client.get(
    "servingEndpoints.logs",
    path`/api/2.0/serving-endpoints/${name}/served-models/${served_model_name}/logs`,
    logs,
  );

/** `GET /api/2.0/serving-endpoints/{name}/served-models/{served_model_name}/build-logs`. */
export const getBuildLogs = (client: Client, { name, served_model_name }: LogsOf) =>
  client.get(
    "servingEndpoints.buildLogs",
    path`/api/2.0/serving-endpoints/${name}/served-models/${served_model_name}/build-logs`,
    logs,
  );
