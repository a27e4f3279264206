import type { SdkFacts, SdkMethod } from "./facts.ts";

/** A request without the names of its placeholders: two with the same one are the same route. */
export const routeOf = (verb: string, path: string): string =>
  `${verb} ${path.replace(/\/?\{\+\w+\}/g, "/{}").replace(/\{[^}]*\}/g, "{}")}`;

/** Every distinct route of the SDK, in its order, with the methods that send it. */
export function routesOf({ operations }: SdkFacts): ReadonlyMap<string, readonly SdkMethod[]> {
  const routes = new Map<string, SdkMethod[]>();
  for (const one of operations) {
    const route = routeOf(one.verb, one.path);
    routes.set(route, [...(routes.get(route) ?? []), one]);
  }
  return routes;
}

/** Problems with the reference as a reading of these facts, one sentence each. */
export function staleRoutes(
  facts: SdkFacts,
  recorded: Readonly<Record<string, readonly string[]>>,
  known: ReadonlySet<string>,
): readonly string[] {
  const routes = routesOf(facts);
  const missing = [...routes.keys()].filter((route) => !(route in recorded));
  const empty = Object.entries(recorded).filter(([, ids]) => ids.length === 0 || ids.some((id) => !known.has(id)));
  return [
    ...missing.map((route) => `${route} of databricks-sdk ${facts.version} is not in the reference.`),
    ...empty.map(([route, ids]) => `${route} names operations that the reference does not have: ${ids.join(", ")}.`),
  ];
}
