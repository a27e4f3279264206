// Writes every file that follows from the catalogue and the options table.
import { writeFileSync } from "node:fs";
import { outputs, root } from "./generate/outputs.ts";

for (const [path, text] of outputs()) writeFileSync(root + path, text);
