import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./record/record.ts";

/** Folders and files of the build. */
const SOURCES = ["src", "sandbox", "scripts/build.ts", "package.json"];

const newest = (path: string): number =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

/** Before the tests that start the built program: a test against yesterday's build says nothing, at great length. */
export function setup() {
  const built = join(root, "dist/cli.js");
  if (!existsSync(built)) throw stale("dist is missing: run npm run build.");
  if (Math.max(...SOURCES.map((source) => newest(join(root, source)))) > statSync(built).mtimeMs) {
    throw stale("dist is out of date: run npm run build.");
  }
}

/** It is printed, too: vitest fails to print an error of a module that comes from its cache. */
function stale(message: string): Error {
  process.stderr.write(`${message}\n`);
  return new Error(message);
}
