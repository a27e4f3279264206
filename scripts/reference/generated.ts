import { asNotation, entryOf, type GeneratedEntry, pathOf } from "./entry.ts";
import type { SdkFacts, SdkMethod } from "./facts.ts";
import { idOf } from "./names.ts";
import type { Overlay } from "./overlay.ts";
import { routeOf, routesOf } from "./routes.ts";

/** Operations written by hand: id → request (`GET /api/2.0/apps`). */
export type HandWritten = ReadonlyMap<string, string>;

/** A file of `src/api/reference/sdk`. */
export interface GeneratedService {
  readonly service: string;
  readonly types?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly operations: Readonly<Record<string, GeneratedEntry>>;
}

export interface GeneratedReference {
  /** By the SDK's name of the service. */
  readonly services: ReadonlyMap<string, GeneratedService>;
  /** Every route of the SDK → the ids of the operations that send it. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
}

/** The operations of the SDK that are not written by hand, and which operation sends each route. */
export function generate(facts: SdkFacts, hand: HandWritten, overlay: Overlay): GeneratedReference {
  const handRoutes = [...hand].map(([id, request]) => ({ id, route: routeOf(...split(request)), template: request }));
  const routes: Record<string, string[]> = {};
  const fresh: { readonly method: SdkMethod; readonly route: string; readonly id: string }[] = [];
  const requests = new Set<string>();
  for (const [route, methods] of routesOf(facts)) {
    const expanded = new Set(methods.map((one) => routeOf(one.verb, spelledOut(pathOf(one, overlay)))));
    const same = handRoutes.filter((one) => one.route === route || (expanded.size === 1 && expanded.has(one.route)));
    const general = same.length > 0 ? same : handRoutes.filter(({ template }) => isInstance(methods[0], template));
    routes[route] = general.map(({ id }) => id);
    if (general.length > 0) continue;
    for (const method of methods) {
      const request = routeOf(method.verb, spelledOut(pathOf(method, overlay)));
      if (requests.has(request)) continue;
      requests.add(request);
      fresh.push({ method, route, id: idOf(method) });
    }
  }
  const services = new Map<string, GeneratedService>();
  for (const { method, route, id: short } of fresh) {
    const rivals = fresh.filter((one) => one.id === short);
    const id = hand.has(short) || rivals.length > 1 ? `${method.service}.${short}` : short;
    routes[route]?.push(id);
    const name = overlay.services[method.service]?.name ?? method.service;
    const known = services.get(method.service) ?? { service: name, operations: {} };
    const operations = { ...known.operations, [id]: entryOf(id, method, facts, overlay) };
    services.set(method.service, { ...known, operations });
  }
  for (const [name, service] of services) {
    services.set(name, withTypes(service, facts.types[name] ?? {}));
  }
  return { services, routes };
}

/** A path with its resource names as segments: `/api/2.0/postgres/projects/{}`. */
const spelledOut = (path: string): string =>
  path.replace(/\{\w+=([^}]+)\}/g, (_, format: string) => format.replaceAll("*", "{}"));

function split(request: string): [string, string] {
  const [verb = "", path = ""] = request.split(" ");
  return [verb, path];
}

/** Whether a request written by hand covers this one with a placeholder of its own: `/permissions/{object_type}/{object_id}`. */
function isInstance(method: SdkMethod | undefined, template: string): boolean {
  if (!method || !template.includes("/permissions/{object_type}/")) return false;
  const [verb, path] = split(template);
  const [wanted, given] = [path.split("/"), method.path.split("/")];
  return (
    verb === method.verb &&
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || part.startsWith("{"))
  );
}

/** The service with the types that its requests refer to, directly or through each other. */
function withTypes(service: GeneratedService, all: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const found = new Map<string, Readonly<Record<string, string>>>();
  const add = (fields: Readonly<Record<string, string>>) => {
    for (const name of Object.values(fields).flatMap((type) => type.match(/\b[A-Z]\w+\b/g) ?? [])) {
      const type = all[name];
      if (!type || found.has(name)) continue;
      found.set(name, asNotation(type));
      add(type);
    }
  };
  for (const { query = {}, body = {} } of Object.values(service.operations)) {
    add(query as Readonly<Record<string, string>>);
    add(body as Readonly<Record<string, string>>);
  }
  const types = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  return found.size > 0 ? { service: service.service, types, operations: service.operations } : service;
}
