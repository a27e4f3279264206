import { isFinished, type TaskMessage, type TaskRecord, type TaskStore } from "./store.ts";

interface MemoryOptions {
  /** For all callers together. */
  readonly maxBytes?: number;
  /** For one caller. */
  readonly maxTasks?: number;
  now?(): number;
}

interface Kept {
  readonly task: TaskRecord;
  readonly bytes: number;
  readonly until: number;
}

/**
 * Keeps the tasks of one process. When it is full, the oldest finished task of the caller that uses the most memory is
 * forgotten first; a task that is not finished never is.
 */
export function createMemoryTaskStore({
  maxBytes = 64 * 2 ** 20,
  maxTasks = 200,
  now = Date.now,
}: MemoryOptions = {}): TaskStore {
  // By caller, and in the order of creation.
  const scopes = new Map<string, Map<string, Kept>>();
  const receivers = new Map<string, (message: TaskMessage) => void>();
  let held = 0;

  const drop = (scope: string, taskId: string) => {
    const own = scopes.get(scope);
    const kept = own?.get(taskId);
    if (!own || !kept) return;
    held -= kept.bytes;
    own.delete(taskId);
    if (own.size === 0) scopes.delete(scope);
  };
  const dropExpired = () => {
    for (const [scope, own] of scopes) for (const [id, { until }] of own) if (until <= now()) drop(scope, id);
  };
  const dropOldestFinished = (scope: string): boolean => {
    for (const [id, { task }] of scopes.get(scope) ?? []) {
      if (!isFinished(task)) continue;
      drop(scope, id);
      return true;
    }
    return false;
  };
  const heaviestFirst = (): string[] => {
    const bytesOf = (own: ReadonlyMap<string, Kept>) => [...own.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return [...scopes]
      .map(([scope, own]) => [scope, bytesOf(own)] as const)
      .sort(([, a], [, b]) => b - a)
      .map(([scope]) => scope);
  };
  const makeRoom = (scope: string, more: number): boolean => {
    dropExpired();
    while ((scopes.get(scope)?.size ?? 0) >= maxTasks) if (!dropOldestFinished(scope)) return false;
    while (held + more > maxBytes) if (!heaviestFirst().some(dropOldestFinished)) return false;
    return true;
  };
  const find = (scope: string, taskId: string): Kept | undefined => {
    const kept = scopes.get(scope)?.get(taskId);
    return kept && kept.until > now() ? kept : undefined;
  };

  return {
    shared: false,
    async put(task) {
      const { scope, taskId } = task;
      const before = scopes.get(scope)?.get(taskId);
      const bytes = 2 * JSON.stringify(task).length;
      const until = Date.parse(task.createdAt) + task.ttlMs;
      // A task that was created is always written: its result must not be lost.
      if (!before && !makeRoom(scope, bytes)) return false;
      const own = scopes.get(scope) ?? new Map<string, Kept>();
      scopes.set(scope, own.set(taskId, { task, bytes, until }));
      held += bytes - (before?.bytes ?? 0);
      return true;
    },
    get: async (scope, taskId) => find(scope, taskId)?.task,
    remove: async (scope, taskId) => drop(scope, taskId),
    async claim({ scope, taskId, owner: before }, owner) {
      const kept = find(scope, taskId);
      if (kept?.task.owner !== before) return false;
      scopes.get(scope)?.set(taskId, { ...kept, task: { ...kept.task, owner, aliveAt: now() } });
      return true;
    },
    send: async ({ taskId }, message) => receivers.get(taskId)?.(message),
    receive(taskId, onMessage) {
      receivers.set(taskId, onMessage);
      return () => {
        if (receivers.get(taskId) === onMessage) receivers.delete(taskId);
      };
    },
  };
}
