import type { Log } from "../core/log.ts";

/**
 * An error nobody caught leaves the process in an unknown state: it is logged, once, and `exit` is called with 1.
 * `exit` may answer what is open first; a further error while it does is ignored.
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
  // A host that closes stderr must not bring the server down, and the log has nowhere else to go.
  process.stderr.on("error", () => {});
}
