import {
  completeVariable,
  listResources,
  ResourceFailure,
  readResource,
  resourceTemplates,
  type Served,
} from "../core/resources/serve.ts";
import type { Caller } from "../core/runtime.ts";
import { type Router, WORKSPACE } from "../core/workspaces.ts";

// Resource URIs as clients see them: with several workspaces, each begins with the workspace's name.

/** `resources/templates/list`. */
export const templatesOf = ({ resources }: Served, router: Router) =>
  resourceTemplates(resources).map((listed) => ({ ...listed, uriTemplate: router.template(listed.uriTemplate) }));

/** `resources/list` over every workspace. */
export async function listAddresses({ resources }: Served, router: Router, caller: Caller) {
  const lists = router.all.map(async ({ name, runtime }) => {
    const listed = await listResources(resources, runtime, caller);
    return listed.map((each) => ({ ...each, uri: router.outward(name, each.uri) }));
  });
  return (await Promise.all(lists)).flat();
}

/** `resources/read`. @throws ResourceFailure */
export async function readAddress(served: Served, router: Router, uri: string, caller: Caller) {
  const routed = router.inward(uri);
  if (!routed) throw new ResourceFailure("Unknown resource. resources/templates/list shows the available ones.", true);
  const contents = await readResource(served, routed.inner, routed.workspace.runtime, caller);
  return contents.map((each) => ({ ...each, uri }));
}

/** `completion/complete` for a variable of a template. `given` are the variables already filled in. */
export async function completeAddress(
  { resources }: Served,
  router: Router,
  uri: string,
  argument: { readonly name: string; readonly value: string },
  given: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<readonly string[]> {
  const names = router.all.map(({ name }) => name);
  if (argument.name === WORKSPACE && names.length > 1) return names.filter((name) => name.startsWith(argument.value));
  const wanted = given[WORKSPACE];
  const workspace = wanted ? router.all.find(({ name }) => name === wanted) : router.all[0];
  if (!workspace) return [];
  const inner = resources.find((resource) => router.template(resource.uri) === uri)?.uri ?? uri;
  return completeVariable(resources, inner, argument.name, argument.value, workspace.runtime, caller);
}
