import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type MessagePort, Worker } from "node:worker_threads";

/** Limits of Python's own memory, and of the memory of the thread's JavaScript. */
const MEMORY_LIMIT = 512 * 1024 * 1024;
const RESOURCES = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 };

/** Task of the thread: an interpreter that runs `prelude` first, or a snapshot of one that has run `imports`. */
export type Errand =
  | { readonly prelude: string; readonly bridge: MessagePort; readonly replies: SharedArrayBuffer }
  | { readonly imports: string };

/** Python, compiled by the first thread. The others share its machine code. */
let compiled: unknown;

/** Starts the thread of one Python process; see `worker.mjs` for its messages. */
export function pythonWorker(errand: Errand): Worker {
  const worker = new Worker(workerFile(), {
    env: {},
    argv: [],
    // Modules in a separate context need this flag, whose warning is switched off.
    execArgv: ["--experimental-vm-modules", "--no-warnings"],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCES,
    workerData: { index: pyodideFolder().href, memoryLimit: MEMORY_LIMIT, compiled, ...errand },
    transferList: "bridge" in errand ? [errand.bridge] : [],
  });
  worker.on("message", (message: { compiled?: unknown }) => {
    compiled ??= message.compiled;
  });
  return worker;
}

/** The worker next to the bundle if built, otherwise the source. */
function workerFile(): URL {
  const built = new URL("./python-worker.mjs", import.meta.url);
  return existsSync(built) ? built : new URL("./worker.mjs", import.meta.url);
}

/** The folder of Pyodide's files. */
export function pyodideFolder(): URL {
  const manifest = createRequire(import.meta.url).resolve("pyodide/package.json");
  return new URL(".", pathToFileURL(manifest));
}
