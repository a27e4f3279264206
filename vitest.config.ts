import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const report = process.env.VITEST_REPORT;

/** Tests that start the built program: `npm run test:e2e`. */
const BUILT = [
  "test/e2e/*.test.ts",
  "test/cli.test.ts",
  "test/completion.test.ts",
  "test/packaging.test.ts",
  "test/robustness/{wire,canary}.test.ts",
  "test/api/auth/served.test.ts",
];
/** Tests of the embedded workspace. */
const SANDBOX = ["test/sandbox/**/*.test.ts"];
/** The Python of the embedded workspace, whose interpreter takes a second to start: `npm run test:e2e`. */
const PYTHON = [
  "test/sandbox/compute/{commands,dbutils,libraries,python-isolation,python-snapshot,python,spark}.test.ts",
  "test/sandbox/jobs/{jobs,notebook}.test.ts",
];
/** The server in front of the embedded workspace, and two thousand statements with Spark's answers: `npm run test:e2e`. */
const STORIES = ["test/e2e/stories/*.test.ts", "test/sandbox/sql/spark/answers.test.ts"];
/** The scripted solutions of dbx-bench: `npm run test:e2e`. */
const EVALUATION = ["test/dbx-bench/*.test.ts"];
/** Tests that are about real seconds: `npm run test:wire`. */
const WIRE = ["test/api/http/transport-wire.test.ts", "test/api/http/limiter/rate-gate{,-wire}.test.ts"];
/**
 * Every tool against generated arguments and responses, and what hostile scripts and statements meet: `npm run
 * test:robustness`. They replace the process's `fetch` or fill its memory, so each file has a process of its own.
 */
const ROBUSTNESS = [
  "test/robustness/**/*.test.ts",
  "test/sinks.test.ts",
  "test/code/{escape,large-join}.test.ts",
  "test/sandbox/sql/spark/limits.test.ts",
];
/** Three servers that share a Redis server, behind nginx: `npm run test:redis`. */
const REDIS = ["test/redis/*.test.ts"];
/** Tests that rest on what other tests of the run recorded. */
const RECORD = ["test/record/**/*.test.ts"];

/** Long files, longest first: started before the others, so that both workers end together, on a first run too. */
const LONG = [
  "test/dbx-bench/solutions.test.ts",
  "test/e2e/stories/jobs.test.ts",
  "test/sandbox/jobs/jobs.test.ts",
  "test/sandbox/sql/statements.test.ts",
  "test/sandbox/compute/python-isolation.test.ts",
  "test/sandbox/compute/commands.test.ts",
  "test/sandbox/sql/isolation.test.ts",
  "test/e2e/cancellation.test.ts",
  "test/robustness/answers.test.ts",
  "test/robustness/arguments.test.ts",
  "test/robustness/answer-parts.test.ts",
  "test/charts/chart.test.ts",
  "test/api/sql/class.test.ts",
  "test/tools/jobs/long-work.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at < 0 ? LONG.length : at;
    };
    // Files of one project stay together: they share processes.
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).sort((a, b) => rank(a) - rank(b)),
    );
  }
}

const shared = {
  // Processes, not threads: tests start programs, Pyodide workers and DuckDB.
  pool: "forks" as const,
  // Optimising 30 MB of WebAssembly (Python, the SQL parser, charts) takes seconds in every process and pays only later.
  execArgv: ["--liftoff-only"],
  // Files share their process, and with it the modules they import: most of the time of a small file goes into these.
  isolate: false,
  testTimeout: 20_000,
  hookTimeout: 30_000,
  unstubGlobals: true,
  restoreMocks: true,
  setupFiles: ["test/support/record/file-setup.ts"],
};

const inProcess = {
  ...shared,
  name: "in-process",
  include: ["test/**/*.test.ts"],
  exclude: [...BUILT, ...SANDBOX, ...STORIES, ...EVALUATION, ...WIRE, ...RECORD, ...ROBUSTNESS, ...REDIS],
};
const sandbox = { ...shared, name: "sandbox", include: SANDBOX, exclude: [...PYTHON, ...STORIES, ...ROBUSTNESS] };
const python = { ...shared, name: "python", include: PYTHON };
const stories = { ...shared, name: "stories", include: STORIES };
const evaluation = { ...shared, name: "evaluation", include: EVALUATION };
const built = {
  ...shared,
  name: "built",
  include: BUILT,
  globalSetup: ["test/support/dist-setup.ts"],
};
const record = { ...shared, name: "record", include: RECORD, sequence: { groupOrder: 1 } };
const robustness = {
  ...shared,
  name: "robustness",
  include: ROBUSTNESS,
  exclude: BUILT,
  isolate: true,
  testTimeout: 180_000,
};
const wire = { ...shared, name: "wire", include: WIRE, isolate: true, sequence: { groupOrder: 2 } };

const redis = {
  ...shared,
  name: "redis",
  include: REDIS,
  isolate: true,
  testTimeout: 120_000,
  globalSetup: ["test/support/dist-setup.ts"],
  sequence: { groupOrder: 3 },
};

export default defineConfig({
  test: {
    // One more than the cores: many tests wait for programs and timers.
    maxWorkers: 3,
    experimental: { fsModuleCache: true },
    reporters: report ? ["dot", ["json", { outputFile: report }]] : ["dot"],
    globalSetup: ["test/support/record/run-setup.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [built, evaluation, stories, python, sandbox, inProcess, record, robustness, wire, redis].map((test) => ({
      test,
    })),
  },
});
