import { oneLine } from "../../text.ts";
import { strip } from "../output/fence.ts";

/** Characters of a message. */
const SHOWN = 300;

/** MCP `notifications/progress` parameters without the token. */
export interface ProgressUpdate {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

/**
 * Reports at most once a second, always increasing. Without `done` the count of reports is the progress, so that
 * a client's bar moves while nobody knows how far there is to go. A message may name what the workspace names: it is
 * one line with nothing hidden in it.
 */
export function progressReporter(
  send: ((update: ProgressUpdate) => void | Promise<void>) | undefined,
  now: () => number = () => performance.now(),
): (message: string, done?: number, total?: number) => void {
  if (!send) return () => {};
  let last = Number.NEGATIVE_INFINITY;
  let progress = 0;
  return (message, done, total) => {
    const at = now();
    if (at - last < 1000) return;
    last = at;
    progress = done !== undefined && done > progress ? done : progress + 1;
    void send({
      progress,
      message: oneLine(strip(message).text, SHOWN),
      ...(total !== undefined && total >= progress ? { total } : {}),
    });
  };
}
