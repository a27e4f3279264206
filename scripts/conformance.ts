import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOverlay } from "./conformance/overlay.ts";

// Runs the official conformance suite against the product with the suite's fixtures added, once per protocol
// revision and mode. The suite needs a newer Node.js than the product, so npx provides one. `npm run conformance -- 2025-11-25`
// runs one revision.

const SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const REVISIONS = ["2025-11-25", "2026-07-28"];

let failed = 0;
for (const mode of ["typed", "code"] as const) {
  const overlay = await startOverlay(mode);
  try {
    for (const revision of process.argv.length > 2 ? process.argv.slice(2) : REVISIONS) {
      console.log(`\nConformance to ${revision}, mode ${mode}`);
      const status = await run(revision, overlay.url);
      if (status !== 0) failed += 1;
    }
  } finally {
    await overlay.close();
  }
}
process.exit(failed === 0 ? 0 : 1);

/** The suite's exit code: 0 when every scored scenario of the revision passes. */
function run(revision: string, url: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const args = ["-y", "-p", "node@22", "-p", SUITE, "conformance", "server", "--url", url, "--requirements", revision];
  const child = spawn("npx", args, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve(code ?? 1);
    });
  });
}
