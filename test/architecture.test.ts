import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// The layer table of AGENTS.md, read from the imports. Paths are relative to the checkout.

const root = fileURLToPath(new URL("..", import.meta.url));

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}
interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments and string contents, for looking at what the code does. */
  readonly code: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

const read = (path: string): Source => parse(path, readFileSync(join(root, path), "utf8"));

function parse(path: string, text: string): Source {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, "");
  const imports = [
    ...[...bare.matchAll(STATIC)].map(([, type, from = ""]) => ({
      from,
      typeOnly: type !== undefined,
      dynamic: false,
    })),
    ...[...bare.matchAll(DYNAMIC)].map(([, from = ""]) => ({ from, typeOnly: false, dynamic: true })),
  ].map((each) => ({ ...each, from: resolve(path, each.from) }));
  const code = bare.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
  return { path, text, code, lines: text.trimEnd().split("\n").length, imports };
}

const resolve = (path: string, from: string) => (from.startsWith(".") ? posix.join(dirname(path), from) : from);

const under = (folder: string): Source[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => /\.(ts|mjs)$/.test(path) && !path.endsWith(".d.ts"))
    .sort()
    .map(read);

const src = under("src");
const sandbox = under("sandbox");

/** Facts that every layer may import; they import nothing. */
const LEAVES = /^src\/(access|limits|log-levels|presets|ranking|records|text)\.ts$/;

