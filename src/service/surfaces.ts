import { ACCESS, type Access, allows } from "../access.ts";
import type { WorkspaceClient } from "../api/http/create-client.ts";
import type { Credentials } from "../api/http/credentials.ts";
import type { Settings } from "../core/calls/context.ts";
import type { ServedTool } from "../core/described.ts";
import { keepNewest } from "../core/newest.ts";
import type { Runtime } from "../core/runtime.ts";
import { furtherTools, select } from "../core/select.ts";
import { toolsetIds } from "../core/tool.ts";
import { createPolls } from "../core/waiting/polls.ts";
import type { Workspace } from "../core/workspaces.ts";
import { createServerFactory, type ServerDeps, type ServerFactory, withShared } from "../server.ts";
import type { Grant } from "./auth/grants.ts";
import type { NarrowedView } from "./narrowing.ts";

/** The server's part that one grant and view reach. */
export interface Surface {
  readonly key: string;
  readonly makeServer: ServerFactory;
  /** Names of its tools. */
  readonly tools: ReadonlySet<string>;
}

/** A workspace whose client can act under another login. */
export interface SharedWorkspace extends Workspace {
  readonly runtime: Runtime & { readonly client: Pick<WorkspaceClient, "as" | "load"> };
}

/** The identity of one caller in each workspace. */
export interface Impersonation {
  /** The caller that it belongs to. */
  readonly subject: string;
  in(workspace: string): Credentials;
}

/** Everything that is served. Callers get parts of it. */
export interface SurfaceDeps extends ServerDeps {
  readonly workspaces: readonly [SharedWorkspace, ...SharedWorkspace[]];
}

/** The parts of the server that callers get. */
export interface Surfaces {
  /**
   * `undefined` if nothing is left of the grant in this view. `caller`: whose share of the kept surfaces it takes. Callers
   * that do not sign in have one share.
   */
  of(grant: Grant, view: NarrowedView, own?: Impersonation, caller?: string): Surface | undefined;
}

/** Surfaces kept for callers that come again, and for one of them. */
const MAX_KEPT = 500;
const MAX_OF_CALLER = 20;

interface Kept {
  readonly surface: Surface | undefined;
  /** The callers that use it. */
  readonly callers: Set<string>;
}

/**
 * Creates and keeps the surface for each grant and view, and for each caller that acts under its own identity. Lists are
 * cut to the tools and workspaces of the grant, so that nothing outside it can be named.
 */
