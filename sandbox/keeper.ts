import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";

/** Keeps the state of a workspace across restarts. Without a folder, nothing outlives the process. */
export interface Keeper {
  /**
   * The state of this name: as it was kept, or a new one. Every caller gets the same object. Timers and listeners are not
   * kept, so `complete` ends the changes that a restart interrupted.
   */
  kept<T extends object>(name: string, fresh: () => T, complete?: (state: T) => void): T;
  /** Whether nothing was kept: services then create their first objects. */
  readonly isNew: boolean;
  /** Writes the current state if it has changed. After it returns, the state survives a crash of the process. */
  save(): void;
  /** Writes the state for the last time and leaves the folder to others. */
  close(): void;
}

const VERSION = 2;
const LOCK = "lock";

/** A folder that cannot be used, with the reason for the user. */
class KeeperProblem extends Error {}

/** Opens the folder of a workspace. Two processes cannot use it at the same time. */
export function createKeeper(folder: string | undefined): Keeper {
  const states = new Map<string, object>();
  const remember = <T extends object>(name: string, make: () => T): T => {
    const state = (states.get(name) as T | undefined) ?? make();
    states.set(name, state);
    return state;
  };
  if (folder === undefined) return { kept: remember, isNew: true, save: () => {}, close: () => {} };
  mkdirSync(folder, { recursive: true });
  lock(folder);
  const path = join(folder, "workspace.state");
  const known = readStates(path);
  let written: Buffer | undefined;
  const save = () => {
    // States of services that this process has not opened stay as they were.
    const all = new Map<string, unknown>([...known, ...states]);
    const data = serialize({ version: VERSION, states: withoutProcess(all, new Map()) });
    if (written?.equals(data)) return;
    replaceFile(path, data);
    written = data;
  };
  let closed = false;
  return {
    isNew: known.size === 0,
    kept: <T extends object>(name: string, fresh: () => T, complete?: (state: T) => void): T =>
      remember(name, () => {
        const found = known.get(name) as T | undefined;
        if (found !== undefined) complete?.(found);
        return found ?? fresh();
      }),
    save: () => {
      if (!closed) save();
    },
    close() {
      if (closed) return;
      save();
      closed = true;
      rmSync(join(folder, LOCK), { force: true });
    },
  };
}

function readStates(path: string): ReadonlyMap<string, unknown> {
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
  try {
    const { version, states } = deserialize(data) as { version: number; states: Map<string, unknown> };
    if (version === VERSION && states instanceof Map) return states;
  } catch {
    // Reported below.
  }
  throw new KeeperProblem(`${path} was not written by this version of the sandbox. Use another folder.`);
}

/** A file is complete or unchanged, also after a crash of the machine. */
function replaceFile(path: string, data: Uint8Array): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeSync(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** The file names the process that uses the folder. The lock of a process that has ended does not count. */
function lock(folder: string): void {
  const path = join(folder, LOCK);
  for (;;) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = Number(readFileSync(path, "utf8"));
    if (holder !== process.pid && isAlive(holder)) {
      throw new KeeperProblem(`The sandbox folder ${folder} is in use by process ${holder}. Use another folder.`);
    }
    rmSync(path, { force: true });
  }
}

/** A killed process keeps its number until its parent has noticed. Linux tells the two apart. */
function isZombie(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    return /^ [ZX]/.test(status.slice(status.lastIndexOf(")") + 1));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A copy without functions and objects that exist only in this process. Objects with several owners stay shared. */
function withoutProcess(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === "function") return undefined;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [key, item] of value) copy.set(withoutProcess(key, seen), withoutProcess(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    seen.set(value, copy);
    for (const item of value) if (typeof item !== "function") copy.add(withoutProcess(item, seen));
    return copy;
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const item of value) copy.push(withoutProcess(item, seen));
    return copy;
  }
  if (!isRecord(value)) return undefined;
  const copy: Record<string, unknown> = {};
  seen.set(value, copy);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== "function") copy[key] = withoutProcess(item, seen);
  }
  return copy;
}

const isRecord = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
