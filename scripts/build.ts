// Builds dist/: the command, one file to start, with everything it needs inside it. The sandbox's three engines stay
// outside (optional peers), and the sandbox itself becomes a chunk that only `--sandbox` loads.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import * as undici from "undici";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The SDK's Node default is ajv: 290 KB and 10 ms at every start. Its own smaller validator does the same work. */
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
 * undici is CommonJS and comes by dynamic import. Node finds the names of its exports by itself; the bundler would put
 * them all under `default`, so they are spelled out.
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

// Bundled CommonJS packages call `require` for Node's own modules; ESM output has none of its own.
const banner = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);`;

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  external: ["@duckdb/node-api", "@polyglot-sql/sdk", "pyodide"],
  banner: { js: banner },
};

rmSync(`${root}dist`, { recursive: true, force: true });

const { metafile } = await build({
  ...shared,
  entryPoints: { cli: "src/cli.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "[name]-[hash]",
  // Names stay, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  plugins: [withoutAjv, undiciByName],
});
writeFileSync(`${root}dist/LICENSES.txt`, licences(Object.keys(metafile.inputs)));

const worker = ["sandbox/python/worker.ts", "sandbox/python/worker.mjs"].find((path) => existsSync(root + path));
if (worker) await build({ ...shared, entryPoints: { "python-worker": worker }, outdir: "dist" });

/** The licence texts of every package whose code is inside: they go where the code goes. */
function licences(inputs: readonly string[]): string {
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
      const file = readdirSync(root + folder).find((each) => /^licen[cs]e/i.test(each));
      const text = file ? readFileSync(`${root}${folder}/${file}`, "utf8").trim() : `Licence: ${license}`;
      return `${name} ${version}\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

chmodSync(`${root}dist/cli.js`, 0o755);
const files = readdirSync(`${root}dist`);
const bytes = files.reduce((sum, file) => sum + statSync(`${root}dist/${file}`).size, 0);
process.stderr.write(`dist: ${files.length} files, ${Math.round(bytes / 1024)} KB\n`);
