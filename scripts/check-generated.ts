// Fails with the difference if a generated file is not what `npm run generate` would write.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { outputs, root } from "./generate/outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "generated-"));
let stale = 0;
try {
  for (const [path, text] of outputs()) {
    const fresh = join(folder, basename(path));
    writeFileSync(fresh, text);
    const { status, stdout } = spawnSync("git", ["diff", "--no-index", "--no-color", "--", root + path, fresh], {
      encoding: "utf8",
    });
    if (status === 0) continue;
    stale += 1;
    process.stderr.write(`${path} is out of date:\n${stdout}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (stale > 0) {
  process.stderr.write("Run npm run generate and commit the result.\n");
  process.exitCode = 1;
}
