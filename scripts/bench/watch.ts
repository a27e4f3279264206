import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into the server with `--import`: the first SIGUSR2 starts watching memory and the event loop. Every
// further one, and the end of the process, writes the report to the file BENCH_REPORT.

const delay = monitorEventLoopDelay({ resolution: 1 });
let peak = 0;
let watching = false;

process.on("SIGUSR2", () => {
  report();
  delay.reset();
  delay.enable();
  peak = process.memoryUsage.rss();
  watching = true;
});
process.on("exit", report);
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10).unref();

function report(): void {
  const path = process.env.BENCH_REPORT;
  if (!watching || path === undefined) return;
  const seen = { peak, p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6 };
  writeFileSync(path, JSON.stringify(seen));
}
