/**
 * Waits for a shared promise until the signal aborts, and then rejects with its reason. One caller may stop waiting
 * without cancelling the others.
 */
export async function waitOrAbort<T>(done: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return done;
  // After the caller has left, a rejection must not end the process.
  done.catch(() => {});
  signal.throwIfAborted();
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([done, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
