import { ProtocolError, type Server } from "@modelcontextprotocol/server";
import type { Loading } from "../core/later.ts";
import { ResourceFailure, type Watch } from "../core/resources/define.ts";
import { findWatch, type Served, watchableResources } from "../core/resources/serve.ts";
import type { Snapshot, Watcher } from "../core/resources/watch.ts";
import type { Router } from "../core/workspaces.ts";
import { withSortedKeys } from "../records.ts";
import { readAddress } from "./addresses.ts";
import { backgroundCaller, ignoreDisconnect } from "./caller.ts";
import type { ClientConnection } from "./connection.ts";

/** Calls `changed` whenever the contents of `uri` change, until stopped. Returns a problem if that is not possible. */
export interface Subscribe {
  (scope: string, uri: string, changed: () => void): { readonly stop: () => void } | { readonly problem: string };
  /** Loads the resources, before the first subscription; `undefined` if they are loaded. */
  readonly ready?: () => Promise<unknown> | undefined;
}

interface Sources {
  readonly served: Loading<Served>;
  readonly router: Router;
  readonly watcher: Watcher;
}

/** Maximum number of subscriptions per caller. */
const MAX_SUBSCRIPTIONS = 64;

/** Subscriptions to resources, for clients of both eras. */
export function createSubscribe({ served, router, watcher }: Sources): Subscribe {
  const counts = new Map<string, number>();
  const count = (scope: string, by: 1 | -1) => {
    const now = (counts.get(scope) ?? 0) + by;
    if (now > 0) counts.set(scope, now);
    else counts.delete(scope);
  };
  const subscribe = (scope: string, uri: string, changed: () => void) => {
    const known = served.now() ?? { tools: [], resources: [] };
    const routed = router.inward(uri);
    const watch = routed && findWatch(known, routed.inner);
    if (!watch) {
      const templates = watchableResources(known).map((resource) => router.template(resource.uri));
      return {
        problem: `This resource does not support subscriptions. Supported: ${templates.join(", ") || "none on this server"}.`,
      };
    }
    if ((counts.get(scope) ?? 0) >= MAX_SUBSCRIPTIONS) {
      return {
        problem: `The limit of ${MAX_SUBSCRIPTIONS} subscriptions is reached. Unsubscribe from a resource first.`,
      };
    }
    const read = (signal: AbortSignal) => readAddress(known, router, uri, backgroundCaller(scope, signal));
    const end = watcher.watch(`${scope} ${uri}`, createSnapshotReader(watch, read), changed);
    count(scope, 1);
    let stopped = false;
    return {
      stop() {
        if (stopped) return;
        stopped = true;
        count(scope, -1);
        end();
      },
    };
  };
  return Object.assign(subscribe, { ready: () => (served.now() ? undefined : served.load()) });
}

/** A deleted resource has changed, once. Any other failed read is not a change. */
function createSnapshotReader(watch: Watch, read: (signal: AbortSignal) => Promise<readonly object[]>) {
  let found = false;
  return async (signal: AbortSignal): Promise<Snapshot> => {
    try {
      const [contents = {}] = await read(signal);
      found = true;
      return snapshotOf(watch, "text" in contents ? String(contents.text) : "");
    } catch (error) {
      if (!(error instanceof ResourceFailure && error.notFound)) throw error;
      // A resource never seen may be about to appear: the query history shows a statement late.
      return { content: "", stable: found };
    }
  };
}

function snapshotOf({ state, stable }: Watch, text: string): Snapshot {
  const contents: Record<string, unknown> = Object(JSON.parse(text));
  // Every read may return another token for the same next page, and maps in another order.
  const content = JSON.stringify({ ...contents, next_page_token: undefined }, withSortedKeys);
  return { content, stable: stable.has(String(contents[state])) };
}

/** `resources/subscribe` of 2025-era clients, for as long as their connection lives. */
export function serveSubscriptions(server: Server, subscribe: Subscribe, { scope }: ClientConnection): void {
  const subscribed = new Map<string, () => void>();
  server.setRequestHandler("resources/subscribe", async ({ params: { uri } }) => {
    await subscribe.ready?.();
    if (subscribed.has(uri)) return {};
    const subscription = subscribe(scope, uri, () => void server.sendResourceUpdated({ uri }).catch(ignoreDisconnect));
    if ("problem" in subscription) throw new ProtocolError(-32602, subscription.problem, { uri });
    subscribed.set(uri, subscription.stop);
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
    subscribed.get(uri)?.();
    subscribed.delete(uri);
    return {};
  });
  server.onclose = () => {
    for (const stop of subscribed.values()) stop();
    subscribed.clear();
  };
}
