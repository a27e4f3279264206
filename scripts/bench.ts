import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { bundle } from "../test/support/peer.ts";
import { addedLatency, callRates, floodRate } from "./bench/calls.ts";
import { codeModeTokens } from "./bench/code-mode.ts";
import { chartOf, type Figure, isMet, tableOf } from "./bench/figure.ts";
import { httpRates } from "./bench/http-rates.ts";
import { startPeers } from "./bench/peers.ts";
import { starts } from "./bench/starts.ts";

// `npm run bench`: start, memory, size, tokens, calls and HTTP of the built server, each compared with a reference in the same
// run, because the machine may be busy. --short is the form for CI: starts alone, with room for noise. --write records the
// results in docs/benchmarks.md. --peers starts other servers, which npx installs. --nodes 22,24 also starts on these versions
// of Node.js.

const { values: options } = parseArgs({
  options: {
    short: { type: "boolean" },
    write: { type: "boolean" },
    peers: { type: "boolean" },
    nodes: { type: "string" },
  },
});
const root = new URL("..", import.meta.url).pathname;
const node = process.execPath;
const cli = join(root, "dist/cli.js");
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net",
  DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
};
/** How much slower than its target a start may be on a busy machine, by CPU time. */
const ROOM = 1.25;
const ROUNDS = 21;
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const reference = await bundle(join(root, "scripts/bench/reference/one-tool.ts"));

try {
  const figures = options.short ? await starts({ node, cli, reference, env }, 7, ROOM) : await everything();
  process.stdout.write(`${machine()}\n\n${tableOf(figures)}\n`);
  if (options.peers) process.stdout.write(`\n${await startPeers(env)}\n`);
  if (options.write) record(figures);
  if (options.short && !figures.every(isMet)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function everything(): Promise<Figure[]> {
  const list = join(folder, "list.json");
  writeFileSync(
    list,
    JSON.stringify(JSON.parse(readFileSync(join(root, "docs/tools.json"), "utf8")).tools.map(served)),
  );
  const workspace = await bundle(join(root, "scripts/bench/reference/workspace.ts"));
  const programs = { node, cli, reference, workspace, list, env };
  return [
    ...(await starts(programs, ROUNDS)),
    ...(await startsElsewhere()),
    ...sizes(),
    ...tokens(),
    ...(await callRates(programs)),
    ...(await httpRates(programs)),
    ...(await addedLatency(programs)),
    await floodRate(programs),
    // Nine tasks of all personas. `tsx scripts/bench/code-mode.ts all` plays every one.
    ...(await codeModeTokens("1/16")),
  ];
}

/** Starts on the versions of Node.js in `--nodes`, which npx provides. */
async function startsElsewhere(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const version of options.nodes?.split(",") ?? []) {
    const printed = spawnSync("npx", ["-y", "-p", `node@${version}`, "node", "-p", "process.execPath"]);
    const other = { node: String(printed.stdout).trim(), cli, reference, env };
    const measured = await starts(other, ROUNDS);
    figures.push(...measured.map((figure) => ({ ...figure, what: `${figure.what}, Node.js ${version}` })));
  }
  return figures;
}

function sizes(): Figure[] {
  const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8" });
  const [{ size }] = JSON.parse(stdout);
  return [
    {
      what: "package, packed",
      ours: `${(size / 1e6).toFixed(2)} MB`,
      reference: "2.2 MB",
      ratio: size / 2.2e6,
      target: 1,
    },
  ];
}

/** The budgets that tests hold, and code mode against the smallest list of another Databricks server. */
function tokens(): Figure[] {
  const { tokens: counted } = JSON.parse(readFileSync(join(root, "docs/tools.json"), "utf8"));
  const { codeMode } = JSON.parse(readFileSync(join(root, "dist/tools.json"), "utf8"));
  const code = countTokens(
    JSON.stringify(codeMode.map(({ name, description, inputSchema }: Listed) => ({ name, description, inputSchema }))),
  );
  const figure = (what: string, own: number, budget: number): Figure => ({
    what,
    ours: `${own.toLocaleString("en")} tokens`,
    reference: `${budget.toLocaleString("en")} tokens`,
    ratio: own / budget,
    target: 1,
  });
  return [
    figure("list, default tools", counted.default, 7_500),
    figure("list, all tools", counted.all, 33_000),
    figure("list, code mode", code, 400),
  ];
}

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
}

function served({ served: tool }: { readonly served: object }): object {
  return tool;
}

function machine(): string {
  const [cpu] = cpus();
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  return `Node.js ${version}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}.`;
}

function record(figures: readonly Figure[]): void {
  const path = join(root, "docs/benchmarks.md");
  const text = readFileSync(path, "utf8");
  const [before = ""] = text.split("<!-- results -->");
  writeFileSync(
    path,
    `${before}<!-- results -->\n\n${machine()}\n\n${tableOf(figures)}\n\n![Ratios](benchmarks.svg)\n`,
  );
  writeFileSync(join(root, "docs/benchmarks.svg"), chartOf(figures));
}
