import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import type { Plugin } from "esbuild";

// Modules that are imported dynamically run with their first use. The bundler would make a file of each. Here they are in
// one, `calls.cjs`, so that a start reads only what it runs, and in a few large ones that are rarely used.

/** A module with a file of its own in the build. */
export interface Alone {
  /** Its specifier in `import(…)`. */
  readonly at: RegExp;
  readonly file: string;
  /** The module, from the checkout. */
  readonly from: string;
}

/** The entry point of all other modules that are imported dynamically. */
export const COLLECTED = "collected";

const DYNAMIC = /(?<!typeof )\bimport\("([^"]+)"\)/g;

/** Path of a source from the checkout, with slashes. */
const from = (root: string, path: string): string => relative(root, path).replaceAll("\\", "/");

/** Loads modules from these files where the sources import them dynamically. */
export const loadLater = (root: string, alone: readonly Alone[], collection: string): Plugin => ({
  name: "load-later",
  setup(builder) {
    builder.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const loaded = (specifier: string): string => {
        const file = alone.find(({ at }) => at.test(specifier))?.file;
        const module = posix.join(posix.dirname(from(root, path)), specifier);
        const found = `require("./${file ?? collection}")`;
        return `Promise.resolve().then(() => ${file ? found : `${found}.load(${JSON.stringify(module)})`})`;
      };
      const isOurs = (specifier: string) => specifier.startsWith(".") || alone.some(({ at }) => at.test(specifier));
      // Code that was compiled at an earlier start cannot import other modules dynamically, not even those of Node.js. It
      // can require them.
      const required = (specifier: string) => `Promise.resolve().then(() => require(${JSON.stringify(specifier)}))`;
      const contents = readFileSync(path, "utf8").replace(DYNAMIC, (_, specifier: string) =>
        isOurs(specifier) ? loaded(specifier) : required(specifier),
      );
      return { contents, loader: "ts", resolveDir: dirname(path) };
    });
    // Files of the build are there when the program runs.
    builder.onResolve({ filter: /^\.\/[\w-]+\.cjs$/ }, ({ path, importer }) =>
      from(root, importer).startsWith("src/") ? { path, external: true } : undefined,
    );
  },
});

/** The modules of src/ that are imported dynamically and have no file of their own. */
function modulesOf(root: string, alone: readonly Alone[]): string[] {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => posix.join("src", name.replaceAll("\\", "/")));
  const found = sources.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(DYNAMIC)]
      .filter(([, specifier = ""]) => specifier.startsWith(".") && !alone.some(({ at }) => at.test(specifier)))
      .map(([, specifier = ""]) => posix.join(posix.dirname(path), specifier)),
  );
  return [...new Set(found)].sort();
}

/** The entry point `COLLECTED`: it runs one of the modules when it is asked for it, and gives its exports. */
export const collected = (root: string, alone: readonly Alone[]): Plugin => ({
  name: "collected",
  setup(builder) {
    builder.onResolve({ filter: /^collected$/ }, () => ({ path: COLLECTED, namespace: COLLECTED }));
    builder.onLoad({ filter: /./, namespace: COLLECTED }, () => ({
      contents: `const modules = {
${modulesOf(root, alone)
  .map((module) => `  ${JSON.stringify(module)}: () => require(${JSON.stringify(`./${module}`)}),`)
  .join("\n")}
};
export const load = (module) => modules[module]();`,
      resolveDir: root,
      loader: "js",
    }));
  },
});
