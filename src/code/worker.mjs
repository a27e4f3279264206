// The thread of one script: QuickJS in WebAssembly, with nothing of Node inside. It sends calls, lines of the console and
// the end to its owner, and receives answers. A fresh thread for every run, so that nothing stays behind.
import { parentPort, workerData } from "node:worker_threads";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant } from "quickjs-emscripten-core";

/** @type {import("./engine.ts").WorkerInput} */
const { script, tools, seed, now, wasm, limits } = workerData;
if (parentPort === null) throw new Error("This file is a worker's.");
const owner = parentPort;

const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm.slice().buffer }));
const runtime = quickjs.newRuntime();
runtime.setMemoryLimit(limits.memoryBytes);
runtime.setMaxStackSize(limits.stackBytes);
let steps = 0;
runtime.setInterruptHandler(() => ++steps > limits.steps);
const vm = runtime.newContext();

/**
 * Runs first and leaves only the script's own world. The functions of the owner are taken off the global object, and what
 * the end of the script needs is kept from changes that the script makes to the built-in objects. Time and chance are
 * fixed, so that a script that runs again after a question takes the same way.
 */
const PRELUDE = `(call, log, pause, names, seed, now) => {
  const { parse, stringify } = JSON;
  const { Proxy: P, Error: E, String: S, Number: N } = globalThis;
  const known = new Set(names);
  const has = known.has.bind(known);
  const text = (value) => typeof value === "string" ? value : stringify(value) ?? S(value);
  const print = (...values) => log(values.map(text).join(" "));
  globalThis.console = Object.freeze({ log: print, info: print, warn: print, error: print, debug: print });
  globalThis.sleep = (ms) => pause(N(ms));
  globalThis.databricks = new P(Object.freeze(Object.create(null)), {
    get: (_, name) => typeof name !== "string" || name === "then" ? undefined
      : async (args = {}) => parse(await call(name, stringify(args) ?? "{}")),
    has: (_, name) => typeof name === "string" && has(name),
    ownKeys: () => [...names],
    getOwnPropertyDescriptor: (_, name) => typeof name === "string" && has(name)
      ? { configurable: true, enumerable: true, writable: false, value: undefined } : undefined,
  });
  let state = seed;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) { parts.length === 0 ? super(now) : super(...parts); }
    static now() { return now; }
  };
  const { then } = Promise.prototype;
  const apply = Reflect.apply;
  return (promise) => apply(then, promise, [
    (value) => stringify({ value: value === undefined ? null : value }),
    (error) => stringify({ error: error instanceof E
      ? { message: text(error.message).slice(0, 4000), stack: text(error.stack ?? "").slice(0, 2000) }
      : { message: text(error).slice(0, 4000) } }),
  ]);
}`;

/** Promises of the script that wait for the owner, by the number of their call. */
const waiting = new Map();
let next = 0;

const promiseFor = (message) => {
  const promise = vm.newPromise();
  const id = next++;
  waiting.set(id, promise);
  owner.postMessage({ ...message, id });
  return promise.handle;
};

const call = vm.newFunction("call", (name, args) =>
  promiseFor({ kind: "call", name: vm.getString(name), args: vm.getString(args) }),
);
const log = vm.newFunction("log", (line) => {
  owner.postMessage({ kind: "log", line: vm.getString(line) });
});
const pause = vm.newFunction("pause", (ms) => promiseFor({ kind: "sleep", ms: vm.getNumber(ms) }));

const end = (outcome) => {
  // An interrupted script may have caught its interruption, so the steps decide.
  const interrupted = steps > limits.steps ? { problem: "steps" } : outcome;
  owner.postMessage({ kind: "end", ...interrupted });
};

/** A failure of the machine itself: out of memory or steps. Its text is the engine's. */
const failed = (handle) => {
  const error = vm.dump(handle);
  handle.dispose();
  const message = typeof error === "object" && error !== null ? String(error.message ?? "") : String(error);
  if (/out of memory/i.test(message)) return end({ problem: "memory" });
  if (/stack overflow|call stack/i.test(message)) return end({ problem: "stack" });
  end({
    problem: "error",
    message,
    stack: typeof error === "object" && error !== null ? String(error.stack ?? "") : "",
  });
};

/** Runs what became ready. Says when the script can never end: it waits, and nothing is under way. */
const proceed = (finished) => {
  const ran = runtime.executePendingJobs();
  if (ran.error) return failed(ran.error);
  const state = vm.getPromiseState(finished);
  if (state.type === "fulfilled") {
    const json = vm.dump(state.value);
    return end(typeof json === "string" ? { json } : { problem: "value" });
  }
  if (state.type === "rejected") return failed(state.error);
  if (waiting.size === 0) end({ problem: "stuck" });
};

const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js"));
const names = vm.unwrapResult(vm.evalCode(`(${JSON.stringify(tools)})`, "tools.js"));
const finish = vm.unwrapResult(
  vm.callFunction(prelude, vm.undefined, call, log, pause, names, vm.newNumber(seed), vm.newNumber(now)),
);
const started = vm.evalCode(`(async () => {\n${script}\n})()`, "script.js");
if (started.error) failed(started.error);
else {
  const settled = vm.callFunction(finish, vm.undefined, started.value);
  if (settled.error) failed(settled.error);
  else {
    owner.on("message", ({ id, json, error }) => {
      const promise = waiting.get(id);
      waiting.delete(id);
      if (promise === undefined) return;
      if (error === undefined) {
        const value = json === undefined ? vm.undefined : vm.newString(json);
        promise.resolve(value);
      } else {
        promise.reject(vm.newError({ name: "Error", message: error }));
      }
      proceed(settled.value);
    });
    proceed(settled.value);
  }
}
