import { defineConfig } from "vitest/config";

const report = process.env.VITEST_REPORT;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Processes, not threads: tests start programs, Pyodide workers and DuckDB, and each wants its own process.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: report ? ["dot", ["json", { outputFile: report }]] : ["dot"],
    unstubGlobals: true,
    restoreMocks: true,
  },
});
