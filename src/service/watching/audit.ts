import type { Log } from "../../core/log.ts";
import type { Watching } from "./watcher.ts";

/**
 * One line per call: who called which tool on which objects, and what came of it. No argument and no result is in it, so
 * that the audit log can be kept longer and read by more people than the data. `log` must not leave out lines by level.
 */
export const auditTo = (log: Pick<Log, "info">): Watching => ({
  end(record) {
    const { caller, objects, writes, traceparent, confirmed } = record;
    log.info("call", {
      user: caller?.name,
      subject: caller?.subject,
      workspace: record.workspace,
      tool: record.tool,
      outcome: record.outcome,
      ...(confirmed && { confirmed }),
      ...(objects.length > 0 && { objects }),
      ...(writes.length > 0 && { writes }),
      arguments: record.digest(),
      ms: record.ms,
      requests: record.requests,
      retries: record.retries,
      ...(traceparent !== undefined && { traceparent }),
    });
  },
});
