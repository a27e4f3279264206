import { createLog } from "../../src/core/log.ts";
import { installCrashHandlers } from "../../src/transports/crash.ts";
import { guardStdout } from "../../src/transports/stdio/stdout.ts";
import { serveStdio } from "../../src/transports/stdio.ts";
import { makeFixtureServer, reportAborted } from "./fixture-server.ts";

// The smallest program around the stdio transport, wired as the command wires it.
const stdout = guardStdout();
const log = createLog(
  (line) => process.stderr.write(line),
  (text) => text,
  "debug",
);
reportAborted((id) => void process.stderr.write(`aborted ${id}\n`));
const serving = serveStdio(makeFixtureServer, { log, stdout });

installCrashHandlers(log, (code) => {
  serving.abandon("The server failed");
  process.exit(code);
});

let signals = 0;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (++signals > 1) process.exit(1);
    void serving.close(signal);
  });
}

// Stands for a connection pool that would keep the process alive.
setInterval(() => {}, 1_000);
process.exit(await serving.closed);
