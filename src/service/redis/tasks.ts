import { hash } from "node:crypto";
import type { TaskMessage, TaskRecord, TaskStore } from "../../core/tasks/store.ts";
import type { Connection } from "./connection.ts";

/** How often the process that runs a task looks for messages, in milliseconds. */
const LOOK_EVERY_MS = 1000;

/** How long a message waits for that process, in milliseconds. */
const MESSAGE_MS = 60_000;

/**
 * Writes the task of its owner. A process that was frozen while another one took its task over must not write.
 * ARGV: owner, task, milliseconds that it is kept.
 */
const WRITE = `
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and owner ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'task', ARGV[2])
redis.call('HDEL', KEYS[1], 'alive')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** ARGV: the owner so far, the new one, and the time. */
const CLAIM = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'alive', ARGV[3])
return 1`;

/**
 * Keeps tasks in this process and in Redis, so that any replica answers for them and continues those of a replica that has
 * ended. The key contains the caller. Without Redis, a task can be read on the replica that runs it.
 */
export function shareTasks(local: TaskStore, connection: Connection, namespace: string): TaskStore {
  const keyOf = (scope: string, taskId: string): string =>
    `${namespace}:task:${hash("sha256", scope, "base64url")}:${taskId}`;
  const messagesOf = (taskId: string): string => `${namespace}:task-messages:${taskId}`;
  const here = new Set<string>();

  return {
    shared: true,
    async put(task) {
      const { scope, taskId, owner, createdAt, ttlMs } = task;
      if (!(await local.put(task))) return false;
      const kept = Math.max(1, Math.ceil(Date.parse(createdAt) + ttlMs - Date.now()));
      try {
        const own = await connection.script(WRITE, [keyOf(scope, taskId)], owner, JSON.stringify(task), kept);
        if (own === 0) {
          await local.remove(scope, taskId);
          return false;
        }
      } catch {
        // It is kept here, and written again with its next change or report.
      }
      return true;
    },
    async get(scope, taskId) {
      try {
        const [text, owner, alive] = (await connection.run(
          "HMGET",
          keyOf(scope, taskId),
          "task",
          "owner",
          "alive",
        )) as readonly (string | null)[];
        if (typeof text !== "string" || typeof owner !== "string") return await local.get(scope, taskId);
        const task: TaskRecord = JSON.parse(text);
        return alive ? { ...task, owner, aliveAt: Number(alive) } : task;
      } catch {
        return local.get(scope, taskId);
      }
    },
    async remove(scope, taskId) {
      await local.remove(scope, taskId);
      await connection.run("DEL", keyOf(scope, taskId)).catch(() => {});
    },
    async claim(task, owner) {
      const key = keyOf(task.scope, task.taskId);
      return connection.script(CLAIM, [key], task.owner, owner, Date.now()).then(
        (claimed) => claimed === 1,
        () => false,
      );
    },
    async send(task, message) {
      if (here.has(task.taskId)) return local.send(task, message);
      const list = messagesOf(task.taskId);
      await connection.run("RPUSH", list, JSON.stringify(message));
      await connection.run("PEXPIRE", list, MESSAGE_MS);
    },
    receive(taskId, onMessage) {
      here.add(taskId);
      const stop = local.receive(taskId, onMessage);
      const look = async () => {
        const text = await connection.run("LPOP", messagesOf(taskId)).catch(() => undefined);
        if (typeof text === "string" && here.has(taskId)) onMessage(JSON.parse(text) as TaskMessage);
      };
      const looking = setInterval(look, LOOK_EVERY_MS).unref();
      return () => {
        clearInterval(looking);
        here.delete(taskId);
        stop();
      };
    },
  };
}
