import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { library } from "./library.ts";
import { realm } from "./realm.mjs";
import { pyodideFolder, pythonWorker } from "./thread.ts";

/** Modules that the prelude imports. Not `random`: its import draws a seed, and each interpreter needs its own. */
const IMPORTS = `import ast, asyncio, datetime, decimal, html, importlib.abc, inspect, json, linecache, selectors, types
${library}`;

let known: Promise<SharedArrayBuffer | undefined> | undefined;

/**
 * The memory of a Python that has started and run nothing of a user's. An interpreter that begins with it is ready in a
 * tenth of the time. Created once and stored next to Pyodide's own files. Each interpreter copies it.
 * `undefined` when none can be made: an interpreter then starts from nothing.
 */
export function pythonSnapshot(): Promise<SharedArrayBuffer | undefined> {
  known ??= readOrMake();
  return known;
}

/** Makes the snapshot in the background if this machine does not have it yet, so that the first command finds it. */
export function prepareSnapshot(): void {
  if (!existsSync(place().file)) void pythonSnapshot();
}

function place(): { readonly folder: URL; readonly file: URL } {
  const folder = new URL("../.cache/mcp-server-databricks/", pyodideFolder());
  return { folder, file: new URL(`python-${key()}.bin`, folder) };
}

async function readOrMake(): Promise<SharedArrayBuffer | undefined> {
  const { folder, file } = place();
  const kept = readShared(file);
  if (kept) return kept;
  const made = await make();
  if (made) keep(made, folder, file);
  return made;
}

/** Everything that the snapshot depends on; Python's files are identified by their version. */
function key(): string {
  const hash = createHash("sha256").update(IMPORTS).update(realm);
  hash.update(readFileSync(new URL("package.json", pyodideFolder())));
  return hash.digest("hex").slice(0, 16);
}

function readShared(file: URL): SharedArrayBuffer | undefined {
  try {
    const bytes = readFileSync(file);
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  } catch {
    return undefined;
  }
}

/** Writes to a temporary name first: several processes may create the snapshot at the same time. */
function keep(snapshot: SharedArrayBuffer, folder: URL, file: URL): void {
  const draft = new URL(`${file.href}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, new Uint8Array(snapshot));
    for (const old of readdirSync(folder))
      if (/^python-\w+\.bin$/.test(old)) rmSync(new URL(old, folder), { force: true });
    renameSync(draft, file);
  } catch {
    // If the folder is not writable, the next process only starts some seconds later.
    rmSync(draft, { force: true });
  }
}

function make(): Promise<SharedArrayBuffer | undefined> {
  const worker = pythonWorker({ imports: IMPORTS });
  // The interpreter that waits for it keeps the process alive.
  worker.unref();
  return new Promise((resolve) => {
    worker.once("message", ({ snapshot }: { snapshot?: SharedArrayBuffer }) => resolve(snapshot));
    worker.once("error", () => resolve(undefined));
    worker.once("exit", () => resolve(undefined));
  });
}
