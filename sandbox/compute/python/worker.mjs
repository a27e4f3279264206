// @ts-check
/**
 * The thread of one Python interpreter. It is plain JavaScript because Node 20 cannot start a worker from TypeScript: this
 * file runs unbuilt (tests, tsx) and bundled (dist/python-worker.mjs).
 *
 * An interpreter receives `{ index, memoryLimit, prelude }` and, as its first message, `{ snapshot }` (initial memory, or
 * nothing). It posts `{ ready: SharedArrayBuffer, compiled: WebAssembly.Module }`, then for every `{ name, source, wheels }`
 * one `{ outcome }` (JSON text from the prelude) or `{ fatal }`, after which the interpreter can no longer be used.
 *
 * Python code may call the workspace: the text of a request goes through the port `bridge`. The thread then waits for the
 * number in `replies` to change and reads the reply from the same port.
 *
 * With `imports` instead of a prelude, it posts `{ snapshot }`, the memory of a Python that has run only these, and ends.
 */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { realm } from "./realm.mjs";

const { index, memoryLimit, prelude, imports, bridge, replies } = workerData;
if (parentPort === null) throw new Error("This file runs as a worker thread.");
const port = parentPort;

// If an object of this realm ever reached Python, it would not give access to a function that evaluates text.
for (const sample of [() => {}, async () => {}, function* () {}, async function* () {}]) {
  Reflect.deleteProperty(Object.getPrototypeOf(sample), "constructor");
}

/** The only files that Python's realm can request, by these names. */
const files = new Map(
  ["pyodide.asm.wasm", "python_stdlib.zip"].map((name) => [`pyodide:/${name}`, readFileSync(new URL(name, index))]),
);
// V8 shares the machine code of a module between threads while one of them holds the module.
const compiled = workerData.compiled ?? (await WebAssembly.compile(files.get("pyodide:/pyodide.asm.wasm")));
const fileOf = (name) => files.get(name) ?? new Uint8Array();
const timers = new Map();
let timersMade = 0;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
// Not looked up on the realm's arrays: a method replaced there must not receive an array of the host.
const { set, subarray } = Uint8Array.prototype;

/** Maximum characters of a request: a file of a few tens of megabytes. */
const LONGEST_REQUEST = 64 * 1024 * 1024;
/** Number of replies that the workspace has sent. */
const replied = replies && new Int32Array(replies);

const host = {
  memoryLimit,
  ask: (text) => {
    if (text.length > LONGEST_REQUEST) throw new RangeError("the request is too long");
    bridge.postMessage(text);
    for (;;) {
      const seen = Atomics.load(replied, 0);
      const reply = receiveMessageOnPort(bridge);
      if (reply !== undefined) return String(reply.message);
      Atomics.wait(replied, 0, seen);
    }
  },
  log: () => {},
  keep: (bytes) => {
    const snapshot = new SharedArrayBuffer(bytes.length);
    new Uint8Array(snapshot).set(bytes);
    port.postMessage({ snapshot });
  },
  size: (name) => fileOf(name).length,
  fill: (name, bytes) => void Reflect.apply(set, bytes, [fileOf(name)]),
  now: () => performance.now(),
  random: (bytes) => {
    // The system returns at most 65,536 bytes per call.
    for (let at = 0; at < bytes.length; at += 65536)
      crypto.getRandomValues(Reflect.apply(subarray, bytes, [at, at + 65536]));
  },
  decode: (bytes) => decoder.decode(bytes),
  encode: (text, bytes) => encoder.encodeInto(text, bytes).written,
  setTimeout: (callback, ms) => {
    timersMade += 1;
    const id = timersMade;
    const fire = () => {
      timers.delete(id);
      callback();
    };
    timers.set(id, setTimeout(fire, ms));
    return id;
  },
  clearTimeout: (id) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
  },
};

const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: true } });

async function moduleOf(name) {
  const refuse = () => Promise.reject(null);
  const module = new vm.SourceTextModule(readFileSync(new URL(name, index), "utf8"), {
    context,
    identifier: `pyodide:/${name}`,
    initializeImportMeta: (meta) => {
      meta.url = `pyodide:/${name}`;
    },
    importModuleDynamically: refuse,
  });
  await module.link(refuse);
  await module.evaluate();
  return module.namespace;
}

/** Loads Pyodide into a realm of its own and passes its two modules to the code of that realm. */
async function inRealm(work) {
  // The realm's globals come first, because Pyodide reads them while it is evaluated.
  const made = vm.runInContext(realm, context, { filename: "pyodide:/realm.js" })(host);
  const { loadPyodide } = await moduleOf("pyodide.mjs");
  const { default: createPyodideModule } = await moduleOf("pyodide.asm.mjs");
  const lockFile = readFileSync(new URL("pyodide-lock.json", index), "utf8");
  const result = await work(made, [loadPyodide, createPyodideModule, lockFile]);
  files.clear();
  return result;
}

const failing = async (work) => {
  try {
    await work();
  } catch (error) {
    port.postMessage({ fatal: messageOf(error) });
  }
};

if (imports !== undefined) {
  await failing(() => inRealm((made, modules) => made.snapshot(imports, ...modules)));
} else {
  port.once("message", ({ snapshot }) =>
    failing(async () => {
      if (snapshot) files.set("snapshot", new Uint8Array(snapshot));
      const { interrupts, run, install } = await inRealm((made, modules) => made.start(prelude, ...modules));
      const carryOut = ({ name, source, wheels }) => {
        for (const wheel of wheels) {
          files.set("wheel", wheel.data);
          install(wheel.name);
          files.delete("wheel");
        }
        port.postMessage({ outcome: run(name, source) });
      };
      port.on("message", (message) => void failing(() => carryOut(message)));
      port.postMessage({ ready: interrupts, compiled });
    }),
  );
}

function messageOf(error) {
  return typeof error?.message === "string" ? error.message : "the interpreter stopped";
}