/** Allowed imports of each layer: of ours (in addition to itself and the leaves) and of packages. First match wins. */
const LAYERS: readonly { at: RegExp; ours: RegExp; packages: RegExp; types?: RegExp }[] = [
  { at: LEAVES, ours: /^$/, packages: /^$/ },
  { at: /^src\/assets\.ts$/, ours: /^$/, packages: /^node:/ },
  { at: /^src\/start(\.ts$|\/)/, ours: /^$/, packages: /^node:/ },
  {
    at: /^src\/cli\/setup\/formats\//,
    ours: /^$/,
    packages: /^(jsonc-parser|smol-toml|yaml)$/,
  },
  { at: /^src\/cli(\/|\.ts$)/, ours: /^src\/|^package\.json$/, packages: /^node:/ },
  {
    at: /^src\/transports\//,
    ours: /^src\/(server|config|core)\b/,
    packages: /^(node:|zod$|@modelcontextprotocol\/(server|node|core)\b)/,
  },
  {
    at: /^src\/service\//,
    ours: /^src\/(server\.ts$|core\/|api\/(auth|http)\/|transports\/http\/(answers|entry)\.ts$)/,
    packages: /^(node:|zod$|ioredis$|jose\/|prom-client$|@opentelemetry\/)/,
  },
  {
    at: /^src\/server(\/|\.ts$)/,
    ours: /^src\/(config|resources|prompts|tools|core|api|code)\b|^package\.json$/,
    packages: /^(node:|zod$|@modelcontextprotocol\/(server|core)\b)/,
  },
  { at: /^src\/config(\/|\.ts$)/, ours: /^$/, packages: /^(zod|node:util)$/ },
  { at: /^src\/(resources|prompts)\//, ours: /^src\/(tools|core)\//, packages: /^zod$/ },
  { at: /^src\/tools\//, ours: /^src\/(core|api|charts)\//, packages: /^zod$/ },
  {
    at: /^src\/code\//,
    ours: /^src\/(core\/|api\/reference\/(reference|search|similar|vocabulary)\.ts$|assets\.ts$)/,
    packages: /^(node:|zod$|quickjs-emscripten-core$|@jitl\/quickjs)/,
  },
  { at: /^src\/charts\//, ours: /^src\/assets\.ts$/, packages: /^(node:|echarts\/|@resvg\/resvg-wasm$)/ },
  {
    at: /^src\/core\//,
    ours: /^src\/api\/(http\/(client|clock|errors|slices\/\w+)|sql\/row-formats\/row-formats)\.ts$/,
    packages: /^(zod(\/v4\/core)?$|node:)/,
    types: /^@modelcontextprotocol\/(server|core)\b/,
  },
  { at: /^src\/api\//, ours: /^$/, packages: /^(zod$|undici$|bottleneck|apache-arrow$|yaml$|node:)/ },
];

const layerOf = (path: string) => LAYERS.find(({ at }) => at.test(path));

test("imports are read in every form they take", () => {
  const { imports, code } = parse(
    "src/core/x.ts",
    `import type { A } from "../api/a.ts";
import {
  b,
} from "./b.ts";
import "undici";
export { c } from "../tools/c.ts"; // import "comment"
const text = "process.env"; /* import "block" */
const d = await import("../../sandbox/index.ts");`,
  );
  expect(imports.map(({ from, typeOnly, dynamic }) => [from, typeOnly, dynamic])).toEqual([
    ["src/api/a.ts", true, false],
    ["src/core/b.ts", false, false],
    ["undici", false, false],
    ["src/tools/c.ts", false, false],
    ["sandbox/index.ts", false, true],
  ]);
  expect(code).not.toMatch(/process|comment|block/);
});

describe("who may import whom", () => {
  test.each(src.map((source) => [source.path, source] as const))("%s", (path, { imports }) => {
    const layer = layerOf(path);
    if (!layer) throw new Error(`${path} belongs to no layer: add it to the table or move it.`);
    const strangers = imports.filter(({ from, typeOnly, dynamic }) => {
      if (from.startsWith("sandbox/")) return !(path.startsWith("src/cli") && dynamic);
      if (from.startsWith("src/") || from === "package.json") {
        return !layer.ours.test(from) && !layer.at.test(from) && !(LEAVES.test(from) && layer.at !== LEAVES);
      }
      return !layer.packages.test(from) && !(typeOnly && layer.types?.test(from));
    });
    expect(strangers.map(({ from }) => from)).toEqual([]);
  });

  test("the documentation site has packages of its own, and only reads what scripts/site has written", () => {
    const site = [...under("site/checks"), ...under("site/.vitepress/theme"), read("site/.vitepress/config.ts")];
    const strangers = site.flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => !/^(site\/|node:|vitepress$|vitepress\/|vue$|playwright-core$)/.test(from))
        .map(({ from }) => `${path} → ${from}`),
    );
    expect(strangers).toEqual([]);
  });

  test("the sandbox knows nothing of the server", () => {
    const strangers = sandbox.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => /^(src|test|scripts)\//.test(from)).map(({ from }) => `${path} → ${from}`),
    );
    expect(strangers).toEqual([]);
  });
});

describe("one place for each power", () => {
  const places: readonly [what: string, pattern: RegExp, where: RegExp][] = [
    ["the environment", /\bprocess\s*\.\s*env\b|\benv\b[^;]*from ["']node:process/, /^src\/(cli|start\/load)\.ts$/],
    ["the end of the process", /\bprocess\s*\.\s*exit\b/, /^src\/cli\.ts$/],
    ["stdout", /\bprocess\s*\.\s*stdout\b/, /^src\/(cli\.ts|transports\/)/],
    ["the console", /\bconsole\s*\.\s*\w+\(/, /^src\/transports\//],
    ["child processes", /["']node:child_process["']/, /^src\/(api\/auth\/program|cli\/login\/browser)\.ts$/],
  ];
  test.each(places)("%s", (_, pattern, where) => {
    const found = src.filter(({ path, code }) => pattern.test(code) && !where.test(path));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test("writing local files", () => {
    const writing =
      /import \{[^}]*\b(?:write|append|open|copy|mkdir|rename|link|symlink|truncate|createWrite)[^}]*\} from "node:fs/;
    const found = src.filter(({ text }) => writing.test(text)).map(({ path }) => path);
    expect(found).toEqual([
      "src/api/auth/token-cache.ts",
      "src/cli/setup/files.ts",
      "src/core/output/export-root.ts",
      "src/start/load.ts",
    ]);
  });

  const packages: readonly [name: RegExp, where: RegExp][] = [
    [/^undici/, /^src\/api\/http\/transport\.ts$/],
    [/^bottleneck/, /^src\/api\/http\/limiter\/rate-gate\.ts$/],
    [/^(echarts|@resvg)\//, /^src\/charts\//],
    [/^@modelcontextprotocol\//, /^src\/(server(\.ts$|\/)|transports\/)/],
    [/^apache-arrow$/, /^src\/api\/sql\/row-formats\/arrow\.ts$/],
    [
      /^node:fs(\/promises)?$/,
      /^src\/(cli\/(?:doctor\/machine|setup\/files)|api\/auth\/(machine|token-cache)|assets|cli\/catalogue|code\/engine|core\/output\/export-root|start\/(?:load|sandbox-folder))\.ts$/,
    ],
    [/^node:child_process$/, /^src\/(api\/auth\/program|cli\/login\/browser)\.ts$/],
    [/^@modelcontextprotocol\/sdk/, /^$/],
    [/^jose/, /^src\/service\/auth\/jwt\.ts$/],
    [/^ioredis$/, /^src\/service\/redis\/connection\.ts$/],
    [/^prom-client$/, /^src\/service\/watching\/metrics\.ts$/],
    [/^@opentelemetry\//, /^src\/service\/watching\/tracing\.ts$/],
  ];
  test.each(packages)("package %s", (name, where) => {
    const found = src.filter(
      ({ path, imports }) => !where.test(path) && imports.some(({ from, typeOnly }) => name.test(from) && !typeOnly),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

test("Arrow is loaded by who exports to it, not by every start", () => {
  const loads = src.flatMap(({ imports }) => imports.filter(({ from }) => from === "apache-arrow"));
  expect(loads.some(({ dynamic }) => dynamic)).toBe(true);
  expect(loads.filter(({ dynamic, typeOnly }) => !dynamic && !typeOnly)).toEqual([]);
});

/** One set of subjects, named as Databricks' REST reference groups its services. */
const SUBJECTS = "admin agents apps bundles catalog compute database files jobs ml serving sharing sql workspace".split(
  " ",
);

describe("the layout", () => {
  const foldersOf = (parent: string, files: readonly Source[]) =>
    [...new Set(files.flatMap(({ path }) => new RegExp(`^${parent}/([^/]+)/`).exec(path)?.[1] ?? []))].sort();

  test.each([
    ["src/api", ["auth", "http", "reference"]],
    ["src/tools", ["answers", "api"]],
    ["sandbox", ["data", "messy"]],
    ["test/api", ["auth", "corpus", "http", "reference"]],
    ["test/tools", ["answers", "api"]],
    ["test/sandbox", []],
  ])("%s has the subjects and its own few folders", (parent, own) => {
    const files = parent.startsWith("test") ? under(parent) : [...src, ...sandbox];
    expect(foldersOf(parent, files).filter((name) => !SUBJECTS.includes(name))).toEqual(own);
  });

  test("AGENTS.md names every folder and file at the top of src", () => {
    const rules = readFileSync(join(root, "AGENTS.md"), "utf8");
    const [, layout = "", imports = ""] = rules.split(/^## (?:Layout|Who may import whom)$/m);
    const tops = [...new Set(src.map(({ path }) => /^src\/([^/]+\/?)/.exec(path)?.[1] ?? ""))];
    expect(tops.filter((name) => !imports.includes(name))).toEqual([]);
    expect(tops.filter((name) => name.endsWith("/") && !layout.includes(`src/${name}`))).toEqual([]);
  });

  test("core has few named folders", () => {
    expect(foldersOf("src/core", src)).toEqual([
      "calls",
      "consent",
      "output",
      "prompts",
      "resources",
      "tasks",
      "waiting",
    ]);
  });

  test("views are in the folders of the tools that show them", () => {
    const elsewhere = src.filter(({ path }) => /-view\.ts$/.test(path) && !path.startsWith("src/tools/"));
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  });

  test("no folder of src, the sandbox, scripts or the support of tests holds more than 30 files", () => {
    const sizes = new Map<string, number>();
    const files = [...src, ...sandbox, ...under("scripts"), ...under("test/support")];
    for (const { path } of files) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
    expect([...sizes].filter(([, files]) => files > 30)).toEqual([]);
  });

  test("a file's name does not repeat its folder's", () => {
    const repeating = [...src, ...sandbox].filter(({ path }) => {
      const [folder = "", file = ""] = path.split("/").slice(-2);
      return file.startsWith(`${folder}-`);
    });
    expect(repeating.map(({ path }) => path)).toEqual([]);
  });
});

test("no list of the workspace is spread into arguments: the stack holds about a hundred thousand", () => {
  const spreading = src.filter(
    ({ path, code }) => /\.(?:push|unshift)\(\s*\.\.\./.test(code) && !/^src\/(cli|config)\b/.test(path),
  );
  expect(spreading.map(({ path }) => path)).toEqual([]);
});

test("there is no import cycle, type-only imports included", () => {
  const files = new Map([...src, ...sandbox].map((source) => [source.path, source]));
  const done = new Set<string>();
  const cycles = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.add(trail.slice(start).sort().join(" ↔ "));
    if (start >= 0 || done.has(path)) return;
    for (const { from } of files.get(path)?.imports ?? []) if (files.has(from)) visit(from, [...trail, path]);
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  expect([...cycles]).toEqual([]);
});

test("an exported type's name is used once in src", () => {
  const homes = new Map<string, string[]>();
  for (const { path, code } of src) {
    for (const [, name = ""] of code.matchAll(/^export (?:type|interface|class) (\w+)/gm)) {
      homes.set(name, [...(homes.get(name) ?? []), path]);
    }
  }
  expect([...homes].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

describe("small files", () => {
  test.each([...src, ...sandbox].map(({ path, lines }) => [path, lines] as const))(
    "%s has at most 300 lines",
    (_, lines) => expect(lines).toBeLessThanOrEqual(300),
  );

  test("the median of src is at most 90 lines", () => {
    const sorted = src.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
  });
});

describe("names and style", () => {
  // VitePress reads the default exports of its own folder.
  const all = [...src, ...sandbox, ...under("scripts"), ...under("site/checks"), ...under("test")];

  test("files are kebab-case and say what they hold", () => {
    const badly = all.filter(
      ({ path }) =>
        !/^[a-z0-9-]+(\/[a-z0-9-]+)*(\.test)?\.(ts|mjs)$/.test(path) ||
        /(^|\/)(.+-)?(utils?|helpers?|common|misc)\.(ts|mjs)$|\/types?\.ts$/.test(path),
    );
    expect(badly.map(({ path }) => path)).toEqual([]);
  });

  test("what is exported is used elsewhere", () => {
    // The indexes take what these folders export by namespace. One script contains the text of modules for the bundler.
    const named = [...src, ...sandbox, ...under("scripts"), ...under("test/support")].filter(
      ({ path }) => !/^src\/(tools|resources|prompts)\/|^scripts\/build\/plugins\.ts$/.test(path),
    );
    const users = new Map<string, Set<string>>();
    for (const { path, code } of all) {
      for (const [word] of code.matchAll(/\b\w+\b/g)) users.set(word, (users.get(word) ?? new Set()).add(path));
    }
    const unused = named.flatMap(({ path, code }) =>
      [...code.matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gm)].flatMap(([, name = ""]) =>
        users.get(name)?.size === 1 ? [`${path}: ${name}`] : [],
      ),
    );
    expect(unused).toEqual([]);
  });

  const forbidden: readonly [what: string, pattern: RegExp][] = [
    ["default exports", /^export\s+default\b|\bas\s+default\b/m],
    ["any", /:\s*any\b|\bas\s+any\b|<any\b|\bany\[\]/],
    ["double casts", /\bas\s+unknown\s+as\b/],
    ["switched-off tests", /\b(?:test|it|describe)\.(?:skip|only|todo|fails)\b/],
  ];
  test.each(forbidden)("no %s", (_, pattern) => {
    const found = all.filter(({ path, code }) => path !== "test/architecture.test.ts" && pattern.test(code));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  // In parts, so that this file has none of them either.
  const silenced = [
    ["biome", "-ignore"],
    ["@ts", "-ignore"],
    ["@ts", "-expect-error"],
    ["@ts", "-nocheck"],
    ["TO", "DO"],
    ["FIX", "ME"],
  ];
  test.each(silenced.map((parts) => parts.join("")))("no %s", (mark) => {
    const found = all.filter(({ text }) => text.includes(mark));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test("zod comes as a namespace: the bundler then leaves out what is not used", () => {
    const found = [...src, ...sandbox].filter(({ text }) => /import\s+\{[^}]*\}\s+from ["']zod["']/.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
