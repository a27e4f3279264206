// Builds dist/. `cli.js` is the command: it runs `server.cjs` with the code that an earlier start compiled. The code of
// calls is in `calls.cjs`, module by module, and large, rarely used parts are in files of their own: the HTTP client, Arrow, the
// charts with their fonts and WebAssembly, the API reference, and the embedded workspace, whose engines stay outside
// (optional peers).
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { type BuildOptions, build, transform } from "esbuild";
import manifest from "../package.json" with { type: "json" };
import { LIBRARY_FILE, sourceFiles } from "../sandbox/compute/python/library.ts";
import { pythonSnapshot } from "../sandbox/compute/python/snapshot.ts";
import { ASSETS, packedName } from "../src/assets.ts";
import { CATALOGUE_FILE } from "../src/cli/catalogue.ts";
import { describeCatalogue } from "../src/server/catalogue.ts";
import { drawnFont } from "./build/font.ts";
import { type Alone, COLLECTED, collected, loadLater } from "./build/later.ts";
import { licences } from "./build/licences.ts";
import { mangled } from "./build/mangle.ts";
import {
  lightFailures,
  oneHttpParser,
  quickGuards,
  smallCharts,
  smallMetrics,
  smallRedis,
  smallZod,
  withoutAjv,
} from "./build/plugins.ts";
import { withoutUnused } from "./build/rasteriser.ts";
import { withoutUnusedEngine } from "./build/script-engine.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const minimum = manifest.engines.node.replace(/^>=/, "");

/** Runs before everything else: an older Node.js would stop at a syntax error in the middle of the bundle. */
const checkNode = `{
  const [wanted, found] = [${JSON.stringify(minimum)}, process.versions.node].map((text) => text.split(".").map(Number));
  const at = wanted.findIndex((part, index) => part !== found[index]);
  if (at >= 0 && found[at] < wanted[at]) {
    process.stderr.write(\`${Object.keys(manifest.bin)[0]} requires Node.js ${minimum} or later, and this is \${process.versions.node} (\${process.execPath}). Install a newer version from https://nodejs.org.\\n\`);
    process.exit(2);
  }
}`;

const shared: BuildOptions = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  external: ["@duckdb/node-api", "pyodide", "@opentelemetry/sdk-node"],
  // Its main file loads others by paths that a bundler does not see.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
};

/** ES modules, for the threads. Bundled CommonJS packages call `require` for Node's own modules. */
const modules: BuildOptions = {
  ...shared,
  format: "esm",
  outExtension: { ".js": ".mjs" },
  banner: {
    js: `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`,
  },
};

/** CommonJS, which starts faster. ASCII can be read without decoding it. */
const commonJs = {
  format: "cjs",
  charset: "ascii",
  legalComments: "none",
  define: { "import.meta.url": "__address" },
  banner: `const __address = require("node:url").pathToFileURL(__filename).href;`,
} as const;

/** Modules with a file of their own. */
const ALONE: readonly Alone[] = [
  { at: /^undici$/, file: "undici.cjs", from: "./scripts/build/undici.cjs" },
  { at: /^ioredis$/, file: "redis.cjs", from: "ioredis" },
  { at: /^apache-arrow$/, file: "arrow.cjs", from: "apache-arrow" },
  { at: /^@resvg\/resvg-wasm$/, file: "resvg.cjs", from: "@resvg/resvg-wasm" },
  { at: /\/draw\.ts$/, file: "draw.cjs", from: "./src/charts/draw.ts" },
  { at: /\/data\/services\.ts$/, file: "reference.cjs", from: "./src/api/reference/data/services.ts" },
  { at: /\/sdk\/services\.ts$/, file: "reference-sdk.cjs", from: "./src/api/reference/sdk/services.ts" },
  { at: /\/sandbox\/index\.ts$/, file: "sandbox.cjs", from: "./sandbox/index.ts" },
];

/** The program, and what it loads later. */
async function buildProgram() {
  const program = await build({
    ...modules,
    banner: {},
    // Exported names are the bundler's own. The next step shortens the others.
    minify: false,
    minifySyntax: true,
    splitting: true,
    entryPoints: { server: "src/cli.ts", calls: COLLECTED },
    outExtension: { ".js": ".cjs" },
    chunkNames: "shared-[hash]",
    plugins: [loadLater(root, ALONE, "calls.cjs"), collected(root, ALONE), ...plugins],
    write: false,
  });
  for (const { path, text } of program.outputFiles) {
    const { code } = await transform(text, { ...commonJs, minify: true, platform: "node", target: "node20" });
    writeFileSync(path, withoutCopies(code));
  }
  return program;
}

