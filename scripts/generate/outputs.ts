import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue } from "../../src/tools/index.ts";
import { bundleManifest, serverJson } from "./packages.ts";
import { fillReadme } from "./readme.ts";
import { surface } from "./surface.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The text of every generated file by its path in the checkout. Writes nothing. */
export function outputs(): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", fillReadme(readFileSync(`${root}README.md`, "utf8"), catalogue)],
    ["docs/tools.json", json(surface())],
    ["manifest.json", json(bundleManifest(catalogue))],
    ["server.json", json(serverJson())],
  ]);
}

const WIDTH = 120;

/** JSON as the formatter leaves it: a list of plain values stands on one line when it fits. */
const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)}\n`.replace(
    /^(.*)\[\n([^[\]{}]*?)\n *\]/gm,
    (whole, before: string, items: string) => {
      const line = `${before}[${items.trim().replace(/,\n */g, ", ")}]`;
      return line.length < WIDTH ? line : whole;
    },
  );
