import type { OperationId } from "../reference/operation-id.ts";
import type { Clock } from "./clock.ts";
import type { BufferedResponse, Lane, Send } from "./send.ts";

/** An attempt of a request to the workspace that has ended. */
export interface Attempt {
  readonly operation: OperationId | undefined;
  readonly lane: Lane;
  /** Status of the response; absent if there was none. */
  readonly status?: number;
  /** Time that it waited for its turn and for the rate, in milliseconds. */
  readonly waitedMs: number;
  /** Time from then to the end of the response, in milliseconds. */
  readonly ms: number;
  readonly traceparent: string | undefined;
}

/** Reports each attempt to `onAttempt`. */
export function watchAttempts(
  send: Send<BufferedResponse>,
  clock: Clock,
  onAttempt: ((attempt: Attempt) => void) | undefined,
): Send<BufferedResponse> {
  if (!onAttempt) return send;
  return async (request) => {
    const from = clock.now();
    const { operation, lane, queuedAt = from, headers } = request;
    const report = (status?: number) =>
      onAttempt({
        operation,
        lane,
        ...(status === undefined ? {} : { status }),
        waitedMs: from - queuedAt,
        ms: clock.now() - from,
        traceparent: headers.traceparent,
      });
    try {
      const response = await send(request);
      report(response.status);
      return response;
    } catch (error) {
      report();
      throw error;
    }
  };
}
