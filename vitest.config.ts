import { defineConfig } from "vitest/config";

const report = process.env.VITEST_REPORT;

/** Tests that start the built program. */
const BUILT = [
  "test/e2e/*.test.ts",
  "test/cli.test.ts",
  "test/completion.test.ts",
  "test/packaging.test.ts",
  "test/robustness/{wire,canary}.test.ts",
  "test/api/auth/served.test.ts",
];
/** Tests that rest on what other tests of the run recorded. */
const RECORD = ["test/record/**/*.test.ts"];

const shared = {
  // Processes, not threads: tests start programs, Pyodide workers and DuckDB.
  pool: "forks" as const,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  unstubGlobals: true,
  restoreMocks: true,
  setupFiles: ["test/support/record-file.ts"],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: report ? ["dot", ["json", { outputFile: report }]] : ["dot"],
    globalSetup: ["test/support/run-setup.ts"],
    projects: [
      {
        test: {
          ...shared,
          name: "rest",
          include: ["test/**/*.test.ts"],
          exclude: [...BUILT, ...RECORD],
        },
      },
      { test: { ...shared, name: "built", include: BUILT, globalSetup: ["test/support/dist-setup.ts"] } },
      { test: { ...shared, name: "record", include: RECORD, sequence: { groupOrder: 1 } } },
    ],
  },
});
