const HEAD_LINES = 6;
const TAIL_LINES = 24;
const LOG_LINES = 20;

/** Where Spark appends what happened in the JVM, which repeats the error and is long. */
const JVM = /\n\s*(?:JVM stacktrace:|Driver stacktrace:|\s*at (?:org|java|scala|com)\.[\w.$]+\()/;

/** A traceback's telling lines: its beginning and its end, without the JVM's share. What is left out is counted. */
export function tracebackCore(trace: string): string {
  const jvm = JVM.exec(trace);
  // A trace that is the JVM's alone keeps its head.
  const own = jvm && jvm.index > 200 ? trace.slice(0, jvm.index) : trace;
  const lines = own.trimEnd().split("\n");
  const all = trace.trimEnd().split("\n").length;
  const kept =
    lines.length <= HEAD_LINES + TAIL_LINES + 1
      ? lines
      : jvm && own === trace
        ? lines.slice(0, HEAD_LINES + TAIL_LINES)
        : [...lines.slice(0, HEAD_LINES), "…", ...lines.slice(-TAIL_LINES)];
  const left = all - kept.filter((line) => line !== "…").length;
  return left > 0 ? `${kept.join("\n")}\n(${left} lines left out: get_job_run_output has them)` : kept.join("\n");
}

/** The last lines of a log. */
export function logTail(logs: string): string {
  const lines = logs.trimEnd().split("\n");
  return lines.slice(-LOG_LINES).join("\n");
}
