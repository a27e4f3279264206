import * as z from "zod";
import * as api from "../../api/serving/endpoints.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { compact, isRecord } from "../../records.ts";
import { grantingFields } from "../admin/granting-fields.ts";
import { restBody } from "../api/body.ts";
import { outputsIn } from "../api/outputs.ts";
import { supplement } from "../supplement.ts";
import { waitWithinBudget } from "../waiting.ts";
import {
  checkRoutes,
  checkTraffic,
  configurationCode,
  endpointObject,
  replacedEntities,
  servingConsequences,
  trafficChange,
} from "./deployment-facts.ts";
import { endpointState, servedEntities, servedInWords } from "./endpoint-view.ts";
import { entitiesToServe, KEPT, lostFields, sent, withEntityNames } from "./served-entity.ts";
import { endpointName, serving } from "./toolset.ts";

const deploymentView = view({ ...endpointState.fields, next: text }, (endpoint: api.ServingEndpoint) => ({
  ...endpointState(endpoint),
  next: isUpdating(endpoint)
    ? "Still deploying, which often takes ten minutes or more: poll get_serving_endpoint."
    : undefined,
}));

/** Whether a change of the configuration is being deployed. */
const isUpdating = ({ state }: api.ServingEndpoint): boolean => state?.config_update === "IN_PROGRESS";

/** The messages of the deployments, pending ones first. */
const deploymentMessages = ({ config, pending_config }: api.ServingEndpoint): string =>
  [...(pending_config?.served_entities ?? []), ...(config?.served_entities ?? [])]
    .map(({ name, state }) => state?.deployment_state_message && `${name ?? ""}: ${state.deployment_state_message}`)
    .filter(Boolean)
    .join("\n");

/** The served entities after a failed change: the platform keeps the configuration before it. */
const stillServed = (endpoint: api.ServingEndpoint): string =>
  (endpoint.config?.served_entities ?? endpoint.config?.served_models ?? []).length > 0
    ? `Still served, as before this call: ${servedInWords(endpoint)}`
    : "";

/** Waits for a change of the configuration. @throws {ToolError} If it failed, with the messages of the deployments. */
async function deploy(ctx: Context, name: string, wait_seconds: number | undefined, made = false) {
  const endpoint = await waitWithinBudget(
    ctx,
    `serving endpoint ${name}`,
    () => api.getServingEndpoint(ctx.client, { name }),
    {
      done: (seen) => !isUpdating(seen),
      words: ({ state }) => `Endpoint ${name} is ${state?.ready}, its update is ${state?.config_update}`,
      wait_seconds,
      made,
    },
  );
  const update = endpoint.state?.config_update ?? "";
  if (update === "UPDATE_FAILED" || update === "UPDATE_CANCELED") {
    throw new ToolError(`The endpoint's configuration could not be deployed: ${update}.`, {
      next: "Read get_serving_endpoint_logs, with build: true for the build, then retry with update_serving_endpoint.",
      ...compact({ quoted: [deploymentMessages(endpoint), stillServed(endpoint)].filter(Boolean).join("\n") }),
    });
  }
  return deploymentView(endpoint);
}

type Fields = Readonly<Record<string, unknown>>;

/** Aliases and stages cannot be served. */
const isNumbered = ({ entity_version: version }: Fields): boolean =>
  typeof version !== "string" || /^\d+$/.test(version);
const NUMBERED =
  "has an entity_version that is not a number: endpoints do not serve aliases or stages. get_registered_model and list_model_versions show the number";

const entities = z
  .array(restBody().overwrite(withEntityNames).refine(isNumbered, NUMBERED))
  .min(1)
  .max(15)
  .describe(
    "Entities to serve, each {entity_name, entity_version, workload_size: Small|Medium|Large, workload_type: CPU|GPU_SMALL|…, scale_to_zero_enabled} or {name, external_model}",
  );
const traffic = restBody().optional().describe("Traffic split {routes}; required for several entities");

/** @throws {ToolError} If an endpoint has the name, which the platform would refuse after the user was asked */
async function requireFree(ctx: Context, name: string): Promise<void> {
  const found = await supplement(ctx, ({ client }) => api.getServingEndpoint(client, { name }));
  if (found === undefined) return;
  throw new ToolError("An endpoint of this name exists; nothing was sent.", {
    next: "Change what it serves with update_serving_endpoint, or choose another name.",
  });
}

/** Fields of the request with an effect of their own. */
const settingFields = grantingFields({ email_notifications: "outbound" });

/** The operation nests the entities in `config`; a config with further fields has no other form here. */
function fromConfig(config: unknown): Fields {
  if (!isRecord(config)) return { config };
  const { served_entities, traffic_config, ...rest } = config;
  return Object.keys(rest).length > 0 ? { config } : compact({ served_entities, traffic_config });
}

/** The operation itself does not scale entities to zero by default. */
function asCreate({ name, config, ...settings }: Fields): Fields[] | undefined {
  const { served_entities: given, traffic_config, ...rest } = isRecord(config) ? config : {};
  if (!Array.isArray(given) || Object.keys(rest).length > 0) return undefined;
  const served_entities = given.filter(isRecord).map((entity) => ({ scale_to_zero_enabled: null, ...entity }));
  return [{ name, served_entities, ...compact({ traffic_config, settings }) }];
}

