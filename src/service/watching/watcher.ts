import type { CallObserver, CallRecord } from "../../core/observer.ts";

/** A request over HTTP that has been answered. */
export interface Answered {
  readonly status: number;
  readonly ms: number;
}

/** One way to watch the service. Every method is optional. */
export interface Watching {
  /** A call begins. Returns the trace to continue in its requests. */
  begin?(call: { readonly tool: string; readonly traceparent: string | undefined }): {
    readonly traceparent?: string | undefined;
    end?(record: CallRecord): void;
  };
  end?(record: CallRecord): void;
}

/** Watches calls in all of these ways. The first one that continues a trace decides its identifier. */
export function observeWith(watching: readonly Watching[]): CallObserver {
  return {
    begin(call) {
      const begun = watching.flatMap((each) => each.begin?.(call) ?? []);
      const traced = begun.find(({ traceparent }) => traceparent !== undefined);
      return {
        traceparent: traced?.traceparent ?? call.traceparent,
        end(record) {
          for (const each of begun) each.end?.(record);
          for (const each of watching) each.end?.(record);
        },
      };
    },
  };
}
