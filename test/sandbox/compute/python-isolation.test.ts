import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Interpreter, type Outcome, startInterpreter } from "../../../sandbox/compute/python/interpreter.ts";

const SECRET = "canary-4f1c9e";
let folder: string;
let file: string;
let server: Server;
let port: number;
let reached = 0;
let python: Interpreter;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-python-"));
  file = join(folder, "secret.txt");
  writeFileSync(file, SECRET);
  vi.stubEnv("SANDBOX_CANARY", SECRET);
  server = createServer((_, response) => {
    reached += 1;
    response.end(SECRET);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  python = startInterpreter();
});
afterAll(async () => {
  await python.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

/** Runs one attempt in the shared interpreter, or in a fresh one after an attempt that broke it. */
async function attempt(source: string): Promise<string> {
  const addressed = source
    .replaceAll("FILE", JSON.stringify(file))
    .replaceAll("FOLDER", JSON.stringify(folder))
    .replaceAll("PORT", String(port));
  const outcome: Outcome = await python.run("<attempt>", addressed);
  if (outcome.kind !== "lost") return JSON.stringify(outcome);
  await python.close();
  python = startInterpreter();
  return `lost: ${outcome.reason}`;
}

/** Ways for Python code to reopen its bridge to JavaScript: our import guard is Python, so code can undo it. */
const REOPENED = `
import _imp, importlib.machinery, sys
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Closed"]
def builtin(name):
    module = _imp.create_builtin(importlib.machinery.ModuleSpec(name, None))
    _imp.exec_builtin(module)
    return module
core, sys.modules["_ctypes"] = builtin("_pyodide_core"), builtin("_ctypes")
array = core.to_js([1])
Array = array.constructor
Function = Array.constructor
Object = core.to_js({"a": 1}).constructor
`;

describe("modules with access to the outside are closed", () => {
  test.each([
    "import js",
    "import js.process",
    "import pyodide_js",
    "import pyodide",
    "from pyodide.code import run_js",
    "from pyodide.ffi import to_js",
    "from pyodide.http import pyfetch",
    "import _pyodide_core",
    "import _pyodide._base",
    "import ctypes",
    "import _ctypes",
    "import importlib\nimportlib.import_module('js')",
    "__import__('pyodide_js')",
    "import sys\nsys.meta_path.pop(0)\nimport _pyodide_core",
    "import sys\nsys.meta_path.pop(0)\nimport _ctypes",
  ])("%s", async (source) => {
    expect(await attempt(source)).toContain("ModuleNotFoundError");
  });

  test("no imported module gives access to them", async () => {
    const names = await attempt(
      "import sys\n[name for name in sys.modules if 'js' in name.split('_') or 'pyodide' in name]",
    );
    expect(names).toContain('\\"data\\": \\"[]\\"');
  });
});

describe("the host is not accessible", () => {
  test.each([
    ["a file by its path", "open(FILE).read()"],
    ["a file by its descriptor", "import os\n[os.read(fd, 9) for fd in range(3, 40)]"],
    ["the folder", "import os\nos.listdir(FOLDER)"],
    [
      "a walk over all there is",
      "import os\n[name for *_, names in os.walk('/') for name in names if 'secret' in name]",
    ],
    ["the process's files", "open('/proc/self/environ').read()"],
    ["the passwords", "open('/etc/passwd').read()"],
    ["the environment", "import os\ndict(os.environ), os.getenv('SANDBOX_CANARY')"],
    ["the command line", "import sys\nsys.argv, sys.orig_argv"],
    ["a socket", "import socket\nsocket.create_connection(('127.0.0.1', PORT), 2).recv(99)"],
    ["a name on the network", "import socket\nsocket.create_connection(('localhost', PORT), 2)"],
    ["a page", "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:PORT/').read()"],
    ["a file address", "import urllib.request\nurllib.request.urlopen('file://' + FILE).read()"],
    ["a shell", "import os\nos.popen('cat ' + FILE).read()"],
    ["a program", "import subprocess\nsubprocess.run(['cat', FILE], capture_output=True)"],
    ["standard input", "input()"],
    ["a database file", "import sqlite3\nsqlite3.connect('file:' + FILE + '?mode=ro', uri=True).execute('select 1')"],
  ])("%s", async (_, source) => {
    const before = reached;
    expect(await attempt(source)).not.toContain(SECRET);
    expect(reached).toBe(before);
  });

  test("files are written to its own memory", async () => {
    await attempt("import os\nos.makedirs(FOLDER, exist_ok=True)\nopen(FILE, 'w').write('overwritten')");
    const { readFileSync } = await import("node:fs");
    expect(readFileSync(file, "utf8")).toBe(SECRET);
  });
});

describe("even with access to JavaScript, the host is not accessible", () => {
  test.each([
    ["code from text, by Function", "Function('return process')()"],
    ["code from text, by its constructor's constructor", "array.constructor.constructor('return globalThis')()"],
    ["code from text, by an async function", "core.to_js(lambda: 1); Function.constructor('x')"],
    ["the sleep function's realm", "import time\ntime.sleep.__globals__['nap'].constructor('return process')()"],
    ["a wasm call of eval", "import ctypes\nctypes.CDLL(None).emscripten_run_script(b'globalThis.x = process')"],
    ["a wasm call of eval for text", "import ctypes\nctypes.CDLL(None).emscripten_run_script_string(b'1')"],
    [
      "a library of one's own",
      "open('/tmp/a.so', 'wb').write(b'\\0asm\\1\\0\\0\\0')\nimport ctypes\nctypes.CDLL('/tmp/a.so')",
    ],
  ])("%s", async (_, source) => {
    expect(await attempt(REOPENED + source)).toMatch(/EvalError|lost|OSError|not a constructor/);
  });

  test("the globals are those of the engine and Pyodide, without Node's", async () => {
    const names = await attempt(`${REOPENED}
import time
seen = set()
todo = [array, Object, Function, time.sleep.__globals__["nap"]]
found = set()
while todo and len(seen) < 4000:
    item = todo.pop()
    if not hasattr(item, "js_id") or item.js_id in seen:
        continue
    seen.add(item.js_id)
    for owner in (item, getattr(item, "__proto__", None)):
        try:
            names = list(Object.getOwnPropertyNames(owner))
        except Exception:
            continue
        for name in names:
            found.add(name)
            try:
                todo.append(getattr(owner, name))
            except BaseException:
                pass
sorted(found & {"process", "require", "mainModule", "binding", "fetch", "Buffer", "XMLHttpRequest", "WebSocket", "importScripts", "env"}), len(found) > 50
`);
    expect(names).toContain("([], True)");
  });

  test("a stack trace does not expose a function of the host", async () => {
    const answer = await attempt(`${REOPENED}
try:
    Function("x")
except core.JsException as error:
    EvalError = error.js_error.constructor
Error = Object.getPrototypeOf(EvalError)
sites = []
def prepare(error, trace):
    for site in trace:
        sites.append((site.getFunction(), site.getThis()))
    return "traced"
Error.prepareStackTrace = core.create_proxy(prepare)
Error.stackTraceLimit = 100
try:
    Function("x")
except core.JsException as error:
    stack = error.js_error.stack
Error.prepareStackTrace = None
hosts = ("process", "require", "postMessage", "emit")
owners = [this for _, this in sites if this is not None] + [function for function, _ in sites if function is not None]
len(sites) > 10, stack, [name for owner in owners for name in hosts if hasattr(owner, name)]
`);
    expect(answer).toContain("(True, 'traced', [])");
  });
});

describe("its resources are limited", () => {
  test("memory", async () => {
    expect(await attempt("x = bytearray(700_000_000)")).toContain("MemoryError");
  });

  test("threads and processes", async () => {
    expect(await attempt("import threading\nthreading.Thread(target=print).start()")).toContain("RuntimeError");
    expect(await attempt("import os\nos.fork()")).toMatch(/OSError|AttributeError/);
  });

  test("recursion ends in an error, and the interpreter continues", async () => {
    expect(await attempt("kept = 1\ndef deeper():\n    return deeper()\ndeeper()")).toContain("RecursionError");
    expect(await attempt("kept")).toContain('\\"data\\": \\"1\\"');
  });

  test("recursion without Python's own limit ends only the interpreter", async () => {
    const deep = "import sys\nsys.setrecursionlimit(10**9)\ndef deeper(x):\n    return [deeper(x)]\ndeeper(1)";
    expect(await attempt(deep)).toMatch(/RecursionError|MemoryError|lost/);
    expect(await attempt("1 + 1")).toContain("2");
  });

  test("printed output", async () => {
    const answer = await attempt("for _ in range(50):\n    print('a' * 100_000)");
    expect(answer.length).toBeLessThan(1_100_000);
    expect(answer).toContain("*** WARNING: max output size exceeded, skipping output. ***");
  });

  test("the last value, a table and an error message", async () => {
    for (const source of [
      "'a' * 9_000_000",
      "display([{'a': 'b' * 9_000}] * 900)",
      "raise ValueError('a' * 9_000_000)",
    ]) {
      expect((await attempt(source)).length).toBeLessThan(2_600_000);
    }
  });
});
