/** Counts the bytes of one response while it is in memory. */
export interface ResponseBytes {
  /** Counts bytes that have arrived. Returns a promise to wait for before more are read, if the budget is used up. */
  add(bytes: number): Promise<void> | undefined;
  /** The response is not in memory any more, or its attempt failed. */
  release(): void;
}

/** Memory for all responses in flight, over all lanes. */
export interface ByteBudget {
  /** Counts for a new response. An aborted request does not wait. */
  open(signal: AbortSignal): ResponseBytes;
  /** Bytes counted now. */
  readonly held: number;
}

/** Options of `createByteBudget`. */
export interface ByteBudgetOptions {
  /** Bytes of all large responses together. Default: 64 MiB, the limit of a single one. */
  readonly limit?: number;
  /** Bytes of each response that never wait. Default: 256 KiB. */
  readonly free?: number;
}

interface Holder {
  bytes: number;
  wake: (() => void) | undefined;
}

/**
 * Lets large responses arrive together up to the limit. Beyond it, the one that became large first continues, and the
 * others are not read until it is done. So at least one makes progress, and memory stays below twice the limit.
 */
export function createByteBudget({ limit = 64 * 2 ** 20, free = 256 * 2 ** 10 }: ByteBudgetOptions = {}): ByteBudget {
  // In the order in which they became large.
  const large = new Set<Holder>();
  let held = 0;

  const mayContinue = (holder: Holder): boolean => held <= limit || large.values().next().value === holder;
  const wakeAll = () => {
    for (const holder of large) {
      if (!holder.wake || !mayContinue(holder)) continue;
      holder.wake();
      holder.wake = undefined;
    }
  };

  return {
    get held() {
      return held;
    },
    open(signal) {
      let holder: Holder = { bytes: 0, wake: undefined };
      return {
        add(bytes) {
          holder.bytes += bytes;
          if (holder.bytes <= free) return undefined;
          held += large.has(holder) ? bytes : holder.bytes;
          large.add(holder);
          if (mayContinue(holder) || signal.aborted) return undefined;
          return new Promise((resolve) => {
            const wake = () => {
              signal.removeEventListener("abort", wake);
              resolve();
            };
            holder.wake = wake;
            signal.addEventListener("abort", wake, { once: true });
          });
        },
        release() {
          if (large.delete(holder)) held -= holder.bytes;
          holder = { bytes: 0, wake: undefined };
          wakeAll();
        },
      };
    },
  };
}
