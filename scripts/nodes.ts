import { spawnSync } from "node:child_process";

// Runs the tests that depend on Node.js itself (transports, sockets, the sandbox's workers) on newer versions. npx provides
// each version, and vitest and the built program run under it.

const NODES = ["22", "24"];
const FILES = [
  "test/e2e/stdio.test.ts",
  "test/e2e/http.test.ts",
  "test/sandbox/compute/python.test.ts",
  "test/api/http/transport.test.ts",
];

for (const version of NODES) {
  console.log(`\nNode ${version}`);
  const args = [
    "-y",
    "-p",
    `node@${version}`,
    "node",
    "node_modules/vitest/vitest.mjs",
    "run",
    "--no-file-parallelism",
    ...FILES,
  ];
  const { status } = spawnSync("npx", args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
