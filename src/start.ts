#!/usr/bin/env node
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

// Loads the program with the code that V8 compiled at an earlier start. Most of a start would be compilation. Node.js has
// a cache for it since 22; for 20 the same is done here. A cache that cannot be read or written changes nothing else.

/** Identifies the program: compiled code of another one must not be run. */
declare const BUILD_ID: string;

/** Since Node.js 22.1 and 22.10. */
const { enableCompileCache, flushCompileCache } = module as typeof module & {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
};

/** The program, next to this file. */
const PROGRAM = fileURLToPath(new URL("./server.cjs", import.meta.url));

/** When the compiled code is written: by then the functions of a start are compiled, and the client has its list. */
const WRITE_AFTER_MS = 1500;

const require = createRequire(import.meta.url);

/** A folder of the user: what is in a shared folder could have been written by anyone, and would be executed. */
function cacheFolder(): string {
  const { env, platform } = process;
  const home = homedir();
  const base =
    env.XDG_CACHE_HOME ||
    (platform === "win32"
      ? (env.LOCALAPPDATA ?? join(home, "AppData", "Local"))
      : platform === "darwin"
        ? join(home, "Library", "Caches")
        : join(home, ".cache"));
  return join(base, "mcp-server-databricks");
}

/** Calls `write` when the program has started, and when it ends. */
function onWrite(write: () => void): void {
  setTimeout(write, WRITE_AFTER_MS).unref();
  process.once("exit", write);
}

/** Node.js 20: runs the program as `require` would, with the compiled code of earlier starts. */
function runWithCode(folder: string): void {
  const compiled = new Map<string, vm.Script>();
  const modules = new Map<string, { exports: unknown }>();
  const load = (id: string): unknown => (/^\.\/[\w-]+\.cjs$/.test(id) ? run(join(dirname(PROGRAM), id)) : require(id));
  const run = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known.exports;
    const loaded: { exports: unknown } = { exports: {} };
    modules.set(path, loaded);
    const file = codeFile(folder, path);
    const cachedData = existsSync(file) ? readFileSync(file) : undefined;
    // The program is ASCII: Latin-1 is the same, and faster.
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, "latin1")}\n})`;
    const script = new vm.Script(source, {
      filename: path,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    });
    if (!cachedData || script.cachedDataRejected) compiled.set(file, script);
    script.runInThisContext()(loaded.exports, load, loaded, path, dirname(path));
    return loaded.exports;
  };
  run(PROGRAM);
  onWrite(() => {
    for (const [file, script] of compiled) replace(folder, file, script.createCachedData());
    compiled.clear();
  });
}

const codeFile = (folder: string, path: string): string =>
  join(folder, `${BUILD_ID}-${basename(path, ".cjs")}-${process.version}-${process.arch}.code`);

function replace(folder: string, file: string, data: Buffer): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".code") && !name.startsWith(BUILD_ID)) rmSync(join(folder, name), { force: true });
    }
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, data, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A start without the cache is slower and works.
  }
}

const { NODE_DISABLE_COMPILE_CACHE: disabled, NODE_COMPILE_CACHE: folder = cacheFolder() } = process.env;
if (disabled) require(PROGRAM);
else if (!enableCompileCache) runWithCode(folder);
else {
  enableCompileCache(folder);
  require(PROGRAM);
  if (flushCompileCache) onWrite(flushCompileCache);
}
