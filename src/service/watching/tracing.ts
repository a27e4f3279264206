import * as api from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import type { Attempt } from "../../api/http/attempts.ts";
import type { Watching } from "./watcher.ts";

/** Traces and logs in OpenTelemetry. */
export interface Tracing extends Watching {
  onAttempt(workspace: string): (attempt: Attempt) => void;
  /** Exports a log line, which is JSON. */
  log(line: string): void;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

const PACKAGES = "@opentelemetry/sdk-node @opentelemetry/api";
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SEVERITY: Readonly<Record<string, number>> = { debug: 5, info: 9, warning: 13, error: 17 };

/** Loads the SDK, which is an optional dependency, and starts it. */
export async function startTracing(version: string): Promise<Tracing | { readonly problem: string }> {
  const NodeSDK = await load();
  if (!NodeSDK) return { problem: `OpenTelemetry is configured, but not installed: npm install ${PACKAGES}` };
  const sdk = new NodeSDK({ serviceName: NAME, instrumentations: [] });
  sdk.start();
  const tracer = api.trace.getTracer(NAME, version);
  const logger = logs.getLogger(NAME, version);

  /** The context of a client's `traceparent`. A malformed one starts a trace of its own. */
  const parentOf = (traceparent: string | undefined) => {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return api.ROOT_CONTEXT;
    const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
    return api.isSpanContextValid(spanContext)
      ? api.trace.setSpanContext(api.ROOT_CONTEXT, spanContext)
      : api.ROOT_CONTEXT;
  };

  return {
    begin({ tool, traceparent }) {
      const span = tracer.startSpan(
        `tools/call ${tool}`,
        { kind: api.SpanKind.SERVER, attributes: { "mcp.tool.name": tool } },
        parentOf(traceparent),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
        end(record) {
          span.setAttributes({
            "mcp.tool.outcome": record.outcome,
            "databricks.workspace": record.workspace,
            "databricks.requests": record.requests,
            "databricks.retries": record.retries,
            ...(record.caller && { "enduser.id": record.caller.name }),
          });
          if (record.outcome === "bug") span.setStatus({ code: api.SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    onAttempt:
      (workspace) =>
      ({ operation, lane, status, ms, waitedMs, traceparent }) => {
        const endTime = Date.now();
        const span = tracer.startSpan(
          operation ?? "request",
          {
            kind: api.SpanKind.CLIENT,
            startTime: endTime - ms,
            attributes: {
              "databricks.workspace": workspace,
              "databricks.lane": lane,
              "databricks.waited_ms": Math.round(waitedMs),
              ...(status === undefined ? {} : { "http.response.status_code": status }),
            },
          },
          parentOf(traceparent),
        );
        if (status === undefined || status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
        span.end(endTime);
      },
    log(line) {
      const level = /"level":"(\w+)"/.exec(line)?.[1] ?? "info";
      logger.emit({ body: line.trimEnd(), severityText: level, severityNumber: SEVERITY[level] ?? 9 });
    },
    close: () => sdk.shutdown().catch(() => {}),
  };
}

const NAME = "mcp-server-databricks";

async function load() {
  try {
    return (await import("@opentelemetry/sdk-node")).NodeSDK;
  } catch {
    return undefined;
  }
}