export function createSurfaces(given: SurfaceDeps): Surfaces {
  // Questions and scripts that wait outlive the surface that they began in.
  const deps = withShared(given);
  // In the order of their latest use.
  const kept = new Map<string, Kept>();
  const named = deps.workspaces.length > 1;
  const [{ runtime: server }] = deps.workspaces;
  const everyTool = deps.catalogue ?? deps.tools;

  function create(grant: Grant, view: NarrowedView, own: Impersonation | undefined, key: string): Surface | undefined {
    const access = lower(grant.access, view.access ?? "destructive");
    const granted = (tools: readonly ServedTool[]): readonly ServedTool[] =>
      select(tools, { toolsets: grant.toolsets ?? ["all"], access: grant.access }).tools;
    const within = (tools: readonly ServedTool[]): readonly ServedTool[] =>
      view.toolsets.reduce((left, toolsets) => select(left, { toolsets, access }).tools, allOf(granted(tools), access));
    const tools = within(deps.tools);
    const isVisible = (name: string) =>
      [grant.workspaces, view.workspaces].every((list) => list?.includes(name) ?? true);
    // Tools that the operator could add for this caller, or the caller itself, are within its grant and view, too.
    const catalogue = within(everyTool);
    const toolsets = tools.length < deps.tools.length ? toolsetsOf(tools, deps.onDemand ? catalogue : tools) : {};
    const { onDemand = [] } = deps;
    const canEnable = furtherTools(tools, catalogue, { toolsets: onDemand, access }).length > 0;
    const isLimited = grant.toolsets !== undefined || !allows(grant.access, server.settings.access);
    const why = (tool: ServedTool): string | undefined => {
      // The same for tools that are served to others and for those that are not.
      if (granted([tool]).length === 0) return isLimited ? NOT_GRANTED : undefined;
      return within([tool]).length === 0 ? LEFT_OUT : undefined;
    };
    const [first, ...others] = deps.workspaces
      .filter(({ name }) => isVisible(name))
      .map((workspace) => narrow(workspace, { access, toolsets, canEnable, isVisible }, own));
    if (!first || tools.length === 0) return undefined;
    const makeServer = createServerFactory({
      ...deps,
      tools,
      named,
      personal: true,
      workspaces: [first, ...others],
      catalogue,
      withheld: { tools: everyTool, why },
    });
    return { key, makeServer, tools: new Set(tools.map(({ name }) => name)) };
  }

  return {
    of(grant, view, own, caller = "") {
      const { access, toolsets, workspaces } = grant;
      const key = JSON.stringify([access, toolsets, workspaces, view, own?.subject]);
      const known = kept.get(key) ?? { surface: create(grant, view, own, key), callers: new Set() };
      keepNewest(kept, key, known, MAX_KEPT);
      if (known.callers.has(caller)) return known.surface;
      known.callers.add(caller);
      const theirs = [...kept].filter(([, { callers }]) => callers.has(caller));
      for (const [old, { callers }] of theirs.slice(0, -MAX_OF_CALLER)) {
        callers.delete(caller);
        if (callers.size === 0) kept.delete(old);
      }
      return known.surface;
    },
  };
}

const NOT_GRANTED = "This caller's grant does not include it.";
const LEFT_OUT = "This connection's path or headers leave it out.";

const allOf = (tools: readonly ServedTool[], access: Access) => select(tools, { toolsets: ["all"], access }).tools;

const lower = (a: Access, b: Access): Access => (ACCESS.indexOf(a) < ACCESS.indexOf(b) ? a : b);

/** The toolsets of a surface that leaves out tools of the server. */
function toolsetsOf(tools: readonly ServedTool[], catalogue: readonly ServedTool[]) {
  const notServed = toolsetIds(catalogue.filter((tool) => !tools.includes(tool)));
  return { toolsets: toolsetIds(tools), notServed: notServed.length > 0 ? notServed : undefined };
}

/** The limits of one caller's surface. */
interface Limits {
  readonly access: Access;
  /** Settings in place of the server's, if the surface leaves out tools. */
  readonly toolsets: Partial<ReturnType<typeof toolsetsOf>>;
  readonly canEnable: boolean;
  isVisible(workspace: string): boolean;
}

/** A workspace with less access, and for a caller under its own identity with reads of its own. */
function narrow({ name, runtime }: SharedWorkspace, limits: Limits, own: Impersonation | undefined): Workspace {
  const settings = narrowSettings(runtime.settings, limits);
  if (!own) return { name, runtime: { ...runtime, settings } };
  // Reads that callers share must not cross identities. Everything else is kept by caller.
  return { name, runtime: { ...runtime, settings, client: runtime.client.as(own.in(name)), polls: createPolls() } };
}

/** The settings that tools report, without the toolsets and workspaces that the surface leaves out. */
function narrowSettings(settings: Settings, { access, toolsets, canEnable, isVisible }: Limits): Settings {
  const { entries } = settings;
  const narrowed = {
    access: lower(settings.access, access),
    ...toolsets,
    ...(settings.canEnable && { canEnable }),
    ...(entries && {
      entries: { workspaces: entries.workspaces.filter(isVisible), accounts: entries.accounts.filter(isVisible) },
    }),
  };
  return Object.freeze(
    // Some settings are known only after the first request, so their getters are kept.
    Object.defineProperties({} as Settings, {
      ...Object.getOwnPropertyDescriptors(settings),
      ...Object.getOwnPropertyDescriptors(narrowed),
    }),
  );
}
