// Writes every generated file and region: documents, manifests and the served surface.
import { writeFileSync } from "node:fs";
import { outputs, root } from "./generate/outputs.ts";

for (const [path, text] of outputs()) writeFileSync(root + path, text);
