// Writes the package.json of the image: this package, with the installed versions of its engines as dependencies.
import { readFileSync, writeFileSync } from "node:fs";

const [target = "."] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const { name, version, license, mcpName, bin, engines, type } = read("package.json");
const { [name]: _, ...wanted } = read("packages/sandbox/package.json").dependencies;
const lock = read("package-lock.json");
const dependencies = Object.fromEntries(
  Object.keys(wanted).map((engine) => [engine, lock.packages[`node_modules/${engine}`].version]),
);
const own = { name, version, license, private: true, type, mcpName, bin, engines, dependencies };
writeFileSync(`${target}/package.json`, `${JSON.stringify(own, null, 2)}\n`);
