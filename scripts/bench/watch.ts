import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into the server with `--import`: from each SIGUSR2 on it watches memory and the event loop, and writes what
// it saw to the file BENCH_REPORT at every further one and at the end.

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
