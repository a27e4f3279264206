// Draws assets/icon.png, which bundles and marketplaces require, from assets/icon.svg. A plugin is copied without the
// rest of the repository, so it has a copy of its own.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const assets = fileURLToPath(new URL("../assets/", import.meta.url));
await initWasm(readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
const drawn = new Resvg(readFileSync(`${assets}icon.svg`, "utf8"), { fitTo: { mode: "width", value: 512 } }).render();
writeFileSync(`${assets}icon.png`, drawn.asPng());
copyFileSync(`${assets}icon.png`, fileURLToPath(new URL("../plugins/databricks/icon.png", import.meta.url)));
