import { ProtocolError, type Server } from "@modelcontextprotocol/server";
import type { Watch } from "../core/resources/define.ts";
import { ResourceFailure, type Served, watchAt, watchable } from "../core/resources/serve.ts";
import type { Sight, Watcher } from "../core/resources/watch.ts";
import type { Router } from "../core/workspaces.ts";
import type { Connection } from "../server.ts";
import { readAddress } from "./addresses.ts";
import { background, gone } from "./caller.ts";

/** Calls `changed` whenever a read of `uri` would answer something new, until stopped; or tells why it will not. */
export type Follow = (
  scope: string,
  uri: string,
  changed: () => void,
) => { readonly stop: () => void } | { readonly problem: string };

interface Sources {
  readonly served: Served;
  readonly router: Router;
  readonly watcher: Watcher;
}

/** Resources one caller can follow at a time. */
const MAX_FOLLOWED = 64;

/** The one way to follow a resource, for clients of both eras. */
export function createFollow({ served, router, watcher }: Sources): Follow {
  const counts = new Map<string, number>();
  const count = (scope: string, by: 1 | -1) => {
    const now = (counts.get(scope) ?? 0) + by;
    if (now > 0) counts.set(scope, now);
    else counts.delete(scope);
  };
  return (scope, uri, changed) => {
    const routed = router.inward(uri);
    const watch = routed && watchAt(served, routed.inner);
    if (!watch) {
      const templates = watchable(served).map((resource) => router.template(resource.uri));
      return { problem: `No such resource can be followed. These can: ${templates.join(", ") || "none here"}.` };
    }
    if ((counts.get(scope) ?? 0) >= MAX_FOLLOWED) {
      return {
        problem: `${MAX_FOLLOWED} resources are followed, and no more can be. Stop following another one first.`,
      };
    }
    const read = (signal: AbortSignal) => readAddress(served, router, uri, background(scope, signal));
    const end = watcher.watch(`${scope} ${uri}`, createLook(watch, read), changed);
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
}

/** A vanished resource has changed, once; any other failure of a read says nothing about it. */
function createLook(watch: Watch, read: (signal: AbortSignal) => Promise<readonly object[]>) {
  let found = false;
  return async (signal: AbortSignal): Promise<Sight> => {
    try {
      const [contents = {}] = await read(signal);
      found = true;
      return sightOf(watch, "text" in contents ? String(contents.text) : "");
    } catch (error) {
      if (!(error instanceof ResourceFailure && error.notFound)) throw error;
      // What never was there may be about to appear: the query history shows a statement late.
      return { content: "", atRest: found };
    }
  };
}

function sightOf({ state, atRest }: Watch, text: string): Sight {
  const contents: Record<string, unknown> = Object(JSON.parse(text));
  // The platform may write another token for the same next page, and its maps in another order, at every read.
  const content = JSON.stringify({ ...contents, next_page_token: undefined }, inOrder);
  return { content, atRest: atRest.has(String(contents[state])) };
}

const inOrder = (_: string, value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** `resources/subscribe` of 2025-era clients, for as long as their connection lives. */
export function serveSubscriptions(server: Server, follow: Follow, { scope }: Connection): void {
  const following = new Map<string, () => void>();
  server.setRequestHandler("resources/subscribe", ({ params: { uri } }) => {
    if (following.has(uri)) return {};
    const followed = follow(scope, uri, () => void server.sendResourceUpdated({ uri }).catch(gone));
    if ("problem" in followed) throw new ProtocolError(-32602, followed.problem, { uri });
    following.set(uri, followed.stop);
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
    following.get(uri)?.();
    following.delete(uri);
    return {};
  });
  server.onclose = () => {
    for (const stop of following.values()) stop();
    following.clear();
  };
}
