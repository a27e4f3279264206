import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The SDK's default on Node is ajv, which takes 290 KB and 10 ms at every start. The SDK's smaller validator replaces it. */
export const withoutAjv: Plugin = {
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
 * zod exports its messages in forty languages from one file, and this server speaks English. It also exports a compiler of
 * schemas, which this server does not use: here a compiled schema is the schema.
 */
export const smallZod: Plugin = {
  name: "small-zod",
  setup(builder) {
    builder.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
    builder.onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]compile\.js$/ }, () => ({
      contents: `export const INVALID = Symbol.for("zod.compile.invalid");
export class ZodCompileAsyncError extends Error {}
export class ZodCompileUnsupportedError extends Error {}
export const compile = (schema) => schema;
export const withParser = (schema) => schema;`,
      loader: "js",
    }));
  },
};

/** undici carries its HTTP parser twice. Every Node.js that this server runs on has WebAssembly's SIMD. */
export const oneHttpParser: Plugin = {
  name: "one-http-parser",
  setup(builder) {
    builder.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/ }, () => ({
      contents: 'module.exports = require("./llhttp_simd-wasm.js");',
      loader: "js",
    }));
  },
};

/** The client of Redis also knows clusters, Sentinel and the certificates of one vendor, and writes traces for its authors. */
export const smallRedis: Plugin = {
  name: "small-redis",
  setup(builder) {
    const replace = (filter: RegExp, contents: string) =>
      builder.onLoad({ filter }, () => ({ contents, loader: "js" as const }));
    const nothing = "exports.default = class {}; exports.SentinelIterator = class {};";
    replace(/ioredis[\\/]built[\\/]cluster[\\/]index\.js$/, nothing);
    replace(/ioredis[\\/]built[\\/]connectors[\\/]SentinelConnector[\\/]index\.js$/, nothing);
    replace(/ioredis[\\/]built[\\/]constants[\\/]TLSProfiles\.js$/, "exports.default = {};");
    const silent = "exports.default = () => Object.assign(() => {}, { enabled: false });";
    replace(/node_modules[\\/]debug[\\/]src[\\/]index\.js$/, silent);
  },
};

/** The metrics of the service are read, not pushed, and it is one process. Summaries are not among them. */
export const smallMetrics: Plugin = {
  name: "small-metrics",
  setup(builder) {
    const filter = /prom-client[\\/]lib[\\/](cluster|pushgateway|summary)\.js$/;
    builder.onLoad({ filter }, () => ({ contents: "module.exports = class {};", loader: "js" }));
  },
};

/** Charts are drawn once, without a mouse, in English and in one theme. Points are drawn one by one and without patterns. */
export const smallCharts: Plugin = {
  name: "small-charts",
  setup(builder) {
    const replace = (filter: RegExp, contents: string) =>
      builder.onLoad({ filter }, () => ({ contents, loader: "js" as const }));
    replace(/zrender[\\/]lib[\\/]dom[\\/]HandlerProxy\.js$/, "export default class {}");
    replace(/echarts[\\/]lib[\\/](i18n[\\/]langZH|theme[\\/]dark)\.js$/, "export default {};");
    replace(/echarts[\\/]lib[\\/]chart[\\/]helper[\\/]LargeSymbolDraw\.js$/, "export default class {}");
    replace(/echarts[\\/]lib[\\/]util[\\/]decal\.js$/, "export const createOrUpdatePatternFromDecal = () => null;");
    // It reads options of the second and third version.
    replace(/echarts[\\/]lib[\\/]preprocessor[\\/]helper[\\/]compatStyle\.js$/, "export default () => {};");
  },
};

/** The contents of a file with these parts replaced. @throws {Error} if one is not in it: the package has changed */
function changed(path: string, parts: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return parts.reduce(
    (text, [from, to]) => {
      const made = text.replace(from, () => to);
      if (made === text) throw new Error(`${path} does not contain ${from}`);
      return made;
    },
    readFileSync(path, "utf8"),
  );
}

/**
 * The result of a failed check is an object literal with a getter, for which V8 makes a hidden class each time. All that the
 * check has read stays in memory with it until the next full collection. An instance of a class has the same properties.
 */
export const lightFailures: Plugin = {
  name: "light-failures",
  setup(builder) {
    builder.onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]parse\.js$/ }, ({ path }) => ({
      contents: changed(path, [
        [/^function failure\(Err, issues, ctx\) \{\n[\s\S]*?get error\(\)[\s\S]*?^\}$/m, FAILURE],
      ]),
      loader: "js",
    }));
  },
};

const FAILURE = `class Failure {
  success = false;
  #made; #Err; #issues; #ctx;
  constructor(Err, issues, ctx) {
    this.#Err = Err;
    this.#issues = issues;
    this.#ctx = ctx;
  }
  get error() {
    if (this.#issues) {
      const issues = this.#issues.map((issue) => util.finalizeIssue(issue, this.#ctx, core.config()));
      this.error = new this.#Err(issues);
    }
    return this.#made;
  }
  set error(made) {
    this.#made = made;
    this.#issues = this.#ctx = undefined;
  }
}
function failure(Err, issues, ctx) {
  return new Failure(Err, issues, ctx);
}`;

/** For each message the SDK asks whether it is a response, by its whole schema. A response has a result or an error. */
export const quickGuards: Plugin = {
  name: "quick-guards",
  setup(builder) {
    const guard = (name: string, schema: string, key: string) =>
      [
        `const ${name} = (value) => ${schema}.safeParse(value).success;`,
        `const ${name} = (value) => Object(value).${key} !== undefined && ${schema}.safeParse(value).success;`,
      ] as const;
    builder.onLoad({ filter: /@modelcontextprotocol[\\/]server[\\/]dist[\\/]src-\w+\.mjs$/ }, ({ path }) => ({
      contents: changed(path, [
        guard("isJSONRPCResultResponse", "JSONRPCResultResponseSchema", "result"),
        guard("isJSONRPCErrorResponse", "JSONRPCErrorResponseSchema", "error"),
      ]),
      loader: "js",
    }));
  },
};
