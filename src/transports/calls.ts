import type { RequestId } from "@modelcontextprotocol/server";

/** The unanswered requests of one connection. `"1"` and `1` are different ids. */
export interface Calls {
  readonly size: number;
  ids(): readonly RequestId[];
  has(id: RequestId): boolean;
  open(id: RequestId): void;
  settle(id: RequestId): void;
  /** Resolves when no request is open, or after `timeoutMs`. */
  whenIdle(timeoutMs: number): Promise<void>;
}

export function createCalls(): Calls {
  const ids = new Set<RequestId>();
  const waiters = new Set<() => void>();
  return {
    get size() {
      return ids.size;
    },
    ids: () => [...ids],
    has: (id) => ids.has(id),
    open: (id) => void ids.add(id),
    settle(id) {
      ids.delete(id);
      if (ids.size === 0) for (const wake of waiters) wake();
    },
    whenIdle(timeoutMs) {
      if (ids.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiters.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiters.add(wake);
      });
    },
  };
}
