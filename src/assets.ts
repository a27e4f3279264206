import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** Files other than code, by package and path. The build stores them compressed next to the chunks. */
export const ASSETS = {
  rasteriser: "@resvg/resvg-wasm/index_bg.wasm",
  scripts: "@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm",
  font: "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
} as const;

/** The file name of an asset in the build. */
export const packedName = (asset: string): string => `${basename(asset)}.br`;

/** Reads an asset: from the compressed file in the build, or from its package in the sources. */
export async function readAsset(asset: string): Promise<Uint8Array> {
  const packed = new URL(packedName(asset), import.meta.url);
  return existsSync(packed) ? promisify(brotliDecompress)(await readFile(packed)) : readFile(inPackage(asset));
}

/** The path of a file of an installed package. Packages that list their exports may not list this file. */
function inPackage(asset: string): string {
  const { resolve } = createRequire(import.meta.url);
  const [, name = "", file = ""] = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(asset) ?? [];
  try {
    return resolve(asset);
  } catch {
    return join(dirname(resolve(`${name}/package.json`)), file);
  }
}
