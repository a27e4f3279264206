import type { Log } from "../core/log.ts";

/**
 * Handles uncaught errors, which leave the process in an unknown state: the first is logged and `exit` is called with 1.
 * `exit` may answer open requests first. Further errors are ignored.
 */
export function installCrashHandlers(log: Log, exit: (code: number) => void): void {
  let crashed = false;
  const crash = (event: string) => (thrown: unknown) => {
    if (crashed) return;
    crashed = true;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    log.error(event, { name: error.name, reason: error.message, at: error.stack?.split("\n")[1]?.trim() });
    exit(1);
  };
  process.on("uncaughtException", crash("uncaught exception"));
  process.on("unhandledRejection", crash("unhandled rejection"));
  // A host that closes stderr must not stop the server. Log lines are then lost.
  process.stderr.on("error", () => {});
}
