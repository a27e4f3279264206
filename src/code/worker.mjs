// The thread of one script: QuickJS in WebAssembly, with nothing of Node inside. It sends calls, lines of the console and
// the end to its owner, and receives answers. A fresh thread for every run, so that nothing stays behind.
import { parentPort, workerData } from "node:worker_threads";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant } from "quickjs-emscripten-core";
import { PRELUDE } from "./prelude.mjs";

/** @type {import("./engine.ts").WorkerInput} */
const { readings, tools, seed, now, wasm, limits } = workerData;
if (parentPort === null) throw new Error("This file is a worker's.");
const owner = parentPort;

const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm.slice().buffer }));
const runtime = quickjs.newRuntime();
runtime.setMemoryLimit(limits.memoryBytes);
runtime.setMaxStackSize(limits.stackBytes);
let steps = 0;
runtime.setInterruptHandler(() => ++steps > limits.steps);
const vm = runtime.newContext();

/** Calls and pauses that wait for the owner, by their number. The promises are the script's own: see the prelude. */
const waiting = new Set();
let next = 0;
const sent = (message) => {
  const id = next++;
  waiting.add(id);
  owner.postMessage({ ...message, id });
  return vm.newNumber(id);
};

const call = vm.newFunction("call", (name, args, missing) =>
  sent({ kind: "call", name: vm.getString(name), args: vm.getString(args), missing: vm.getString(missing) }),
);
const pause = vm.newFunction("pause", (ms) => sent({ kind: "sleep", ms: vm.getNumber(ms) }));
let logged = 0;
const log = vm.newFunction("log", (line) => {
  // No one reads what is beyond the limit, and a flood of messages would keep the owner busy.
  if (logged > limits.logChars) return;
  const text = vm.getString(line).slice(0, limits.logChars + 1);
  logged += text.length + 1;
  owner.postMessage({ kind: "log", line: text });
});

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

const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js"));
const names = vm.unwrapResult(vm.evalCode(`(${JSON.stringify(tools)})`, "tools.js"));
const numbers = [seed, now, limits.calls, limits.pauses].map((number) => vm.newNumber(number));
const world = vm.unwrapResult(vm.callFunction(prelude, vm.undefined, call, log, pause, names, ...numbers));
const [answer, follow, left, finish] = ["answer", "follow", "left", "end"].map((name) => vm.getProp(world, name));

/** Runs what became ready. Says when the script can never end: it waits, and nothing is under way. */
const proceed = () => {
  const ran = runtime.executePendingJobs();
  if (ran.error) return failed(ran.error);
  const counted = vm.callFunction(left, vm.undefined);
  if (counted.error) return failed(counted.error);
  const count = vm.getNumber(counted.value);
  if (count !== 0) {
    if (waiting.size > 0) owner.postMessage({ kind: "idle" });
    else end({ problem: "stuck" });
    return;
  }
  const written = vm.callFunction(finish, vm.undefined);
  if (written.error) return failed(written.error);
  const json = vm.dump(written.value);
  end(typeof json === "string" ? { json } : { problem: "value" });
};

/** Reads the script in the first way that it can be read. An error of the last one is the script's own. */
const begin = () => {
  for (const reading of readings.slice(0, -1)) {
    const read = vm.evalCode(reading, "script.js");
    if (!read.error) return read;
    read.error.dispose();
  }
  return vm.evalCode(readings.at(-1), "script.js");
};
const started = begin();
if (started.error) failed(started.error);
else {
  const followed = vm.callFunction(follow, vm.undefined, started.value);
  if (followed.error) failed(followed.error);
  else {
    owner.on("message", ({ id, json, error }) => {
      if (!waiting.delete(id)) return;
      const [value, problem] = [json, error].map((text) => (text === undefined ? vm.undefined : vm.newString(text)));
      const answered = vm.callFunction(answer, vm.undefined, vm.newNumber(id), value, problem);
      if (answered.error) return failed(answered.error);
      value.dispose();
      problem.dispose();
      proceed();
    });
    proceed();
  }
}
