#!/usr/bin/env node
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { brotliDecompressSync } from "node:zlib";

// Runs the program with the code that V8 compiled at an earlier start: compilation is most of the time of a start. The cache
// of Node.js itself would do for 22 and later, but 20 has none, and it does not support packed files.

/** Identifies the build: compiled code of another one must not be run. */
declare const BUILD_ID: string;

/** When compiled code is written: by then the functions of a start are compiled, and the client has its list. */
const WRITE_AFTER_MS = 1500;

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const folder = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : cacheFolder();
const loaded = new Map<string, { exports: unknown }>();
/** Scripts whose compiled code has to be written, by file. */
const compiled = new Map<string, vm.Script>();

/** A folder of the user: what is in a shared folder could have been written by anyone, and would be executed. */
function cacheFolder(): string {
  const { env, platform } = process;
  const home = homedir();
  const windows = env.LOCALAPPDATA || join(home, "AppData", "Local");
  const usual =
    platform === "win32" ? windows : join(home, ...(platform === "darwin" ? ["Library", "Caches"] : [".cache"]));
  return join(env.XDG_CACHE_HOME || usual, "mcp-server-databricks");
}

/** The exports of a file of the build, such as `server.cjs`. It may be packed. */
function load(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module: { exports: unknown } = { exports: {} };
  loaded.set(name, module);
  const path = join(root, name);
  const packed = `${path}.br`;
  const bytes = existsSync(packed) ? brotliDecompressSync(readFileSync(packed)) : readFileSync(path);
  const code = folder && join(folder, `${BUILD_ID}-${basename(name, ".cjs")}-${process.version}-${process.arch}.code`);
  const cachedData = code && existsSync(code) ? readFileSync(code) : undefined;
  // The program is ASCII. As Latin-1 it is the same, and read faster.
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${bytes.toString("latin1")}\n})`,
    {
      filename: path,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    },
  );
  if (code && (!cachedData || script.cachedDataRejected)) writeLater(code, script);
  script.runInThisContext()(module.exports, requireFrom, module, path, root);
  return module.exports;
}

/** `require` for a file of the build: other files of it are loaded in the same way. */
const requireFrom = (id: string): unknown => (/^\.\/[\w-]+\.cjs$/.test(id) ? load(id.slice(2)) : require(id));

function writeLater(file: string, script: vm.Script): void {
  if (compiled.size === 0) setTimeout(writeCompiled, WRITE_AFTER_MS).unref();
  compiled.set(file, script);
}

function writeCompiled(): void {
  for (const [file, script] of compiled) replace(file, script.createCachedData());
  compiled.clear();
}

function replace(file: string, data: Buffer): void {
  const within = dirname(file);
  try {
    mkdirSync(within, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(within)) {
      if (name.endsWith(".code") && !name.startsWith(BUILD_ID)) rmSync(join(within, name), { force: true });
    }
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, data, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A start without the cache is slower and works.
  }
}

process.once("exit", writeCompiled);
load("server.cjs");
