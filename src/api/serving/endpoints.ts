import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import { path } from "../http/path.ts";

const route = z.looseObject({
  served_model_name: text,
  served_entity_name: text,
  traffic_percentage: z.number().nullish(),
});

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
/** `ServedEntityOutput`, which older responses write as a served model (`model_name`, `model_version`). */
export type ServedEntity = z.output<typeof entity>;

const config = z.looseObject({
  served_entities: z.array(entity).nullish(),
  served_models: z.array(entity).nullish(),
  traffic_config: z.looseObject({ routes: z.array(route).nullish() }).nullish(),
  config_version: int64.nullish(),
  auto_capture_config: z
    .looseObject({ catalog_name: text, schema_name: text, table_name_prefix: text, enabled: z.boolean().nullish() })
    .nullish(),
});

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
  ai_gateway: z.record(z.string(), z.unknown()).nullish(),
});
/** `ServingEndpointDetailed`; a list has fewer fields. Times are in epoch milliseconds. */
export type ServingEndpoint = z.output<typeof endpoint>;

type Fields = Readonly<Record<string, unknown>>;
const BASE = "/api/2.0/serving-endpoints";

/** All endpoints, including those of Databricks' own foundation models. `GET /api/2.0/serving-endpoints` */
export async function listServingEndpoints(client: Client): Promise<readonly ServingEndpoint[]> {
  return (
    (await client.get("servingEndpoints.list", BASE, z.looseObject({ endpoints: z.array(endpoint).nullish() })))
      .endpoints ?? []
  );
}

/**
 * One endpoint. `GET /api/2.0/serving-endpoints/{name}`
 *
 * @throws {ApiError} `not-found`
 */
export const getServingEndpoint = (client: Client, { name }: { name: string }) =>
  client.get("servingEndpoints.get", path`/api/2.0/serving-endpoints/${name}`, endpoint);

/**
 * Creates an endpoint and returns it while the deployment is running. `POST /api/2.0/serving-endpoints`
 *
 * @throws {ApiError} `conflict` if the name is taken, `not-found` for a model or version that is not registered
 */
export const createServingEndpoint = (client: Client, body: Fields) =>
  withModelTools(client.post("servingEndpoints.create", BASE, endpoint, { body }));

/** An endpoint that is created can only lack what it serves. */
const withModelTools = <T>(response: Promise<T>): Promise<T> =>
  response.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found") throw error;
    throw error.with({
      next: "Find the model with list_registered_models or search_registered_models, and its versions with list_model_versions.",
    });
  });

/**
 * Replaces the whole configuration and returns the endpoint while the deployment is running.
 * `PUT /api/2.0/serving-endpoints/{name}/config`
 *
 * @throws {ApiError} `conflict` while another change is being deployed
 */
export const updateServingConfig = (client: Client, { name, ...body }: Fields & { name: string }) =>
  client.put("servingEndpoints.updateConfig", path`/api/2.0/serving-endpoints/${name}/config`, endpoint, { body });

/** Deletes an endpoint. `DELETE /api/2.0/serving-endpoints/{name}` */
export const deleteServingEndpoint = (client: Client, { name }: { name: string }) =>
  client.delete("servingEndpoints.delete", path`/api/2.0/serving-endpoints/${name}`, nothing);

const message = z.looseObject({ content: z.unknown().optional(), tool_calls: z.array(z.unknown()).nullish() });

const known = z.looseObject({
  predictions: z.unknown().optional(),
  outputs: z.unknown().optional(),
  model: text,
  choices: z
    .array(z.looseObject({ message: message.nullish(), text, finish_reason: text, finishReason: text }))
    .nullish(),
  data: z.array(z.looseObject({ embedding: z.array(z.number()).nullish() })).nullish(),
  usage: z.record(z.string(), z.unknown()).nullish(),
});
// The response of a custom model may be any object.
const response = known.and(z.record(z.string(), z.unknown()));
/** Response of an endpoint: predictions, feature outputs, chat or text choices, or embeddings. */
export type ServingResponse = z.output<typeof response>;

/**
 * Queries an endpoint; an endpoint scaled to zero starts first. `POST /serving-endpoints/{name}/invocations`
 *
 * @throws {ApiError} `too-large` for a request over 16 MB
 */
export const queryServingEndpoint = (client: Client, { name, body }: { name: string; body: Fields }) =>
  client.post("servingEndpoints.query", path`/serving-endpoints/${name}/invocations`, response, { body, lane: "poll" });

/** The OpenAPI schema of the requests that an endpoint accepts. `GET /api/2.0/serving-endpoints/{name}/openapi` */
export const getServingSchema = (client: Client, { name }: { name: string }) =>
  client.get(
    "servingEndpoints.getOpenApi",
    path`/api/2.0/serving-endpoints/${name}/openapi`,
    z.record(z.string(), z.unknown()),
  );

/** A served entity whose logs to read. */
export interface ServedModel {
  readonly name: string;
  readonly served_model_name: string;
}
const logs = z.looseObject({ logs: text });

/** Recent logs of a model server. `GET /api/2.0/serving-endpoints/{name}/served-models/{served_model_name}/logs` */
export const getServerLogs = (client: Client, { name, served_model_name }: ServedModel) =>
  client.get(
    "servingEndpoints.logs",
    path`/api/2.0/serving-endpoints/${name}/served-models/${served_model_name}/logs`,
    logs,
  );

/**
 * Logs of the build of a served model's container.
 * `GET /api/2.0/serving-endpoints/{name}/served-models/{served_model_name}/build-logs`
 */
export const getBuildLogs = (client: Client, { name, served_model_name }: ServedModel) =>
  client.get(
    "servingEndpoints.buildLogs",
    path`/api/2.0/serving-endpoints/${name}/served-models/${served_model_name}/build-logs`,
    logs,
  );
