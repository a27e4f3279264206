import { invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";
import type { World } from "../world.ts";
import { type Model, modelOf } from "./models.ts";

export interface Entity {
  readonly name: string;
  readonly fields: Fields;
  readonly model: Model;
  deployment: string;
  message: string;
  readonly logs: string[];
  readonly build: string[];
}

export interface Config {
  readonly version: number;
  readonly entities: readonly Entity[];
  readonly traffic: Fields;
}

export interface Endpoint {
  readonly name: string;
  readonly id: string;
  readonly created: number;
  readonly creator: string;
  readonly foundation: boolean;
  fields: Fields;
  task: string | undefined;
  updated: number;
  update: string;
  config: Config | undefined;
  pending: Config | undefined;
  cancelChange: () => void;
}

const SIZES = ["Small", "Medium", "Large"];
const KEPT = ["description", "tags", "ai_gateway", "budget_policy_id", "route_optimized", "email_notifications"];

export function newEndpoint(world: World, name: string, body: Fields): Endpoint {
  const now = Date.now();
  return {
    name,
    id: world.hexId(32),
    created: now,
    creator: world.user,
    foundation: false,
    fields: Object.fromEntries(Object.entries(body).filter(([key]) => KEPT.includes(key))),
    task: undefined,
    updated: now,
    update: "NOT_UPDATING",
    config: undefined,
    pending: undefined,
    cancelChange: () => {},
  };
}

/** A valid configuration: every entity exists, and traffic adds up to 100. */
export function configFrom(world: World, config: Fields, version: number): Config {
  const served = config.served_entities ?? config.served_models;
  if (!Array.isArray(served) || served.length === 0) return invalid("At least one served entity must be given.");
  const entities = served.map((fields: unknown): Entity => {
    if (!isFields(fields)) return invalid("A served entity must be an object.");
    const model = modelOf(world, fields);
    if (model.kind === "linear" && !SIZES.includes(String(fields.workload_size))) {
      return invalid(`workload_size must be one of ${SIZES.join(", ")}.`);
    }
    const name = String(
      fields.name ?? `${String(fields.entity_name).split(".").at(-1)}-${String(fields.entity_version)}`,
    );
    return {
      name,
      fields,
      model,
      deployment: "DEPLOYMENT_CREATING",
      message: "Creating resources for served entity.",
      logs: [],
      build: [],
    };
  });
  const names = entities.map(({ name }) => name);
  if (new Set(names).size < names.length) return invalid("Names of served entities must be unique.");
  return { version, entities, traffic: trafficFrom(config.traffic_config, names) };
}

function trafficFrom(given: unknown, names: readonly string[]): Fields {
  if (!isFields(given)) {
    if (names.length > 1) return invalid("traffic_config must be given for more than one served entity.");
    return { routes: [{ served_model_name: names[0], served_entity_name: names[0], traffic_percentage: 100 }] };
  }
  const routes = Array.isArray(given.routes) ? given.routes.filter(isFields) : [];
  const unknown = routes
    .map((route) => String(route.served_entity_name ?? route.served_model_name))
    .find((name) => !names.includes(name));
  if (unknown !== undefined) return invalid(`Traffic is routed to ${unknown}, which is not served.`);
  const sum = routes.reduce((total, { traffic_percentage }) => total + Number(traffic_percentage), 0);
  if (sum !== 100) return invalid(`The traffic percentages must add up to 100, not ${sum}.`);
  return given;
}

/** The entity that handles a query. The platform chooses by percentage, the sandbox the largest share. */
export function answering({ entities, traffic }: Config): Entity | undefined {
  const routes = Array.isArray(traffic.routes) ? traffic.routes.filter(isFields) : [];
  const [first] = routes.toSorted((a, b) => Number(b.traffic_percentage) - Number(a.traffic_percentage));
  return entities.find(({ name }) => name === (first?.served_entity_name ?? first?.served_model_name));
}

const entityView = (endpoint: Endpoint, { name, fields, deployment, message }: Entity): Fields => ({
  ...fields,
  name,
  creator: endpoint.creator,
  creation_timestamp: endpoint.updated,
  state: { deployment, deployment_state_message: message },
});

const configView = (endpoint: Endpoint, config: Config): Fields => ({
  served_entities: config.entities.map((entity) => entityView(endpoint, entity)),
  traffic_config: config.traffic,
  config_version: config.version,
});

const isReady = ({ config }: Endpoint) =>
  config?.entities.every(({ deployment }) => deployment === "DEPLOYMENT_READY") === true;

export function endpointView(endpoint: Endpoint, full: boolean): Fields {
  const { config, pending } = endpoint;
  return {
    name: endpoint.name,
    ...(endpoint.foundation ? {} : { id: endpoint.id, creator: endpoint.creator }),
    creation_timestamp: endpoint.created,
    last_updated_timestamp: endpoint.updated,
    state: { ready: isReady(endpoint) ? "READY" : "NOT_READY", config_update: endpoint.update },
    ...(endpoint.task && { task: endpoint.task }),
    ...endpoint.fields,
    ...(config && {
      config: full
        ? configView(endpoint, config)
        : { served_entities: config.entities.map(({ name, fields }) => ({ name, ...fields })) },
    }),
    ...(full && pending && { pending_config: { ...configView(endpoint, pending), start_time: endpoint.updated } }),
    ...(full && { permission_level: endpoint.foundation ? "CAN_QUERY" : "CAN_MANAGE" }),
  };
}