/**
 * The chunk that the files of the program share has named exports only. esbuild would copy them as getters to an object of
 * each importer, to which it adds a default export.
 */
function withoutCopies(code: string): string {
  return code.replaceAll(/[\w$]+\((require\("\.\/shared-\w+\.cjs"\))\)/g, "$1");
}

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist`);

const plugins = [
  withoutAjv,
  smallZod,
  oneHttpParser,
  smallRedis,
  smallMetrics,
  smallCharts,
  lightFailures,
  quickGuards,
];
const entries = Object.fromEntries(ALONE.map(({ file, from }) => [basename(file, ".cjs"), from]));
const built = await Promise.all([
  buildProgram(),
  build({
    ...shared,
    ...commonJs,
    banner: { js: commonJs.banner },
    entryPoints: entries,
    outExtension: { ".js": ".cjs" },
    plugins,
  }),
  build({ ...modules, entryPoints: { "python-worker": "sandbox/compute/python/worker.mjs" } }),
  build({ ...modules, entryPoints: { "script-worker": "src/code/worker.mjs" } }),
]);
const programs = readdirSync(`${root}dist`).filter((file) => file.endsWith(".cjs"));
for (const file of programs)
  writeFileSync(`${root}dist/${file}`, mangled(file, readFileSync(`${root}dist/${file}`, "utf8")));
const hash = createHash("sha256");
for (const file of programs.sort()) hash.update(readFileSync(`${root}dist/${file}`));
const id = hash.digest("hex").slice(0, 16);
for (const file of programs) writeFileSync(`${root}dist/${file}`, `/*${id}*/${readFileSync(`${root}dist/${file}`)}`);
const starting = { ...commonJs.define, BUILD_ID: JSON.stringify(id) };
const startFile: BuildOptions = { ...shared, ...commonJs, banner: { js: commonJs.banner }, define: starting };
await Promise.all([
  build({ ...startFile, entryPoints: { cli: "src/start.ts" }, banner: { js: `${commonJs.banner}\n${checkNode}` } }),
  build({ ...startFile, entryPoints: { "sandbox-start": "scripts/build/sandbox-start.ts" } }),
]);
chmodSync(`${root}dist/cli.js`, 0o755);
// Files that a start does not read are packed.
for (const file of programs.filter((name) => !/^(server|shared-.*)\.cjs$/.test(name))) {
  writeFileSync(`${root}dist/${file}.br`, packed(readFileSync(`${root}dist/${file}`)));
  rmSync(`${root}dist/${file}`);
}
// The command is CommonJS, too.
writeFileSync(`${root}dist/package.json`, JSON.stringify({ type: "commonjs" }));

const ENGINE_GLUE = ASSETS.scripts.replace(/\.wasm$/, ".mjs");
/** Assets of which the program uses a part. */
const SMALLER = new Map<string, (content: Buffer) => Uint8Array | Promise<Uint8Array>>([
  [`node_modules/${ASSETS.font}`, drawnFont],
  [`node_modules/${ASSETS.rasteriser}`, withoutUnused],
  [
    `node_modules/${ASSETS.scripts}`,
    (content) => withoutUnusedEngine(content, readFileSync(`${root}node_modules/${ENGINE_GLUE}`, "utf8")),
  ],
]);
const assets = Object.values(ASSETS).map((asset) => `node_modules/${asset}`);
for (const asset of assets) {
  const content = readFileSync(root + asset);
  writeFileSync(`${root}dist/${packedName(asset)}`, packed(await (SMALLER.get(asset)?.(content) ?? content)));
}
// Computes at build time what is the same at every start.
writeFileSync(`${root}dist/${CATALOGUE_FILE}`, JSON.stringify(await describeCatalogue()));
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
writeFileSync(`${root}dist/LICENSES.txt`, licences(root, [...inputs, ...assets]));

// The Python packages of the sandbox, as one file.
writeFileSync(`${root}dist/${LIBRARY_FILE}`, brotliCompressSync(JSON.stringify(sourceFiles())));
// Python's first start on a machine takes some seconds, which the build spends in advance. The snapshot is not in dist/.
const waiting = setInterval(() => {}, 1000);
await pythonSnapshot();
clearInterval(waiting);

function packed(content: Uint8Array): Buffer {
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

const files = readdirSync(`${root}dist`);
const bytes = files.reduce((sum, file) => sum + statSync(`${root}dist/${file}`).size, 0);
process.stderr.write(`dist: ${files.length} files, ${Math.round(bytes / 1024)} KB\n`);
