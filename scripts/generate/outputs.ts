import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue } from "../../src/tools/index.ts";
import { formatJson } from "./json.ts";
import { bundleManifest, serverJson } from "./packages.ts";
import { fillReadme } from "./readme.ts";
import { surface } from "./surface.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const json = (value: unknown): string => `${formatJson(value)}\n`;

/** The text of every generated file by its path in the checkout. Writes nothing. */
export function outputs(): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", fillReadme(readFileSync(`${root}README.md`, "utf8"), catalogue)],
    ["docs/tools.json", json(surface())],
    ["manifest.json", json(bundleManifest(catalogue))],
    ["server.json", json(serverJson())],
  ]);
}
