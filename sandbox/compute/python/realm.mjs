// @ts-check
/**
 * JavaScript that runs in the interpreter's own realm, a V8 context without Node's globals.
 *
 * Pyodide needs a few globals of a browser. Each is created here from the realm's own intrinsics, around a host function
 * that takes and returns primitives (or fills an array of this realm). No object of the host's realm may enter: its
 * `constructor` would give Python access to the host's `Function`, and through it to everything.
 */
export const realm = `((host) => {
  "use strict";
  const guarded = (call) => (...values) => {
    try {
      return call(...values);
    } catch {
      throw new Error("refused");
    }
  };
  const print = (...values) => void host.log(values.map(String).join(" "));
  const refuse = () => {
    throw new Error("no files here");
  };
  const encode = guarded((text, bytes) => host.encode(String(text), bytes));
  const bytesOf = (view) =>
    ArrayBuffer.isView(view)
      ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(view ?? 0);

  Object.assign(globalThis, {
    console: { log: print, info: print, debug: print, warn: print, error: print },
    // These two select Pyodide's code path for bare engines; the next makes Emscripten use crypto for randomness.
    read: refuse,
    load: refuse,
    WorkerGlobalScope: class {},
    readbuffer: guarded((name) => {
      const bytes = new Uint8Array(host.size(String(name)));
      host.fill(String(name), bytes);
      return bytes.buffer;
    }),
    performance: { now: () => host.now() },
    crypto: { getRandomValues: guarded((view) => (host.random(bytesOf(view)), view)) },
    setTimeout: (callback, ms) => host.setTimeout(() => void callback(), Number(ms) || 0),
    clearTimeout: (id) => void host.clearTimeout(Number(id)),
    TextDecoder: class {
      decode = guarded((view) => host.decode(bytesOf(view)));
    },
    TextEncoder: class {
      encode(text) {
        const bytes = new Uint8Array(String(text).length * 3);
        return bytes.slice(0, encode(text, bytes));
      }
      encodeInto(text, bytes) {
        return { read: String(text).length, written: encode(text, bytes) };
      }
    },
  });

  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > host.memoryLimit) throw new RangeError("memory limit");
    return Reflect.apply(grow, this, [pages]);
  };

  const load = (loadPyodide, createPyodideModule, lockFile, options) =>
    loadPyodide({
      indexURL: "pyodide:/",
      createPyodideModule,
      lockFileContents: JSON.parse(lockFile),
      jsglobals: Object.create(null),
      env: { HOME: "/home/spark", USER: "spark", LANG: "C.UTF-8" },
      stdin: () => null,
      stdout: () => {},
      stderr: () => {},
      ...options,
    });

  /** The memory of an interpreter that has only run these imports. */
  const snapshot = async (imports, ...modules) => {
    const pyodide = await load(...modules, { _makeSnapshot: true });
    pyodide.runPython(imports);
    const bytes = pyodide.makeMemorySnapshot();
    host.keep(bytes);
  };

  const start = async (prelude, ...modules) => {
    const size = host.size("snapshot");
    const memory = size > 0 ? { _loadSnapshot: new Uint8Array(size) } : {};
    if (size > 0) host.fill("snapshot", memory._loadSnapshot);
    const pyodide = await load(...modules, memory);
    const interrupts = new SharedArrayBuffer(4);
    const signal = new Int32Array(interrupts);
    pyodide.setInterruptBuffer(new Uint8Array(interrupts));
    const globals = pyodide.toPy({ __name__: "databricks_shell" });
    // Emscripten sleeps in a busy loop; this waits without using the processor and wakes on an interrupt.
    globals.set("nap", (ms) => void Atomics.wait(signal, 0, 0, ms));
    globals.set("ask", guarded((text) => host.ask(String(text))));
    const run = pyodide.runPython(prelude, { globals });
    const addWheel = globals.get("add_wheel");
    const { FS } = pyodide;
    // From here on, only code of the interpreter runs: no scripts (the context forbids eval) and no WebAssembly.
    WebAssembly.Module = WebAssembly.Instance = WebAssembly.compile = WebAssembly.instantiate = refuse;
    return {
      interrupts,
      run: (name, source) => String(run(name, source)),
      /** Writes the host's file named wheel into Python's own memory and unpacks it there. */
      install: (name) => {
        const bytes = new Uint8Array(host.size("wheel"));
        host.fill("wheel", bytes);
        FS.writeFile("/tmp/" + name, bytes);
        addWheel("/tmp/" + name);
      },
    };
  };

  return { snapshot, start };
})`;
