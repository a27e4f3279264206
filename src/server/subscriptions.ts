import { ProtocolError, type Server } from "@modelcontextprotocol/server";
import { addresses, type Served } from "../core/resources.ts";
import type { Watcher } from "../core/watch.ts";
import type { Router } from "../core/workspaces.ts";
import type { Connection } from "../server.ts";
import { readAddress } from "./addresses.ts";
import { background, gone } from "./caller.ts";

/** `resources/subscribe`: one reader per resource and caller, notified on change, gone with the connection. */
export function serveSubscriptions(
  server: Server,
  { served, router, watcher }: { served: Served; router: Router; watcher: Watcher },
  connection: Connection,
): void {
  const following = new Map<string, () => void>();
  server.setRequestHandler("resources/subscribe", ({ params: { uri } }) => {
    if (following.has(uri)) return {};
    const routed = router.inward(uri);
    if (!routed || !addresses(served.resources, routed.inner)) {
      throw new ProtocolError(-32602, "No such resource.", { uri });
    }
    const read = () => readAddress(served, router, uri, background(connection));
    const changed = () => void server.sendResourceUpdated({ uri }).catch(gone);
    following.set(uri, watcher.watch(`${connection.scope} ${uri}`, read, changed));
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
