import { CLIENT_CAPABILITIES_META_KEY, isJSONRPCRequest, isSpecType } from "@modelcontextprotocol/server";
import { isRecord } from "../records.ts";
import type { Subscribe } from "../server/subscriptions.ts";
import { declaresTasks, tasksUndeclared } from "../server/tasks.ts";

/** One `subscriptions/listen` request, in the form that the SDK answers. */
export interface Listen<T> {
  /** The request with only the resources that could be subscribed to: the SDK acknowledges these. */
  readonly message: T;
  /** Call when the stream ends or was not opened. Idempotent. */
  end(): void;
}

/** Subscriptions of one caller's `subscriptions/listen` streams. The SDK handles the streams themselves. */
export interface Listens {
  open<T>(message: T): Listen<T>;
  /** Loads what `open` needs; `undefined` if it is loaded. */
  readonly ready?: Subscribe["ready"];
  endAll(): void;
}

/** `publish` is called once per change of a resource and reaches all streams that subscribed to it. */
export function createListens(subscribe: Subscribe, scope: string, publish: (uri: string) => void): Listens {
  const subscribed = new Map<string, { streams: number; stop(): void }>();
  const open = new Set<() => void>();

  const join = (uri: string): boolean => {
    const known = subscribed.get(uri);
    if (known) known.streams++;
    else {
      const subscription = subscribe(scope, uri, () => publish(uri));
      if ("problem" in subscription) return false;
      subscribed.set(uri, { streams: 1, stop: subscription.stop });
    }
    return true;
  };
  const leave = (uri: string) => {
    const known = subscribed.get(uri);
    if (!known || --known.streams > 0) return;
    subscribed.delete(uri);
    known.stop();
  };

  return {
    ...(subscribe.ready && { ready: subscribe.ready }),
    open<T>(message: T): Listen<T> {
      // The SDK refuses malformed requests.
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

/** Whether a message requests a `subscriptions/listen` stream, which stays open by design. */
export const isListen = (message: unknown): boolean =>
  message !== null && typeof message === "object" && "method" in message && message.method === "subscriptions/listen";

/**
 * The error for a client that asks for updates of tasks and does not declare their extension (SEP-2663); `undefined` for any
 * other message. A client that declares it gets an acknowledgement without tasks: it polls them.
 */
export function undeclaredTasks(message: unknown) {
  if (!isListen(message) || !isJSONRPCRequest(message)) return undefined;
  const { notifications, _meta } = message.params ?? {};
  const client = _meta?.[CLIENT_CAPABILITIES_META_KEY];
  // The SDK refuses requests of another form.
  if (!isRecord(notifications) || notifications.taskIds === undefined || !isSpecType.ClientCapabilities(client)) return;
  if (declaresTasks(client)) return undefined;
  const { code, message: text, data } = tasksUndeclared();
  return { jsonrpc: "2.0" as const, id: message.id, error: { code, message: text, data } };
}
