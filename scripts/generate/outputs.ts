import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadReference } from "../../src/api/reference/reference.ts";
import { prompts } from "../../src/prompts/index.ts";
import { catalogue } from "../../src/tools/index.ts";
import { errorsPage } from "./errors/page.ts";
import { operationsPage, type ToolReach } from "./operations.ts";
import { bundleManifest, sandboxPackage, serverJson } from "./packages.ts";
import { plugins } from "./plugins.ts";
import { documents } from "./regions.ts";
import { surface } from "./surface.ts";
import { toolOperations } from "./tool-operations.ts";
import { argumentsPage } from "./vocabulary.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const reference = await loadReference();
const reach: ToolReach = JSON.parse(readFileSync(`${root}docs/operations.json`, "utf8"));

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The text of every generated file by its path in the checkout. Writes nothing. */
export function outputs(): ReadonlyMap<string, string> {
  return new Map([
    ...documents(catalogue),
    ...[
      ["manifest.json", bundleManifest(catalogue, prompts)] as const,
      ["server.json", serverJson()] as const,
      ["packages/sandbox/package.json", sandboxPackage()] as const,
      ["src/code/tool-operations.json", toolOperations(catalogue, reference, reach)] as const,
      ...plugins(),
    ].map(([path, value]) => formatted(path, json(value))),
    // Not formatted: one value per line makes a diff that can be reviewed.
    ["docs/tools.json", json(surface())],
    ["docs/arguments.md", argumentsPage(catalogue)],
    ["docs/errors.md", errorsPage()],
    ["docs/operations.md", operationsPage(reference, reach)],
  ]);
}

/** As `npm run format` would leave it, so that a generated file is never a lint error. */
function formatted(path: string, text: string): [path: string, text: string] {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const args = [biome, "format", `--stdin-file-path=${path}`];
  return [path, execFileSync(process.execPath, args, { cwd: root, input: text, encoding: "utf8" })];
}
