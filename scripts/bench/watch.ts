import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into the server with `--import`: the first SIGUSR2 starts watching memory and the event loop. Every
// further one, and the end of the process, writes the report to the file BENCH_REPORT. With BENCH_TURNS it also measures
// the CPU time of each turn of the event loop, which other processes do not lengthen, but keeps the loop spinning for it.

const delay = monitorEventLoopDelay({ resolution: 1 });
let peak = 0;
let watching = false;
let turn = 0;

process.on("SIGUSR2", () => {
  report();
  delay.reset();
  delay.enable();
  peak = process.memoryUsage.rss();
  turn = 0;
  if (!watching && process.env.BENCH_TURNS) measureTurns(cpuMs());
  watching = true;
});
process.on("exit", report);
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10).unref();

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measureTurns(before: number): void {
  setImmediate(() => {
    const now = cpuMs();
    turn = Math.max(turn, now - before);
    measureTurns(now);
  });
}

function report(): void {
  const path = process.env.BENCH_REPORT;
  if (!watching || path === undefined) return;
  const seen = { peak, p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6, turn };
  writeFileSync(path, JSON.stringify(seen));
}
