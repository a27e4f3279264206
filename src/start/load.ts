import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { brotliDecompressSync } from "node:zlib";
import { sandboxFolder } from "./sandbox-folder.ts";

// Runs the program with the code that V8 compiled at an earlier start: compilation is most of the time of a start. The cache
// of Node.js itself would do for 22 and later, but 20 has none, and it does not support packed files.

/**
 * Identifies the build, and is at the start of each of its files. V8 compares only the length of the source, and another
 * build can replace the files while the program runs.
 */
declare const BUILD_ID: string;

/** When compiled code is written: by then the functions of a start are compiled, and the client has its list. */
const WRITE_AFTER_MS = 1500;

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const folder = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : cacheFolder();
const loaded = new Map<string, { exports: unknown }>();
/** Scripts whose compiled code has to be written, by file. */
const compiled = new Map<string, vm.Script>();

/** The user's folder for caches. A relative path would be inside the folder in which the program is started. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME = "" } = process.env;
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : systemCaches();
  return isAbsolute(caches) ? join(caches, "mcp-server-databricks") : undefined;
}

function systemCaches(): string {
  const { env, platform } = process;
  try {
    if (platform === "win32") return env.LOCALAPPDATA || join(homedir(), "AppData", "Local");
    return join(homedir(), ...(platform === "darwin" ? ["Library", "Caches"] : [".cache"]));
  } catch {
    // A container can run as a user that the system does not know.
    return "";
  }
}

/** Whether no other user can have written it. V8 runs compiled code without reading its source. */
function isOwn(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink()) return false;
  // Windows has no permission bits. It keeps the folder of application data from other users.
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
}

function readCompiled(file: string): Buffer | undefined {
  try {
    return isOwn(dirname(file)) && isOwn(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** The exports of a file of the build, such as `server.cjs`. It may be packed. */
export function load(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module: { exports: unknown } = { exports: {} };
  loaded.set(name, module);
  const within = folderOf(name);
  const path = join(within, name);
  const packed = `${path}.br`;
  const bytes = existsSync(packed) ? brotliDecompressSync(readFileSync(packed)) : readFileSync(path);
  // The program is ASCII. As Latin-1 it is the same, and read faster.
  const source = bytes.toString("latin1");
  const code =
    folder !== undefined && source.startsWith(`/*${BUILD_ID}*/`)
      ? join(folder, `${BUILD_ID}-${basename(name, ".cjs")}-${process.version}-${process.arch}.code`)
      : undefined;
  const cachedData = code === undefined ? undefined : readCompiled(code);
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
  if (code !== undefined && (!cachedData || script.cachedDataRejected)) writeLater(code, script);
  const others = within === root ? require : createRequire(path);
  // Other files of the build are loaded in the same way.
  const requireFrom = (id: string): unknown => (/^\.\/[\w-]+\.cjs$/.test(id) ? load(id.slice(2)) : others(id));
  script.runInThisContext()(module.exports, requireFrom, module, path, within);
  return module.exports;
}

/** The folder of a file of the build: the embedded workspace may be in the sandbox's package. */
const folderOf = (name: string): string => (name === "sandbox.cjs" ? (sandboxFolder() ?? root) : root);

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
    if (!isOwn(within)) return;
    for (const name of readdirSync(within)) {
      if (/\.code(\.\d+)?$/.test(name) && !name.startsWith(BUILD_ID)) rmSync(join(within, name), { force: true });
    }
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, data, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A start without the cache is slower and works.
  }
}

process.once("exit", writeCompiled);
