import { isJSONRPCRequest, isSpecType } from "@modelcontextprotocol/server";
import type { Follow } from "../server/subscriptions.ts";

/** One `subscriptions/listen` request, as the SDK may answer it. */
export interface Listen<T> {
  /** The request, asking only for resources that are followed from now on: the SDK acknowledges what it reads here. */
  readonly message: T;
  /** The stream is over, or was never opened. Idempotent. */
  end(): void;
}

/** The `subscriptions/listen` streams of one caller. The SDK carries them; here is what they are about. */
export interface Listens {
  open<T>(message: T): Listen<T>;
  endAll(): void;
}

/** `publish` is called once for every change of a resource, however many streams ask for it: it reaches all of them. */
export function createListens(follow: Follow, scope: string, publish: (uri: string) => void): Listens {
  const followed = new Map<string, { streams: number; stop(): void }>();
  const open = new Set<() => void>();

  const join = (uri: string): boolean => {
    const known = followed.get(uri);
    if (known) known.streams++;
    else {
      const begun = follow(scope, uri, () => publish(uri));
      if ("problem" in begun) return false;
      followed.set(uri, { streams: 1, stop: begun.stop });
    }
    return true;
  };
  const leave = (uri: string) => {
    const known = followed.get(uri);
    if (!known || --known.streams > 0) return;
    followed.delete(uri);
    known.stop();
  };

  return {
    open<T>(message: T): Listen<T> {
      // What is malformed is for the SDK to refuse.
      const params = isJSONRPCRequest(message) ? message.params : undefined;
      const filter = params?.notifications;
      if (!isSpecType.SubscriptionFilter(filter) || !filter.resourceSubscriptions) return { message, end: () => {} };
      const uris = [...new Set(filter.resourceSubscriptions)].filter(join);
      const end = () => {
        if (open.delete(end)) for (const uri of uris) leave(uri);
      };
      open.add(end);
      const notifications = { ...filter, resourceSubscriptions: uris };
      return { message: { ...message, params: { ...params, notifications } }, end };
    },
    endAll() {
      for (const end of open) end();
    },
  };
}

/** Is this a request for a stream, which stays open by design? */
export const isListen = (message: unknown): boolean =>
  message !== null && typeof message === "object" && "method" in message && message.method === "subscriptions/listen";
