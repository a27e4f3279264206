import { ProtocolError, type Server } from "@modelcontextprotocol/server";
import { createContext } from "../core/calls/create-context.ts";
import type { Loading } from "../core/later.ts";
import { ResourceFailure } from "../core/resources/define.ts";
import {
  completeVariable,
  listResources,
  readResource,
  resourceTemplates,
  type Served,
} from "../core/resources/serve.ts";
import type { Caller } from "../core/runtime.ts";
import { type Router, WORKSPACE } from "../core/workspaces.ts";
import { type Requests, refuseCursor } from "./requests.ts";
import type { ClientTools } from "./served-tools.ts";

// Resource URIs as clients see them: with several workspaces, each begins with the workspace's name.

const templatesOf = ({ resources }: Served, router: Router) =>
  resourceTemplates(resources).map((listed) => ({ ...listed, uriTemplate: router.template(listed.uriTemplate) }));

/** The resources of every workspace. Accounts have none. */
async function listAddresses({ resources }: Served, router: Router, caller: Caller) {
  const lists = router.workspaces.map(async ({ name, runtime }) => {
    const listed = await listResources(resources, runtime, caller);
    return listed.map((each) => ({ ...each, uri: router.outward(name, each.uri) }));
  });
  return (await Promise.all(lists)).flat();
}

/** The contents of a resource. @throws ResourceFailure */
export async function readAddress(served: Served, router: Router, uri: string, caller: Caller) {
  const routed = router.inward(uri);
  if (!routed) throw new ResourceFailure("Unknown resource. resources/templates/list shows the available ones.", true);
  const contents = await readResource(served, routed.inner, routed.workspace.runtime, caller);
  return contents.map((each) => ({ ...each, uri }));
}

interface Sources {
  readonly served: Loading<Served>;
  readonly router: Router;
  readonly tools: Pick<ClientTools, "toolNamed" | "why">;
  readonly requests: Pick<Requests, "caller">;
}

/** `resources/list`, `resources/templates/list` and `resources/read`. */
export function serveResources(server: Server, { served, router, tools, requests }: Sources): void {
  server.setRequestHandler("resources/list", async ({ params }, ctx) => {
    refuseCursor(params);
    return { resources: await listAddresses(await served.load(), router, requests.caller(ctx)) };
  });
  server.setRequestHandler("resources/templates/list", async ({ params }) => {
    refuseCursor(params);
    return { resourceTemplates: templatesOf(await served.load(), router) };
  });
  server.setRequestHandler("resources/read", async ({ params: { uri } }, ctx) => {
    try {
      return { contents: await readAddress(forClient(await served.load(), tools), router, uri, requests.caller(ctx)) };
    } catch (error) {
      if (!(error instanceof ResourceFailure)) throw error;
      throw new ProtocolError(error.notFound ? -32602 : -32603, error.message, { uri });
    }
  });
}

/** The resources and tools of a client that may have added toolsets, with the reasons for the rest. */
function forClient(served: Served, { toolNamed, why }: Sources["tools"]): Served {
  const added = (served.unserved ?? []).flatMap(({ tool }) => (typeof tool === "function" ? [] : [tool]));
  return { ...served, tools: [...served.tools, ...added.filter(({ name }) => toolNamed(name) !== undefined)], why };
}

interface Completion {
  /** The template. */
  readonly uri: string;
  readonly argument: { readonly name: string; readonly value: string };
  /** The variables that are already filled in. */
  readonly given: Readonly<Record<string, string>>;
}

/** `completion/complete` for a variable of a template. */
export async function completeAddress(
  { resources }: Served,
  router: Router,
  { uri, argument, given }: Completion,
  caller: Caller,
): Promise<readonly string[]> {
  if (argument.name === WORKSPACE && router.named) {
    return router.workspaces.map(({ name }) => name).filter((name) => name.startsWith(argument.value));
  }
  const wanted = given[WORKSPACE];
  const workspace = wanted ? router.all.find(({ name }) => name === wanted) : router.all[0];
  const resource = resources.find((each) => router.template(each.uri) === uri || each.uri === uri);
  return workspace && resource ? completeVariable(resource, argument, createContext(workspace.runtime, caller)) : [];
}
