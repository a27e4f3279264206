import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as z from "zod";
import { bundle, type Peer, startPeer } from "../../test/support/peer.ts";
import { chunkBytes, resultRow, STATEMENT_ID } from "../../test/support/result-server.ts";
import { median } from "./median.ts";

// `npm run bench:rows`: the built server over stdio pages through a large SQL result that another process serves.

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
/** Rows in a chunk of about 16 MB, the platform's chunk size. */
const CHUNK_ROWS = 280_000;
const MB = 2 ** 20;

const Seen = z.object({ peak: z.number(), p99: z.number(), longest: z.number() });
type Seen = z.output<typeof Seen>;

const Page = z.object({
  rows: z.array(z.array(z.string().nullable())),
  next_row_offset: z.number().optional(),
});

interface Served {
  /** One page, and the milliseconds it took. */
  page(row_offset: number, row_limit: number): Promise<{ page: z.output<typeof Page>; ms: number }>;
  /** Watches memory and event loop while `work` runs. */
  watch(work: () => Promise<void>): Promise<Seen>;
}

const program = await bundle(path.join(HERE, "workspace.ts"));
const watcher = await bundle(path.join(HERE, "watch.ts"));
const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
try {
  await walks();
  await firstPage();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs with a workspace of that many rows and a server in front of it. Both end with the work. */
async function serving<T>(rows: number, chunkRows: number, budget: number, work: (served: Served) => Promise<T>) {
  const workspace = spawn(process.execPath, [program, String(rows), String(chunkRows)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(workspace.stdout.setEncoding("utf8"), "data");
  const report = path.join(folder, "report.json");
  const args = ["--import", pathToFileURL(watcher).href, CLI, "--insecure-loopback", "--output-budget", String(budget)];
  const peer = startPeer(process.execPath, args, {
    PATH: process.env.PATH,
    DATABRICKS_HOST: String(line).trim(),
    DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
    BENCH_REPORT: report,
  });
  try {
    await peer.initialize();
    return await work(through(peer, report));
  } finally {
    peer.kill("SIGKILL");
    workspace.kill();
  }
}

function through(peer: Peer, report: string): Served {
  let calls = 0;
  return {
    async page(row_offset, row_limit) {
      const id = ++calls;
      const start = performance.now();
      peer.call(id, "poll_sql_result", { statement_id: STATEMENT_ID, row_offset, row_limit });
      const { result } = await peer.answer(id);
      const ms = performance.now() - start;
      return { page: z.object({ structuredContent: Page }).parse(result).structuredContent, ms };
    },
    async watch(work) {
      peer.kill("SIGUSR2");
      await pause();
      await work();
      rmSync(report, { force: true });
      peer.kill("SIGUSR2");
      await pause();
      return Seen.parse(JSON.parse(readFileSync(report, "utf8")));
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

/** Pages to the last row of 10,000 and of 1,000,000 rows. */
async function walks(): Promise<void> {
  const walk = (rows: number) =>
    serving(rows, CHUNK_ROWS, 50_000, (served) =>
      served.watch(async () => {
        const start = performance.now();
        let next: number | undefined = 0;
        let seen = 0;
        let pages = 0;
        while (next !== undefined) {
          const { page } = await served.page(next, 100_000);
          if (page.rows[0]?.[0] !== resultRow(seen)[0]) throw new Error(`another row came than row ${seen}`);
          seen += page.rows.length;
          pages++;
          next = page.next_row_offset;
        }
        if (seen !== rows) throw new Error(`${seen} of ${rows} rows came`);
        const s = (performance.now() - start) / 1000;
        console.log(`${rows.toLocaleString("en")} rows in ${pages} pages: ${s.toFixed(1)} s`);
      }),
    );
  const small = await walk(10_000);
  const middle = await walk(100_000);
  const large = await walk(1_000_000);
  const times = (a: Seen, b: Seen) => `${(b.peak / a.peak).toFixed(2)} times`;
  console.log(`  peak memory (RSS)   ${mb(small.peak)}, ${mb(middle.peak)} and ${mb(large.peak)} MB`);
  console.log(
    `                      a million: ${times(small, large)} ten thousand, ${times(middle, large)} a hundred thousand`,
  );
  console.log(`  event loop delay    p99 ${large.p99.toFixed(1)} ms, longest ${large.longest.toFixed(1)} ms`);
}

/** The first hundred rows of a 25 MB chunk, compared with `JSON.parse` of the whole chunk. */
async function firstPage(): Promise<void> {
  const rows = Math.floor((25 * MB) / (chunkBytes(1) - 1));
  const parse = median(
    Array.from({ length: 5 }, () => {
      const text = JSON.stringify(Array.from({ length: rows }, (_, n) => resultRow(n)));
      const start = performance.now();
      JSON.parse(text);
      return performance.now() - start;
    }),
  );
  await serving(rows, rows, 10_000, async (served) => {
    // The first call loads modules and opens connections.
    for (let i = 0; i < 3; i++) await served.page(0, 100);
    const times: number[] = [];
    const seen = await served.watch(async () => {
      for (let i = 0; i < 9; i++) times.push((await served.page(0, 100)).ms);
    });
    console.log(
      `first page of ${mb(chunkBytes(rows))} MB: ${median(times).toFixed(1)} ms; JSON.parse of it: ${parse.toFixed(0)} ms`,
    );
    console.log(`  event loop delay    p99 ${seen.p99.toFixed(1)} ms, longest ${seen.longest.toFixed(1)} ms`);
    console.log(`  peak memory (RSS)   ${mb(seen.peak)} MB`);
  });
}

function mb(bytes: number): string {
  return (bytes / MB).toFixed(0);
}
