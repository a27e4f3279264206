/** Lets one change of a table run at a time. */
export interface Locks {
  locked<Result>(name: string, change: () => Promise<Result>): Promise<Result>;
}

export function createLocks(): Locks {
  const last = new Map<string, Promise<unknown>>();
  return {
    async locked(name, change) {
      const before = last.get(name) ?? Promise.resolve();
      const running = before.then(change, change);
      last.set(name, running);
      try {
        return await running;
      } finally {
        if (last.get(name) === running) last.delete(name);
      }
    },
  };
}