export const createServingEndpoint = serving.tool({
  name: "create_serving_endpoint",
  title: "Create a serving endpoint",
  description:
    "Creates an endpoint that serves models, and waits for the deployment. Entities scale to zero when idle unless scale_to_zero_enabled is false.",
  // The reference classifies every creation as destructive, because an endpoint can give its users a way out of the
  // workspace. Only one that does, or that is always on, requires confirmation.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(63).describe("Endpoint name; must be unique"),
    served_entities: entities,
    traffic_config: traffic,
    settings: restBody("name", "config").optional().describe("Further fields of the request: ai_gateway, tags, …"),
    wait_seconds: params.waitSeconds,
  }),
  output: deploymentView.schema,
  aliases: {
    config: fromConfig,
    served_models: "served_entities",
    ...params.fieldsOf("settings", [
      "ai_gateway",
      "tags",
      "route_optimized",
      "budget_policy_id",
      "description",
      "email_notifications",
      "telemetry_config",
    ]),
  },
  covers: "servingEndpoints.create",
  alsoCovers: [{ operation: "servingEndpoints.create", args: asCreate }],
  async affects({ name, served_entities, traffic_config, settings }, ctx) {
    checkTraffic(served_entities, traffic_config);
    const configuration = { served_entities: entitiesToServe(served_entities), traffic_config };
    checkRoutes(configuration.served_entities, traffic_config);
    const consequences = [
      ...servingConsequences(configuration.served_entities, settings),
      ...settingFields.consequences(settings),
    ];
    if (consequences.length > 0) await requireFree(ctx, name);
    return {
      effect: "Create",
      objects: [{ kind: "serving endpoint", name }, ...outputsIn(ctx, settings)],
      consequences,
      ...(consequences.length > 0 && { code: configurationCode({ ...configuration, ...settings }) }),
    };
  },
  async run(ctx, { name, served_entities, traffic_config, settings, wait_seconds }) {
    const config = {
      served_entities: entitiesToServe(served_entities).map(sent),
      ...compact({ traffic_config }),
    };
    await api.createServingEndpoint(ctx.client, { ...settings, name, config });
    ctx.accepted({ what: "The serving endpoint was created", ids: { name }, followUp: "get_serving_endpoint" });
    return deploy(ctx, name, wait_seconds, true);
  },
});

/** The older inference table of an endpoint, which an update without it would end. */
function captured({ config }: api.ServingEndpoint) {
  const { catalog_name, schema_name, table_name_prefix, enabled } = config?.auto_capture_config ?? {};
  return compact({ catalog_name, schema_name, table_name_prefix, enabled });
}

/** The operation itself keeps nothing of an entity: what it does not give is reset. */
function asUpdate({ name, served_entities, served_models, traffic_config, ...rest }: Fields): Fields[] | undefined {
  const given = served_entities ?? served_models;
  if (!Array.isArray(given) || Object.keys(rest).length > 0) return undefined;
  const reset = Object.fromEntries(KEPT.map((field) => [field, null]));
  const whole = given.filter(isRecord).map((entity) => ({ ...reset, ...entity }));
  return [{ name, served_entities: whole, ...compact({ traffic_config }) }];
}

export const updateServingEndpoint = serving.tool({
  name: "update_serving_endpoint",
  title: "Change what an endpoint serves",
  description:
    "Replaces the entities and the traffic split of an endpoint, and waits for the deployment. Entities left out are no longer served.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    served_entities: entities,
    traffic_config: traffic,
    wait_seconds: params.waitSeconds,
  }),
  aliases: { served_models: "served_entities" },
  output: deploymentView.schema,
  covers: "servingEndpoints.updateConfig",
  alsoCovers: [{ operation: "servingEndpoints.updateConfig", args: asUpdate }],
  async affects({ name, served_entities, traffic_config }, ctx) {
    checkTraffic(served_entities, traffic_config);
    const endpoint = await api.getServingEndpoint(ctx.client, { name });
    const current = servedEntities(endpoint);
    const configuration = { served_entities: entitiesToServe(served_entities, current), traffic_config };
    checkRoutes(configuration.served_entities, traffic_config);
    const now: Consequence = { reason: "replacement", text: say`It serves ${servedInWords(endpoint)} now.` };
    return {
      effect: "Replace the entities of",
      objects: [endpointObject(endpoint)],
      consequences: [
        now,
        ...replacedEntities(endpoint, configuration.served_entities),
        ...lostFields(configuration.served_entities, current),
        ...trafficChange(traffic_config, endpoint),
        ...servingConsequences(configuration.served_entities, undefined, endpoint),
      ],
      code: configurationCode(configuration),
    };
  },
  async run(ctx, { wait_seconds, traffic_config, name, served_entities }) {
    const endpoint = await api.getServingEndpoint(ctx.client, { name });
    await api.updateServingConfig(ctx.client, {
      name,
      served_entities: entitiesToServe(served_entities, servedEntities(endpoint)).map(sent),
      ...compact({ traffic_config, auto_capture_config: captured(endpoint) }),
    });
    ctx.accepted({ what: "The new configuration was accepted", ids: { name }, followUp: "get_serving_endpoint" });
    return deploy(ctx, name, wait_seconds);
  },
});

export const deleteServingEndpoint = serving.tool({
  name: "delete_serving_endpoint",
  title: "Delete a serving endpoint",
  description: "Permanently deletes an endpoint. The models it serves stay registered.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: z.object({ name: z.string(), deleted: z.boolean() }),
  covers: "servingEndpoints.delete",
  async affects({ name }, ctx) {
    const endpoint = await api.getServingEndpoint(ctx.client, { name });
    return {
      effect: "Permanently delete",
      objects: [endpointObject(endpoint)],
      consequences: [
        { reason: "loss", text: say`It serves ${servedInWords(endpoint)}. Its configuration is permanently lost.` },
        { reason: "others", text: say`Clients that call it will get errors.` },
      ],
    };
  },
  async run(ctx, { name }) {
    await api.deleteServingEndpoint(ctx.client, { name });
    return { name, deleted: true };
  },
});
