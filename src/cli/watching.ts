import type { Attempt } from "../api/http/attempts.ts";
import type { ClientLoad } from "../api/http/create-client.ts";
import { type Config, nameOf } from "../config.ts";
import { createLog } from "../core/log.ts";
import type { CallObserver } from "../core/observer.ts";
import type { Redactor } from "../core/output/redact.ts";
import type { SharingStatus } from "../service/redis/shared.ts";
import { auditTo } from "../service/watching/audit.ts";
import type { Metrics } from "../service/watching/metrics.ts";
import { observeWith } from "../service/watching/watcher.ts";
import type { HttpServing } from "../transports/http.ts";

/** Audit, metrics and traces, as configured. */
export interface Watched {
  /** Absent: each call has one line in the log. */
  readonly observer: CallObserver | undefined;
  readonly metrics: Metrics | undefined;
  onAttempt(workspace: string): ((attempt: Attempt) => void) | undefined;
  /** The levels that metrics show. */
  measure(source: {
    server?: Pick<HttpServing, "sessions" | "requests">;
    loads?: () => Record<string, ClientLoad>;
    sharing?: () => SharingStatus;
  }): void;
  /** Writes a line to stderr, and to OpenTelemetry. */
  write(line: string): void;
  /** Where metrics are served. */
  readonly metricsUrl: string | undefined;
  close(): Promise<void>;
}

export interface WatchOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly redact: Redactor;
  write(line: string): void;
}

const IDLE = { inFlight: 0, waiting: 0 };

/** The variables that turn tracing on are those of OpenTelemetry itself, which its SDK reads. */
const isTraced = (env: WatchOptions["env"]): boolean =>
  env.OTEL_SDK_DISABLED !== "true" &&
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"].some(
    (name) => env[name] !== undefined,
  );

/** Starts what the configuration asks for. The audit log is on for every server over HTTP, at any log level. */
export async function openWatching(
  config: Config,
  { env, version, redact, write }: WatchOptions,
): Promise<Watched | { readonly problems: readonly string[] }> {
  const tracing = isTraced(env)
    ? await (await import("../service/watching/tracing.ts")).startTracing(version)
    : undefined;
  if (tracing && "problem" in tracing) return { problems: [tracing.problem] };
  const writeAll = tracing
    ? (line: string) => {
        write(line);
        tracing.log(line);
      }
    : write;
  const levels: Parameters<Watched["measure"]>[0] = {};
  const metrics = config.metrics
    ? (await import("../service/watching/metrics.ts")).createMetrics(
        {
          sessions: () => levels.server?.sessions ?? 0,
          requests: () => levels.server?.requests ?? IDLE,
          loads: () => levels.loads?.() ?? {},
          sharing: () => levels.sharing?.(),
        },
        version,
      )
    : undefined;
  let metricsUrl: string | undefined;
  try {
    if (config.metrics) metricsUrl = await metrics?.listen(config.metrics);
  } catch {
    await tracing?.close();
    return { problems: [`${nameOf("metrics")}: cannot listen on this address. Use another port.`] };
  }
  const watching = [
    ...(tracing ? [tracing] : []),
    ...(metrics ? [metrics] : []),
    ...(config.http || tracing ? [auditTo(createLog(writeAll, redact))] : []),
  ];
  return {
    observer: watching.length > 0 ? observeWith(watching) : undefined,
    metrics,
    onAttempt(workspace) {
      const each = [tracing?.onAttempt(workspace), metrics?.onAttempt(workspace)].filter((one) => one !== undefined);
      if (each.length === 0) return undefined;
      return (attempt) => {
        for (const report of each) report(attempt);
      };
    },
    measure: (source) => void Object.assign(levels, source),
    write: writeAll,
    metricsUrl,
    async close() {
      await Promise.all([tracing?.close(), metrics?.close()]);
    },
  };
}
