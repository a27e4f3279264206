import * as z from "zod";
import * as api from "../../api/serving/endpoints.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { restBody } from "../api/body.ts";
import { settled } from "../waiting.ts";
import {
  callsOutside,
  deploymentMessages,
  endpointSummary,
  isUpdating,
  newEntity,
  servedEntities,
  servesWords,
} from "./endpoint-view.ts";
import { endpointName, serving } from "./toolset.ts";

const deployed = z.object({
  name: z.string(),
  ready: z.string(),
  config_update: text,
  serves: z.array(z.string()).optional(),
  next: text,
});

/** Waits for a change of the config. @throws ToolError when it failed, with what the deployments say */
async function deploy(ctx: Context, name: string, wait_seconds: number | undefined, made = false) {
  const endpoint = await settled(ctx, `serving endpoint ${name}`, () => api.getServingEndpoint(ctx.client, { name }), {
    done: (seen) => !isUpdating(seen),
    words: ({ state }) => `Endpoint ${name} is ${state?.ready}, its update ${state?.config_update}`,
    wait_seconds,
    made,
  });
  const update = endpoint.state?.config_update ?? "";
  if (update === "UPDATE_FAILED" || update === "UPDATE_CANCELED") {
    throw new ToolError(`The endpoint's config could not be deployed: ${update}.`, {
      next: "get_serving_endpoint_logs with build: true, or without, tells more; update_serving_endpoint tries again.",
      ...compact({ quoted: deploymentMessages(endpoint) }),
    });
  }
  const { creator: _, task: __, ...view } = endpointSummary(endpoint);
  return isUpdating(endpoint)
    ? { ...view, next: "Deployment goes on, often for ten minutes or more: get_serving_endpoint tells its state." }
    : view;
}

const entities = z
  .array(restBody())
  .min(1)
  .max(15)
  .describe("{entity_name, entity_version, workload_size} or {name, external_model}");
const traffic = restBody().optional().describe("{routes}, if several");

export const createServingEndpoint = serving.tool({
  name: "create_serving_endpoint",
  title: "Create a serving endpoint",
  description: "Deploys models; idle ones scale to zero unless told not to.",
  // The reference counts every creation as destructive, since an endpoint may be a way out of the workspace for whoever
  // may query it. Only such a one is put to the person.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(63).describe("Not taken yet"),
    served_entities: entities,
    traffic_config: traffic,
    settings: restBody("name", "config").optional().describe("ai_gateway, tags, …"),
    wait_seconds: params.waitSeconds,
  }),
  output: deployed,
  confirm: ({ name, served_entities, settings }) =>
    callsOutside([served_entities, settings])
      ? `Create serving endpoint "${name}" that calls a model outside the workspace? What its users send leaves it. ${JSON.stringify(served_entities)}`
      : null,
  async run(ctx, { name, served_entities, traffic_config, settings, wait_seconds }) {
    const config = { served_entities: served_entities.map((each) => newEntity(each)), ...compact({ traffic_config }) };
    await api.createServingEndpoint(ctx.client, { ...settings, name, config });
    return deploy(ctx, name, wait_seconds, true);
  },
});

export const updateServingEndpoint = serving.tool({
  name: "update_serving_endpoint",
  title: "Change what an endpoint serves",
  description: "Replaces all that an endpoint serves.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    served_entities: entities,
    traffic_config: traffic,
    wait_seconds: params.waitSeconds,
  }),
  output: deployed,
  async confirm({ name, served_entities }, ctx) {
    const now = servesWords(await api.getServingEndpoint(ctx.client, { name }));
    const outside = callsOutside(served_entities) ? " What its users send then leaves the workspace." : "";
    return `Replace what serving endpoint "${name}" serves (${now}) by ${JSON.stringify(served_entities)}?${outside}`;
  },
  async run(ctx, { wait_seconds, traffic_config, name, served_entities }) {
    const present = servedEntities(await api.getServingEndpoint(ctx.client, { name }));
    await api.updateServingConfig(ctx.client, {
      name,
      served_entities: served_entities.map((each) => newEntity(each, present)),
      ...compact({ traffic_config }),
    });
    return deploy(ctx, name, wait_seconds);
  },
});

export const deleteServingEndpoint = serving.tool({
  name: "delete_serving_endpoint",
  title: "Delete a serving endpoint",
  description: "Deletes an endpoint; the models it serves stay registered.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: z.object({ name: z.string(), note: z.string() }),
  async confirm({ name }, ctx) {
    const endpoint = await api.getServingEndpoint(ctx.client, { name });
    return `Delete serving endpoint "${name}" (${endpoint.state?.ready}, serves ${servesWords(endpoint)})? Whoever calls it gets errors from then on.`;
  },
  async run(ctx, { name }) {
    await api.deleteServingEndpoint(ctx.client, { name });
    return { name, note: "Deleted." };
  },
});
