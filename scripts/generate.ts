// Writes every generated file and region: documents, manifests, plugins and the served surface.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { outputs, root } from "./generate/outputs.ts";

for (const [path, text] of outputs()) {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
}
