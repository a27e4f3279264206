import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble } from "./site/assemble.ts";

// `npm run site`: writes the pages into site/pages and builds the site from them into site/dist. VitePress fails on dead links.
// `npm run site -- dev` serves the pages and follows changes of the theme. `npm run site:check` also opens every built page in
// Chromium: anchors, accessibility (axe) and pictures of the pages at two widths.

const site = fileURLToPath(new URL("../site", import.meta.url));
const [command = "build", ...rest] = process.argv.slice(2);

function run(program: string, args: readonly string[], cwd = site): void {
  const { status } = spawnSync(program, args, { cwd, stdio: "inherit", shell: program === "npm" });
  if (status !== 0) process.exit(status ?? 1);
}

// The site's own packages are installed with its first use, so that `npm ci` of the server stays small.
if (!existsSync(join(site, "node_modules/vitepress"))) run("npm", ["ci", "--no-audit", "--no-fund"]);

assemble();
const vitepress = join(site, "node_modules/vitepress/bin/vitepress.js");
if (command === "dev") {
  run(process.execPath, [vitepress, "dev", ".", ...rest]);
} else {
  run(process.execPath, [vitepress, "build", "."]);
  if (command === "check") run(process.execPath, ["--import", "tsx", join(site, "checks/check.ts"), ...rest]);
}
