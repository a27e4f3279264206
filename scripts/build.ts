// Builds dist/: the command as one file that contains everything it needs. The sandbox's three engines stay outside
// (optional peers). The sandbox is a chunk that only `--sandbox` loads, and the charts are a chunk that the first picture
// loads, with its fonts and WebAssembly as packed files.
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { type BuildOptions, build, type Plugin, transform } from "esbuild";
import subsetFont from "subset-font";
import * as undici from "undici";
import manifest from "../package.json" with { type: "json" };
import { LIBRARY_FILE, sourceFiles } from "../sandbox/compute/python/library.ts";
import { pythonSnapshot } from "../sandbox/compute/python/snapshot.ts";
import { ASSETS, packedName } from "../src/assets.ts";
import { DESCRIBED_FILE } from "../src/cli/described.ts";
import { describeTool } from "../src/server.ts";
import { catalogue } from "../src/tools/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The SDK's default on Node is ajv, which takes 290 KB and 10 ms at every start. The SDK's smaller validator replaces it. */
const withoutAjv: Plugin = {
  name: "without-ajv",
  setup(builder) {
    builder.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, () => ({
      path: "shims",
      namespace: "without-ajv",
    }));
    builder.onLoad({ filter: /^shims$/, namespace: "without-ajv" }, () => ({
      contents: `export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from "@modelcontextprotocol/server/validators/cf-worker";
export { default as process } from "node:process";`,
      resolveDir: root,
      loader: "js",
    }));
  },
};

/**
 * undici is CommonJS and imported dynamically. Node finds the names of its exports, but the bundler would put them all
 * under `default`, so they are listed here.
 */
const undiciByName: Plugin = {
  name: "undici-by-name",
  setup(builder) {
    const names = Object.keys(undici).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
    builder.onResolve({ filter: /^undici$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "undici", namespace: "by-name" } : undefined,
    );
    builder.onLoad({ filter: /^undici$/, namespace: "by-name" }, () => ({
      contents: `export { ${names.join(", ")} } from "undici";`,
      resolveDir: root,
      loader: "js",
    }));
  },
};

/** zod exports its messages in forty languages from one file, and this server speaks English. */
const englishZod: Plugin = {
  name: "english-zod",
  setup(builder) {
    builder.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

/** undici carries its HTTP parser twice. Every Node.js that this server runs on has WebAssembly's SIMD. */
const oneHttpParser: Plugin = {
  name: "one-http-parser",
  setup(builder) {
    builder.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/ }, () => ({
      contents: 'module.exports = require("./llhttp_simd-wasm.js");',
      loader: "js",
    }));
  },
};

/** The characters that pictures are drawn with: Latin, Greek, Cyrillic, punctuation, currencies, arrows, simple signs. */
const DRAWN: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x24f],
  [0x370, 0x4ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x20cf],
  [0x2100, 0x22ff],
  [0x25a0, 0x25ff],
];

/** A font with these characters only, without alternative forms. */
async function drawnFont(font: Buffer): Promise<Buffer> {
  const characters = DRAWN.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  return subsetFont(font, String.fromCodePoint(...characters), { targetFormat: "truetype", noLayoutClosure: true });
}

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

// Bundled CommonJS packages call `require` for Node's own modules; ESM output has no `require`.
const banner = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
${checkNode}`;

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  external: ["@duckdb/node-api", "pyodide"],
  // Its main file loads others by paths that a bundler does not see.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  banner: { js: banner },
};

rmSync(`${root}dist`, { recursive: true, force: true });

const { metafile } = await build({
  ...shared,
  entryPoints: { cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "[name]-[hash]",
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  plugins: [withoutAjv, undiciByName, englishZod, oneHttpParser],
});
// Shortens the names too. The bundler would not do it per chunk without renaming exports that chunks share.
for (const chunk of readdirSync(`${root}dist`).filter((file) => file.endsWith(".js"))) {
  const { code } = await transform(readFileSync(`${root}dist/${chunk}`, "utf8"), {
    minify: true,
    format: "esm",
    target: "node20",
    charset: "utf8",
    legalComments: "none",
  });
  writeFileSync(`${root}dist/${chunk}`, code);
}

const assets = Object.values(ASSETS).map((asset) => `node_modules/${asset}`);
for (const asset of assets) {
  const content = readFileSync(root + asset);
  const packed = brotliCompressSync(asset.endsWith(".ttf") ? await drawnFont(content) : content, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
  writeFileSync(`${root}dist/${packedName(asset)}`, packed);
}
// Computes at build time what is the same at every start.
const described = Object.fromEntries(catalogue.map((tool) => [tool.name, describeTool(tool)]));
writeFileSync(`${root}dist/${DESCRIBED_FILE}`, JSON.stringify(described));
writeFileSync(`${root}dist/LICENSES.txt`, licences([...Object.keys(metafile.inputs), ...assets]));

// The Python packages of the sandbox, as one file.
writeFileSync(`${root}dist/${LIBRARY_FILE}`, brotliCompressSync(JSON.stringify(sourceFiles())));
const worker = "sandbox/compute/python/worker.mjs";
await build({ ...shared, minify: true, entryPoints: { "python-worker": worker }, outdir: "dist" });
// Python's first start on a machine takes some seconds, which the build spends in advance. The snapshot is not in dist/.
const waiting = setInterval(() => {}, 1000);
await pythonSnapshot();
clearInterval(waiting);

await build({ ...shared, minify: true, entryPoints: { "script-worker": "src/code/worker.mjs" }, outdir: "dist" });

/** The license texts of every bundled package. */
function licences(inputs: readonly string[]): string {
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license, repository } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
      // A font has its own license in addition to its package's, and so does code that a package copied from another.
      const texts = readdirSync(root + folder, { recursive: true, encoding: "utf8" })
        .filter((file) => /^(licenses[\\/])?(licen[cs]e|notice)([-_]\w+)?(\.\w+)?$/i.test(file))
        .filter((file) => statSync(`${root}${folder}/${file}`).isFile())
        .map((file) => readFileSync(`${root}${folder}/${file}`, "utf8").trim());
      const text = texts.join("\n\n") || unwritten(license, repository);
      return `${name} ${version}\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** The package contains no license text: the address of its license, and of its source, which the MPL requires. */
function unwritten(license: string, repository?: string | { readonly url: string }): string {
  const source = typeof repository === "string" ? repository : repository?.url;
  return `Licence: ${license}, https://spdx.org/licenses/${license}.html\nSource: ${source?.replace("git@github.com:", "https://github.com/")}`;
}

chmodSync(`${root}dist/cli.js`, 0o755);
const files = readdirSync(`${root}dist`);
const bytes = files.reduce((sum, file) => sum + statSync(`${root}dist/${file}`).size, 0);
process.stderr.write(`dist: ${files.length} files, ${Math.round(bytes / 1024)} KB\n`);
